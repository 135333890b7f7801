import { CstParser } from 'chevrotain';
import { Expectations } from './expectations.ts';
import type { TokenType } from './tokens.ts';
import * as t from './tokens.ts';
import { vocabulary, words } from './tokens.ts';

export type { CstNode, IRecognitionException } from 'chevrotain';

const expectations = new Expectations();

/**
 * The grammar. Lists take their commas loosely and clauses come in any order and number; the tree
 * builder says which comma is missing and which clause is repeated. That finds one fault where a
 * strict grammar would find a fault and its consequences.
 */
export class Grammar extends CstParser {
  readonly file = this.RULE('file', () => {
    this.MANY(() => this.SUBRULE(this.item));
  });

  readonly item = this.RULE('item', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.edition) },
      { ALT: () => this.SUBRULE(this.set) },
      { ALT: () => this.SUBRULE(this.agent) },
      { ALT: () => this.SUBRULE(this.tool) },
      { ALT: () => this.SUBRULE(this.layer) },
      { ALT: () => this.SUBRULE(this.test) },
    ]);
  });

  readonly edition = this.RULE('edition', () => {
    this.CONSUME(words.edition);
    this.CONSUME(t.Integer);
  });

  // let NAME = paths("a", "b")
  readonly set = this.RULE('set', () => {
    this.CONSUME(words.let);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.setLiteral);
  });

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

  // agent NAME { owner ... identify key ... }
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
          this.CONSUME(words.key);
          this.CONSUME(t.Text);
        },
      },
    ]);
  });

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

  // tool mcp SERVER.NAME { command: Shell, timeout?: Int inert }
  readonly tool = this.RULE('tool', () => {
    this.CONSUME(words.tool);
    this.SUBRULE(this.toolName);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.SUBRULE(this.param);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBrace);
  });

  readonly toolName = this.RULE('toolName', () => {
    this.OPTION(() => {
      this.CONSUME(words.mcp);
      this.CONSUME(t.Word);
      this.CONSUME(t.Dot);
    });
    this.CONSUME2(t.Word);
  });

  readonly param = this.RULE('param', () => {
    this.CONSUME(t.Word);
    this.OPTION(() => this.CONSUME(t.Question));
    this.CONSUME(t.Colon);
    this.CONSUME(t.Name);
    this.OPTION2(() => this.CONSUME(words.inert));
  });

  // policy NAME for agents a, "b-*" { ... }
  readonly layer = this.RULE('layer', () => {
    this.CONSUME(t.LayerWord);
    this.CONSUME(t.Name);
    this.CONSUME(words.for);
    this.SUBRULE(this.audience);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.rule) },
        { ALT: () => this.SUBRULE(this.otherwise) },
      ]);
    });
    this.CONSUME(t.CloseBrace);
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

  // otherwise ask approval 1; other clauses are read only to be refused
  readonly otherwise = this.RULE('otherwise', () => {
    this.CONSUME(words.otherwise);
    this.CONSUME(words.ask);
    this.MANY(() => this.SUBRULE(this.clause));
  });

  // rule NAME deny A, B when ... because "..."; clauses before the tools are read only to be refused
  readonly rule = this.RULE('rule', () => {
    this.OPTION(() => {
      this.CONSUME(words.rule);
      this.CONSUME(t.Name);
    });
    this.CONSUME(t.EffectWord);
    this.MANY(() => this.SUBRULE(this.clause));
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.toolName) });
    this.MANY2(() => this.SUBRULE2(this.clause));
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

  readonly when = this.RULE('when', () => {
    this.CONSUME(words.when);
    this.SUBRULE(this.disjunction);
  });

  readonly unless = this.RULE('unless', () => {
    this.CONSUME(words.unless);
    this.SUBRULE(this.disjunction);
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

  readonly relation = this.RULE('relation', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Comparator);
          this.CONSUME(t.Literal);
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
        ALT: () => {
          this.CONSUME(words.in);
          this.SUBRULE(this.membership);
        },
      },
    ]);
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

  readonly list = this.RULE('list', () => {
    this.CONSUME(t.OpenBracket);
    this.MANY(() => {
      this.CONSUME(t.Literal);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBracket);
  });

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

  // JSON, with bare words as keys and trailing commas.
  readonly value = this.RULE('value', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Scalar) },
      { ALT: () => this.SUBRULE(this.object) },
      { ALT: () => this.SUBRULE(this.array) },
    ]);
  });

  readonly object = this.RULE('object', () => {
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.SUBRULE(this.member);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBrace);
  });

  readonly member = this.RULE('member', () => {
    this.CONSUME(t.Word);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.value);
  });

  readonly array = this.RULE('array', () => {
    this.CONSUME(t.OpenBracket);
    this.MANY(() => {
      this.SUBRULE(this.value);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBracket);
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
    this.performSelfAnalysis();
  }

  override reset(): void {
    super.reset();
    expectations.renew();
  }
}

/** One for the process: its analysis costs more than most files. */
export const grammar: Grammar = new Grammar({ skipValidations: true });

/** Names of the grammar's rules: the names of nodes in the concrete tree. */
export type RuleName = Exclude<keyof Grammar, keyof CstParser>;
