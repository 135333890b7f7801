import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { ValueGrammar } from './values.ts';

/** Rules with their clauses, and who approves. */
export class RuleGrammar extends ValueGrammar {
  readonly approver = this.RULE('approver', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.team);
          this.CONSUME(t.Text);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.user);
          this.CONSUME2(t.Text);
          this.CONSUME(words.id);
          this.CONSUME(t.Integer);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.role);
          this.CONSUME3(t.Text);
        },
      },
    ]);
  });

  // approval 2 of team "a", user "b" id 1, expires 30m
  readonly approval = this.RULE('approval', () => {
    this.CONSUME(words.approval);
    this.CONSUME(t.Integer);
    this.OPTION(() => {
      this.CONSUME(words.of);
      this.SUBRULE(this.approver);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.approver);
      });
    });
    this.OPTION2(() => {
      this.CONSUME2(t.Comma);
      this.CONSUME(words.expires);
      this.CONSUME(t.Duration);
    });
  });

  readonly onUnknown = this.RULE('onUnknown', () => {
    this.CONSUME(words.on);
    this.CONSUME(words.unknown);
    this.CONSUME(words.ask);
  });

  readonly because = this.RULE('because', () => {
    this.CONSUME(words.because);
    this.CONSUME(t.Text);
  });

  readonly when = this.RULE('when', () => {
    this.CONSUME(words.when);
    this.SUBRULE(this.disjunction);
  });

  readonly unless = this.RULE('unless', () => {
    this.CONSUME(words.unless);
    this.SUBRULE(this.disjunction);
  });

  readonly clause = this.RULE('clause', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.when) },
      { ALT: () => this.SUBRULE(this.unless) },
      { ALT: () => this.SUBRULE(this.onUnknown) },
      { ALT: () => this.SUBRULE(this.approval) },
      { ALT: () => this.SUBRULE(this.because) },
    ]);
  });

  // rule NAME deny A, B when ... because "..." example ...; clauses before the targets are read only to be refused
  readonly rule = this.RULE('rule', () => {
    this.OPTION(() => {
      this.CONSUME(words.rule);
      this.CONSUME(t.Name);
    });
    this.CONSUME(t.EffectWord);
    this.MANY(() => this.SUBRULE(this.clause));
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.target) });
    this.MANY2(() => this.SUBRULE2(this.clause));
    this.MANY3(() => this.SUBRULE(this.example));
  });

  // example TOOL { path: ".env" } is denied
  readonly example = this.RULE('example', () => {
    this.CONSUME(words.example);
    this.SUBRULE(this.toolName);
    this.SUBRULE(this.object);
    this.CONSUME(words.is);
    this.CONSUME(t.OutcomeWord);
  });

  // otherwise ask approval 1; other clauses are read only to be refused
  readonly otherwise = this.RULE('otherwise', () => {
    this.CONSUME(words.otherwise);
    this.CONSUME(words.ask);
    this.MANY(() => this.SUBRULE(this.clause));
  });
}
