import type { OfferFinding, Origin } from '../import/offer.ts';

/** One key of an object literal. Without a name: a spread, or a key that is computed. */
export interface Member {
  readonly name: string | undefined;
  readonly value: Expression;
}

/**
 * An expression of a program as far as it can be known without running it: constants are followed,
 * through imports too, and what depends on the run is `unknown`. This is all that is known of a
 * program outside of the adapter to its parser.
 */
export type Expression = { readonly origin: Origin } & (
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' | 'function' | 'unknown' }
  | { readonly kind: 'array'; readonly elements: readonly Expression[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  /** `f(x)` and `new F(x)`. */
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] }
  /** `a.name` of what is no object literal. */
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  /** A name from outside of the program: imported from a package, or global. */
  | { readonly kind: 'name'; readonly name: string; readonly module: string | undefined }
  /** An element that stands for those of another array. */
  | { readonly kind: 'spread'; readonly value: Expression }
  /** One of several, depending on the run. */
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
);

/** An expression of one kind. */
export type ExpressionOf<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

/** A place of a program where tools may be defined. One expression is one object wherever it is met. */
export type Candidate =
  /** A call whose callee ends in one of {@link callNames}. */
  | { readonly kind: 'call'; readonly name: string; readonly call: ExpressionOf<'call'> }
  /** A key of an object literal, one of {@link memberNames}. */
  | {
      readonly kind: 'member';
      readonly name: string;
      readonly value: Expression;
      /** All keys of the object. */
      readonly siblings: ReadonlySet<string>;
      /** `server` where it stands in `server.setRequestHandler(...)`. */
      readonly server: Expression | undefined;
    }
  /** `xTools.push(...)` and `x.tools = ...`: what is added, as an array. */
  | { readonly kind: 'addition'; readonly value: Expression }
  /** An object literal that holds one of {@link definitionKeys}. */
  | { readonly kind: 'definition'; readonly value: Expression };

/** Functions and methods that define a tool or a server of tools. */
export const callNames: ReadonlySet<string> = new Set([
  'betaTool',
  'betaZodTool',
  'createSdkMcpServer',
  'registerTool',
  'tool',
  'zodFunction',
  'zodResponsesFunction',
]);

export const memberNames: ReadonlySet<string> = new Set(['mcpServers', 'tools']);

/** Keys that only the definition of a tool has. */
export const definitionKeys: ReadonlySet<string> = new Set(['input_schema']);

/** A program as its adapter read it. */
export interface ScannedProgram {
  readonly candidates: readonly Candidate[];
  /** Files that could not be read whole. */
  readonly findings: readonly OfferFinding[];
}

/** The value of a key; undefined where the object has none. The last of equal keys counts. */
export function memberOf(
  { members }: ExpressionOf<'object'>,
  name: string,
): Expression | undefined {
  return members.findLast((member) => member.name === name)?.value;
}

/** The text that an expression is; undefined where it is none, or is not known. */
export function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'text' ? expression.value : undefined;
}

/** The last part of what is called: `tool` in `tool(x)` and `server.tool(x)`. */
export function calleeName({ callee }: ExpressionOf<'call'>): string | undefined {
  return callee.kind === 'name' || callee.kind === 'member' ? callee.name : undefined;
}
