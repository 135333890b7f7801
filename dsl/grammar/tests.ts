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
    this.OPTION(() => {
      this.CONSUME(words.as);
      this.CONSUME(t.Name);
    });
    this.MANY(() => this.SUBRULE(this.testCase));
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
}
