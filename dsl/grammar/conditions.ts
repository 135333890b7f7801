import { CstParser } from 'chevrotain';
import { Expectations } from '../expectations.ts';
import * as t from '../tokens.ts';
import { vocabulary, words } from '../tokens.ts';

const expectations = new Expectations();

/** Sets, and the conditions of `when` and `unless`. */
export class ConditionGrammar extends CstParser {
  readonly setLiteral = this.RULE('setLiteral', () => {
    this.CONSUME(t.Name);
    this.SUBRULE(this.patterns);
  });

  readonly patterns = this.RULE('patterns', () => {
    this.CONSUME(t.OpenParen);
    this.MANY(() => {
      this.CONSUME(t.Text);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseParen);
  });

  readonly list = this.RULE('list', () => {
    this.CONSUME(t.OpenBracket);
    this.MANY(() => {
      this.CONSUME(t.Literal);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBracket);
  });

  // Conditions, weakest first.
  readonly disjunction = this.RULE('disjunction', () => {
    this.AT_LEAST_ONE_SEP({ SEP: words.or, DEF: () => this.SUBRULE(this.conjunction) });
  });

  readonly conjunction = this.RULE('conjunction', () => {
    this.AT_LEAST_ONE_SEP({ SEP: words.and, DEF: () => this.SUBRULE(this.negation) });
  });

  readonly negation = this.RULE('negation', () => {
    this.OPTION(() => this.CONSUME(words.not));
    this.SUBRULE(this.primary);
  });

  readonly primary = this.RULE('primary', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.OpenParen);
          this.SUBRULE(this.disjunction);
          this.CONSUME(t.CloseParen);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.has);
          this.SUBRULE(this.field);
        },
      },
      {
        ALT: () => {
          this.SUBRULE2(this.field);
          this.SUBRULE(this.relation);
        },
      },
    ]);
  });

  readonly field = this.RULE('field', () => {
    this.AT_LEAST_ONE(() => {
      this.CONSUME(t.Dot);
      this.CONSUME(t.Word);
    });
  });

  readonly relation = this.RULE('relation', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Comparator);
          this.CONSUME(t.Literal);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.matches);
          this.CONSUME(t.Text);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.under);
          this.OR2([
            { ALT: () => this.CONSUME(words.workspace) },
            { ALT: () => this.CONSUME2(t.Text) },
          ]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.in);
          this.SUBRULE(this.membership);
        },
      },
    ]);
  });

  readonly membership = this.RULE('membership', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Name);
          this.OPTION(() => this.SUBRULE(this.patterns));
        },
      },
      { ALT: () => this.SUBRULE(this.list) },
    ]);
  });

  /** The checks of the grammar itself cost time at every start; a test makes them. */
  constructor({ skipValidations }: { readonly skipValidations: boolean }) {
    super([...vocabulary], {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: 'onlyOffset',
      errorMessageProvider: expectations,
      skipValidations,
    });
  }

  override reset(): void {
    super.reset();
    expectations.renew();
  }
}
