import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { LimitGrammar } from './limits.ts';

/** Sets, tools and actions, and what calling a tool does. */
export class DeclarationGrammar extends LimitGrammar {
  // let NAME = paths("a", "b")
  readonly set = this.RULE('set', () => {
    this.CONSUME(words.let);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.setLiteral);
  });

  // tool mcp SERVER.NAME { key: Key, timeout?: Int inert } does s3.delete(key) trusted "[].email"
  readonly tool = this.RULE('tool', () => {
    this.CONSUME(words.tool);
    this.SUBRULE(this.toolName);
    this.SUBRULE(this.record);
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.does) }, { ALT: () => this.SUBRULE(this.trusted) }]);
    });
  });

  readonly trusted = this.RULE('trusted', () => {
    this.CONSUME(words.trusted);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Text) });
  });

  // action s3.delete(bucket: String, key: Key) risk high
  readonly action = this.RULE('action', () => {
    this.CONSUME(words.action);
    this.SUBRULE(this.actionName);
    this.OPTION(() => this.SUBRULE(this.params));
    this.OPTION2(() => {
      this.CONSUME(words.risk);
      this.CONSUME(t.Name);
    });
  });

  readonly params = this.RULE('params', () => {
    this.CONSUME(t.OpenParen);
    this.MANY({
      GATE: () => !this.isBeyondList(),
      DEF: () => {
        this.SUBRULE(this.param);
        this.OPTION(() => this.CONSUME(t.Comma));
      },
    });
    this.CONSUME(t.CloseParen);
  });

  readonly record = this.RULE('record', () => {
    this.CONSUME(t.OpenBrace);
    this.MANY({
      GATE: () => !this.isBeyondList(),
      DEF: () => {
        this.SUBRULE(this.param);
        this.OPTION(() => this.CONSUME(t.Comma));
      },
    });
    this.CONSUME(t.CloseBrace);
  });

  readonly param = this.RULE('param', () => {
    this.CONSUME(t.Word);
    this.OPTION(() => this.CONSUME(t.Question));
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION2(() =>
      this.OR([
        { ALT: () => this.CONSUME(words.inert) },
        { ALT: () => this.CONSUME(words.directory) },
      ]),
    );
  });

  // Path, GET | POST, [Email], { email: Email }
  readonly type = this.RULE('type', () => {
    this.OR([
      { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Pipe, DEF: () => this.CONSUME(t.Word) }) },
      {
        ALT: () => {
          this.CONSUME(t.OpenBracket);
          this.SUBRULE(this.type);
          this.CONSUME(t.CloseBracket);
        },
      },
      { ALT: () => this.SUBRULE(this.record) },
    ]);
  });

  // does s3.read(bucket, key), fs.write(path: under dir)
  readonly does = this.RULE('does', () => {
    this.CONSUME(words.does);
    this.SUBRULE(this.use);
    this.MANY({
      // In a list of options the comma may lead to the next one.
      GATE: () => !this.isNext(2, t.OptionName, t.Text, t.Integer),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.use);
      },
    });
  });

  readonly use = this.RULE('use', () => {
    this.SUBRULE(this.actionName);
    this.OPTION(() => this.SUBRULE(this.useArguments));
  });

  readonly useArguments = this.RULE('useArguments', () => {
    this.CONSUME(t.OpenParen);
    this.MANY({
      GATE: () => !this.isBeyondList(),
      DEF: () => {
        this.SUBRULE(this.useArgument);
        this.OPTION(() => this.CONSUME(t.Comma));
      },
    });
    this.CONSUME(t.CloseParen);
  });

  // path: under dir skips hidden, path: under ".", method or "GET", "GET"
  readonly useArgument = this.RULE('useArgument', () => {
    this.OPTION(() => {
      this.CONSUME(t.Word);
      this.CONSUME(t.Colon);
    });
    this.OPTION2(() => this.CONSUME(words.under));
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Literal);
          this.OPTION3(() => this.SUBRULE(this.skips));
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.variable);
          this.OPTION4(() => this.SUBRULE2(this.skips));
          this.OPTION5(() => {
            this.CONSUME(words.or);
            this.CONSUME2(t.Literal);
          });
        },
      },
    ]);
  });

  // dir, refspec.branch
  readonly variable = this.RULE('variable', () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Dot);
      this.CONSUME2(t.Name);
    });
  });

  readonly skips = this.RULE('skips', () => {
    this.CONSUME(words.skips);
    this.CONSUME(t.Name);
  });
}
