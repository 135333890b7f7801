import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { ClaimGrammar } from './claims.ts';

/** What an agent may use: models, money and tokens, calls in a time, repeats of one call. */
export class LimitGrammar extends ClaimGrammar {
  // models "claude-sonnet-*", "claude-haiku-*"
  readonly models = this.RULE('models', () => {
    this.CONSUME(words.models);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Text) });
  });

  // budget 20 USD per session, 5M tokens per day alert at 50%, 80%
  readonly budget = this.RULE('budget', () => {
    this.CONSUME(words.budget);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.budgetAmount) });
    this.OPTION(() => {
      this.CONSUME(words.alert);
      this.CONSUME(words.at);
      this.SUBRULE(this.percentages);
    });
  });

  readonly percentages = this.RULE('percentages', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Percent) });
  });

  readonly budgetAmount = this.RULE('budgetAmount', () => {
    this.CONSUME(t.Amount);
    this.CONSUME(t.Name);
    this.CONSUME(words.per);
    this.CONSUME2(t.Name);
  });

  // rate 60 calls per minute
  readonly rate = this.RULE('rate', () => {
    this.CONSUME(words.rate);
    this.CONSUME(t.Integer);
    this.CONSUME(words.calls);
    this.CONSUME(words.per);
    this.CONSUME(t.Name);
  });

  // loop trip after 5 repeats in 10m, poll TOOL, TOOL
  readonly loop = this.RULE('loop', () => {
    this.CONSUME(words.loop);
    this.CONSUME(words.trip);
    this.CONSUME(words.after);
    this.CONSUME(t.Integer);
    this.CONSUME(words.repeats);
    this.CONSUME(words.in);
    this.CONSUME(t.Duration);
    this.OPTION(() => {
      this.CONSUME(t.Comma);
      this.CONSUME(words.poll);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.toolName) });
    });
  });
}
