import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { RuleGrammar } from './rules.ts';

/** Tests: calls with the verdict they must get. */
export class TestGrammar extends RuleGrammar {
  // test "title" { as NAME  TOOL { ... } => allow }
  readonly test = this.RULE('test', () => {
    this.CONSUME(words.test);
    this.CONSUME(t.Text);
    this.CONSUME(t.OpenBrace);
    this.MANY({
      GATE: () => !this.isBeyondList(),
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(words.as);
              this.CONSUME(t.Name);
            },
          },
          { ALT: () => this.SUBRULE(this.table) },
          { ALT: () => this.SUBRULE(this.session) },
          // What only a session may hold is read here too, to be refused with its reason.
          { ALT: () => this.SUBRULE(this.prompt) },
          { ALT: () => this.SUBRULE(this.step) },
        ]);
      },
    });
    this.CONSUME(t.CloseBrace);
  });

  readonly testCase = this.RULE('testCase', () => {
    this.SUBRULE(this.toolName);
    this.SUBRULE(this.object);
    this.CONSUME(t.Arrow);
    this.CONSUME(t.EffectWord);
    this.OPTION(() => {
      this.CONSUME(t.OpenParen);
      this.CONSUME(t.Name);
      this.CONSUME(t.CloseParen);
    });
  });

  // session { prompt "..."  TOOL { ... } => allow returns "..." }
  readonly session = this.RULE('session', () => {
    this.CONSUME(words.session);
    this.CONSUME(t.OpenBrace);
    this.MANY({
      GATE: () => !this.isBeyondList(),
      DEF: () => {
        this.OR([{ ALT: () => this.SUBRULE(this.prompt) }, { ALT: () => this.SUBRULE(this.step) }]);
      },
    });
    this.CONSUME(t.CloseBrace);
  });

  readonly prompt = this.RULE('prompt', () => {
    this.CONSUME(words.prompt);
    this.CONSUME(t.Text);
  });

  // TOOL { ... } => allow (NAME) fails
  readonly step = this.RULE('step', () => {
    this.SUBRULE(this.testCase);
    this.OPTION({
      // What begins with a brace is the next call, of a tool of that name.
      GATE: () => !this.isNext(2, t.OpenBrace),
      DEF: () => this.SUBRULE(this.result),
    });
  });

  readonly result = this.RULE('result', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.returns);
          this.CONSUME(t.Text);
        },
      },
      { ALT: () => this.CONSUME(words.fails) },
    ]);
  });

  // for each .branch, .draft of TOOL with { squash: true } { "main", false => ask (NAME) }
  readonly table = this.RULE('table', () => {
    this.CONSUME(words.for);
    this.CONSUME(words.each);
    this.SUBRULE(this.columns);
    this.CONSUME(words.of);
    this.SUBRULE(this.toolName);
    this.OPTION(() => {
      this.CONSUME(words.with);
      this.SUBRULE(this.object);
    });
    this.CONSUME(t.OpenBrace);
    this.MANY(() => this.SUBRULE(this.row));
    this.CONSUME(t.CloseBrace);
  });

  readonly columns = this.RULE('columns', () => {
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        this.CONSUME(t.Dot);
        this.CONSUME(t.Word);
      },
    });
  });

  readonly row = this.RULE('row', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.value) });
    this.CONSUME(t.Arrow);
    this.CONSUME(t.EffectWord);
    this.OPTION(() => {
      this.CONSUME(t.OpenParen);
      this.CONSUME(t.Name);
      this.CONSUME(t.CloseParen);
    });
  });
}
