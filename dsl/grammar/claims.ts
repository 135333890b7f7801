import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { TestGrammar } from './tests.ts';

/** Claims: what must hold of every call, whatever the rules say. */
export class ClaimGrammar extends TestGrammar {
  // never without approval "title" { any agent does TARGET where ... }
  readonly prohibition = this.RULE('prohibition', () => {
    this.CONSUME(words.never);
    this.OPTION(() => {
      this.CONSUME(words.without);
      this.CONSUME(words.approval);
    });
    this.CONSUME(t.Text);
    this.CONSUME(t.OpenBrace);
    this.SUBRULE(this.subject);
    this.CONSUME(words.does);
    this.SUBRULE(this.deed);
    this.CONSUME(t.CloseBrace);
  });

  // always "title" { agent NAME may TARGET where ... }
  readonly guarantee = this.RULE('guarantee', () => {
    this.CONSUME(words.always);
    this.CONSUME(t.Text);
    this.CONSUME(t.OpenBrace);
    this.SUBRULE(this.subject);
    this.CONSUME(words.may);
    this.SUBRULE(this.deed);
    this.CONSUME(t.CloseBrace);
  });

  readonly subject = this.RULE('subject', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.any);
          this.CONSUME(words.agent);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.AgentsWord);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Word) });
        },
      },
    ]);
  });

  readonly deed = this.RULE('deed', () => {
    this.SUBRULE(this.target);
    this.OPTION(() => {
      this.CONSUME(words.where);
      this.SUBRULE(this.disjunction);
    });
  });
}
