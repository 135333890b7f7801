import type { CstParser } from 'chevrotain';
import { CommandGrammar } from './grammar/commands.ts';
import * as t from './tokens.ts';
import { words } from './tokens.ts';

export type { CstNode, IRecognitionException } from 'chevrotain';

/**
 * The grammar. Lists take their commas loosely and clauses come in any order and number; the tree
 * builder says which comma is missing and which clause is repeated. That finds one fault where a
 * strict grammar would find a fault and its consequences.
 */
export class Grammar extends CommandGrammar {
  readonly file = this.RULE('file', () => {
    this.MANY(() => this.SUBRULE(this.item));
  });

  readonly item = this.RULE('item', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.edition) },
      { ALT: () => this.SUBRULE(this.import) },
      { ALT: () => this.SUBRULE(this.set) },
      { ALT: () => this.SUBRULE(this.agent) },
      { ALT: () => this.SUBRULE(this.tool) },
      { ALT: () => this.SUBRULE(this.action) },
      { ALT: () => this.SUBRULE(this.command) },
      { ALT: () => this.SUBRULE(this.layer) },
      { ALT: () => this.SUBRULE(this.test) },
      { ALT: () => this.SUBRULE(this.prohibition) },
      { ALT: () => this.SUBRULE(this.guarantee) },
      { ALT: () => this.SUBRULE(this.observation) },
    ]);
  });

  readonly edition = this.RULE('edition', () => {
    this.CONSUME(words.edition);
    this.CONSUME(t.Integer);
  });

  // import std.NAME, "path/of/file.sentrely"
  readonly import = this.RULE('import', () => {
    this.CONSUME(words.import);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.importTarget) });
  });

  readonly importTarget = this.RULE('importTarget', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Text) },
      {
        ALT: () => {
          this.CONSUME(t.Name);
          this.CONSUME(t.Dot);
          this.CONSUME(t.Word);
        },
      },
    ]);
  });

  // agent NAME { owner ... identify key ... budget ... }
  readonly agent = this.RULE('agent', () => {
    this.CONSUME(words.agent);
    this.CONSUME(t.Name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => this.SUBRULE(this.agentClause));
    this.CONSUME(t.CloseBrace);
  });

  readonly agentClause = this.RULE('agentClause', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.owner);
          this.SUBRULE(this.approver);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.identify);
          this.OR2([
            {
              ALT: () => {
                this.CONSUME(words.key);
                this.CONSUME(t.Text);
              },
            },
            { ALT: () => this.SUBRULE(this.oidc) },
            { ALT: () => this.SUBRULE(this.mtls) },
          ]);
        },
      },
      { ALT: () => this.SUBRULE(this.models) },
      { ALT: () => this.SUBRULE(this.budget) },
      { ALT: () => this.SUBRULE(this.rate) },
      { ALT: () => this.SUBRULE(this.loop) },
    ]);
  });

  // oidc issuer "https://..." subject "..." claim "repository" "acme/shop"
  readonly oidc = this.RULE('oidc', () => {
    this.CONSUME(words.oidc);
    this.CONSUME(words.issuer);
    this.CONSUME(t.Text);
    this.MANY(() => this.SUBRULE(this.claimed));
  });

  readonly claimed = this.RULE('claimed', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.subject);
          this.CONSUME(t.Text);
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.claim);
          this.CONSUME2(t.Text);
          this.CONSUME3(t.Text);
        },
      },
    ]);
  });

  // mtls uri "spiffe://acme/agent/ci"
  readonly mtls = this.RULE('mtls', () => {
    this.CONSUME(words.mtls);
    this.OR([
      { ALT: () => this.CONSUME(words.uri) },
      { ALT: () => this.CONSUME(words.dns) },
      { ALT: () => this.CONSUME(words.subject) },
    ]);
    this.CONSUME(t.Text);
  });

  // observe until "2026-12-31"
  readonly observation = this.RULE('observation', () => {
    this.CONSUME(words.observe);
    this.CONSUME(words.until);
    this.CONSUME(t.Text);
  });

  // policy NAME for agents a, "b-*" layer organisation { ... }
  readonly layer = this.RULE('layer', () => {
    this.CONSUME(t.LayerWord);
    this.CONSUME(t.Name);
    this.CONSUME(words.for);
    this.SUBRULE(this.audience);
    this.OPTION(() => {
      this.CONSUME(words.layer);
      this.CONSUME(t.LayerName);
    });
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.rule) },
        { ALT: () => this.SUBRULE(this.hold) },
        { ALT: () => this.SUBRULE(this.otherwise) },
      ]);
    });
    this.CONSUME(t.CloseBrace);
  });

  // hold message
  readonly hold = this.RULE('hold', () => {
    this.CONSUME(words.hold);
    this.CONSUME(words.message);
  });

  readonly audience = this.RULE('audience', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.all);
          this.CONSUME(words.agents);
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

  constructor(options: { readonly skipValidations: boolean }) {
    super(options);
    this.performSelfAnalysis();
  }
}

/** One for the process: its analysis costs more than most files. */
export const grammar: Grammar = new Grammar({ skipValidations: true });

/** Names of the grammar's rules: the names of nodes in the concrete tree. */
export type RuleName = Exclude<keyof Grammar, keyof CstParser>;
