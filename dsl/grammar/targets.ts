import { CstParser, tokenMatcher } from 'chevrotain';
import { Expectations } from '../expectations.ts';
import type { TokenType } from '../tokens.ts';
import * as t from '../tokens.ts';
import { vocabulary, words } from '../tokens.ts';

const expectations = new Expectations();

/** Names of tools and actions. */
export class TargetGrammar extends CstParser {
  readonly toolName = this.RULE('toolName', () => {
    this.OPTION(() => {
      this.CONSUME(words.mcp);
      this.CONSUME(t.Word);
      this.CONSUME(t.Dot);
    });
    this.CONSUME2(t.Word);
  });

  // GROUP.NAME, or opaque
  readonly actionName = this.RULE('actionName', () => {
    this.OR({
      // One token decides, so that a fault behind the group is found there.
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { GATE: () => !this.isNext(2, t.Dot), ALT: () => this.CONSUME(words.opaque) },
        {
          ALT: () => {
            this.CONSUME(t.Name);
            this.CONSUME(t.Dot);
            this.CONSUME2(t.Name);
          },
        },
      ],
    });
  });

  // shell.run "npm test", "npm run lint"
  readonly actionTarget = this.RULE('actionTarget', () => {
    this.SUBRULE(this.actionName);
    this.OPTION(() => this.SUBRULE(this.commandTexts));
  });

  // A comma may also lead to the next target, which is a string only if it stands first.
  readonly commandTexts = this.RULE('commandTexts', () => {
    this.CONSUME(t.Text);
    this.MANY({
      GATE: () => this.isNext(2, t.Text),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.CONSUME2(t.Text);
      },
    });
  });

  readonly target = this.RULE('target', () => {
    this.OR([
      // `opaque` alone is the action: a tool of that name is quoted.
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.actionTarget) },
      { ALT: () => this.SUBRULE(this.toolName) },
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

  /**
   * True if what comes could be the name of an element, and is the start of something else: a list
   * whose closing bracket is missing ends before it.
   */
  protected isBeyondList(): boolean {
    if (this.isNext(1, words.observe)) return this.isNext(2, words.until);
    if (this.isNext(1, words.trusted)) return this.isNext(2, t.Text);
    if (this.isNext(1, words.action, words.does)) return this.isNext(3, t.Dot);
    if (!this.isNext(1, words.command) || !this.isNext(2, t.Word)) return false;
    const isComplete = this.isNext(3, words.complete) && this.isNext(4, t.OpenBrace);
    return isComplete || this.isNext(3, t.OpenBrace, t.Comma);
  }

  /** True if the token so many places ahead is of one of the types. */
  protected isNext(places: number, ...types: readonly TokenType[]): boolean {
    const token = this.LA(places);
    return types.some((type) => tokenMatcher(token, type));
  }
}
