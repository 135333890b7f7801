import { EMPTY_ALT } from 'chevrotain';
import type { TokenType } from '../tokens.ts';
import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { TargetGrammar } from './targets.ts';

/**
 * What may stand behind a field that is a condition by itself, and behind a word of an enum. It
 * tells `.force` and its end from `.force` and a relation that was mistyped.
 */
const conditionEnds: readonly TokenType[] = [
  t.CloseParen,
  t.CloseBrace,
  t.EndOfFile,
  t.EffectWord,
  t.LayerWord,
  ...t.typesOf('and', 'or', 'when', 'unless', 'on', 'approval', 'because', 'example', 'rule'),
  ...t.typesOf('otherwise', 'hold', 'test', 'agent', 'tool', 'never', 'always', 'let', 'import'),
  ...t.typesOf('action', 'command'),
];

/** Sets, and the conditions of `when` and `unless`. */
export class ConditionGrammar extends TargetGrammar {
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
    this.MANY({
      // A word is an element if what follows says so: else the bracket was forgotten.
      GATE: () => this.isNext(1, t.Literal) || this.isNext(2, t.Comma, t.CloseBracket),
      DEF: () => {
        this.CONSUME(t.Constant);
        this.OPTION(() => this.CONSUME(t.Comma));
      },
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
      { ALT: () => this.SUBRULE(this.after) },
      { ALT: () => this.SUBRULE(this.count) },
      { ALT: () => this.SUBRULE(this.quantified) },
      { ALT: () => this.SUBRULE(this.comparison) },
    ]);
  });

  // after fs.read where .path in secrets in the last 10m
  readonly after = this.RULE('after', () => {
    this.CONSUME(words.after);
    this.SUBRULE(this.event);
    this.OPTION(() => this.SUBRULE(this.window));
  });

  // count fs.write in the last 10m > 50
  readonly count = this.RULE('count', () => {
    this.CONSUME(words.count);
    this.SUBRULE(this.event);
    this.OPTION(() => this.SUBRULE(this.window));
    this.CONSUME(t.Comparator);
    this.CONSUME(t.Integer);
  });

  readonly event = this.RULE('event', () => {
    this.SUBRULE(this.target);
    this.OPTION(() => {
      this.CONSUME(words.where);
      this.SUBRULE(this.comparison);
    });
  });

  readonly window = this.RULE('window', () => {
    this.CONSUME(words.in);
    this.CONSUME(words.the);
    this.CONSUME(words.last);
    this.CONSUME(t.Duration);
  });

  // every .to in staff, any (.to.domain != "acme.com")
  readonly quantified = this.RULE('quantified', () => {
    this.OR([{ ALT: () => this.CONSUME(words.every) }, { ALT: () => this.CONSUME(words.any) }]);
    this.SUBRULE(this.comparison);
  });

  readonly comparison = this.RULE('comparison', () => {
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

  // Nothing behind a field says that it is true.
  readonly relation = this.RULE('relation', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Comparator);
          this.SUBRULE(this.operand);
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
        GATE: () => !this.isWindow(),
        ALT: () => {
          this.CONSUME(words.in);
          this.SUBRULE(this.membership);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.from);
          this.SUBRULE(this.origins);
        },
      },
      { GATE: () => this.isWindow() || this.isNext(1, ...conditionEnds), ALT: EMPTY_ALT() },
    ]);
  });

  // "main", 5, true, GET, .other
  readonly operand = this.RULE('operand', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Literal) },
      { ALT: () => this.SUBRULE(this.field) },
      { GATE: () => this.isEnumWord(), ALT: () => this.CONSUME(t.Name) },
    ]);
  });

  // prompt, mcp contacts.search
  readonly origins = this.RULE('origins', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.toolName) });
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

  /** `in the last` is about an event, not about a set. */
  private isWindow(): boolean {
    return this.isNext(1, words.in) && this.isNext(2, words.the) && this.isNext(3, words.last);
  }

  /** A name that a condition can end with: `example Read {` behind `==` is no word of an enum. */
  private isEnumWord(): boolean {
    return this.isNext(2, ...conditionEnds, words.in, t.Comparator);
  }
}
