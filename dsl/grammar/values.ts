import * as t from '../tokens.ts';
import { ConditionGrammar } from './conditions.ts';

/** Arguments of calls. */
export class ValueGrammar extends ConditionGrammar {
  // JSON, with bare words as keys and trailing commas.
  readonly value = this.RULE('value', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Scalar) },
      { ALT: () => this.SUBRULE(this.object) },
      { ALT: () => this.SUBRULE(this.array) },
    ]);
  });

  readonly object = this.RULE('object', () => {
    this.CONSUME(t.OpenBrace);
    this.MANY({
      GATE: () => !this.isBeyondList(),
      DEF: () => {
        this.SUBRULE(this.member);
        this.OPTION(() => this.CONSUME(t.Comma));
      },
    });
    this.CONSUME(t.CloseBrace);
  });

  readonly member = this.RULE('member', () => {
    this.CONSUME(t.Word);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.value);
  });

  readonly array = this.RULE('array', () => {
    this.CONSUME(t.OpenBracket);
    this.MANY(() => {
      this.SUBRULE(this.value);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBracket);
  });
}
