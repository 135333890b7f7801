import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { DeclarationGrammar } from './declarations.ts';

/** How programs read their arguments, and what they then do. */
export class CommandGrammar extends DeclarationGrammar {
  // command git complete { option -C value directory  "push {remote?}" { option -f } does git.push(remote) }
  readonly command = this.RULE('command', () => {
    this.CONSUME(words.command);
    this.SUBRULE(this.programs);
    this.OPTION(() => this.CONSUME(words.complete));
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.options) }, { ALT: () => this.SUBRULE(this.form) }]);
    });
    this.CONSUME(t.CloseBrace);
  });

  readonly programs = this.RULE('programs', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Word) });
  });

  // "s3 rm s3://{bucket}/{key}" { option --recursive } does s3.delete(bucket, key)
  readonly form = this.RULE('form', () => {
    this.CONSUME(t.Text);
    this.OPTION(() => this.SUBRULE(this.formOptions));
    this.OPTION2(() => this.SUBRULE(this.does));
  });

  readonly formOptions = this.RULE('formOptions', () => {
    this.CONSUME(t.OpenBrace);
    this.MANY(() => this.SUBRULE(this.options));
    this.CONSUME(t.CloseBrace);
  });

  // option -C value directory, -f | --force as force
  readonly options = this.RULE('options', () => {
    this.CONSUME(words.option);
    this.SUBRULE(this.commandOption);
    this.MANY({
      // Without a comma a string is the next form.
      GATE: () => this.isNext(1, t.Comma, t.OptionName),
      DEF: () => {
        this.OPTION(() => this.CONSUME(t.Comma));
        this.SUBRULE2(this.commandOption);
      },
    });
  });

  readonly commandOption = this.RULE('commandOption', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Pipe, DEF: () => this.SUBRULE(this.optionName) });
    this.OPTION(() => this.SUBRULE(this.optionValue));
    this.MANY(() => this.SUBRULE(this.optionClause));
  });

  // -f, --force, -0, "-?"; a name without a dash is read only to be refused
  readonly optionName = this.RULE('optionName', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.OptionName) },
      { GATE: () => this.isDashed(), ALT: () => this.CONSUME(t.Integer) },
      { GATE: () => this.isDashed(), ALT: () => this.CONSUME(t.Text) },
      { GATE: () => this.isUndashed(), ALT: () => this.CONSUME(t.Name) },
    ]);
  });

  // value, value: Path, value?
  readonly optionValue = this.RULE('optionValue', () => {
    this.CONSUME(words.value);
    this.OPTION(() => this.CONSUME(t.Question));
    this.OPTION2(() => {
      this.CONSUME(t.Colon);
      this.CONSUME(t.Name);
    });
  });

  readonly optionClause = this.RULE('optionClause', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.as);
          this.CONSUME(t.Name);
        },
      },
      { ALT: () => this.CONSUME(words.directory) },
      { ALT: () => this.CONSUME(words.opaque) },
      { ALT: () => this.CONSUME(words.runs) },
      { ALT: () => this.CONSUME(words.inert) },
      { ALT: () => this.SUBRULE(this.sets) },
      { ALT: () => this.SUBRULE(this.does) },
    ]);
  });

  // sets carries = "body"
  readonly sets = this.RULE('sets', () => {
    this.CONSUME(words.sets);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.CONSUME(t.Literal);
  });

  /** `-0` and `"-?"`: without a dash they are no options but faults, or the next form. */
  private isDashed(): boolean {
    return /^"?-./.test(this.LA(1).image);
  }

  /** A word that cannot stand behind the name that is missing here. */
  private isUndashed(): boolean {
    const others = [words.value, words.directory, words.opaque, words.runs, words.inert];
    return (
      !this.isNext(1, ...others, words.sets, words.does, words.option) &&
      !this.isNext(2, t.OptionName)
    );
  }
}
