declare module 'railroad-diagrams' {
  /** A part of a drawing; its text is SVG. */
  export interface Piece {
    toString(): string;
  }
  type Child = Piece | string;
  const rail: {
    Diagram(...children: readonly Child[]): Piece;
    Sequence(...children: readonly Child[]): Piece;
    Choice(usual: number, ...children: readonly Child[]): Piece;
    Optional(child: Child): Piece;
    OneOrMore(child: Child, between?: Child): Piece;
    ZeroOrMore(child: Child, between?: Child): Piece;
    Terminal(text: string): Piece;
    NonTerminal(text: string): Piece;
  };
  export default rail;
}
