import type { Effect, Otherwise, Rule } from '../ast.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import type { Span } from '../source.ts';
import { EffectWord, Name, Text } from '../tokens.ts';
import { buildApproval } from './approval.ts';
import { buildUnless, buildWhen } from './condition.ts';
import type { Builder } from './cst.ts';
import { buildExample } from './example.ts';
import { reportRepeated } from './repeated.ts';
import { buildTarget } from './target.ts';
import { node, nodes, optionalNode, optionalToken, spanOf, token, wordOf } from './cst.ts';

/** What may follow the targets of a rule. */
type ClauseKind = 'when' | 'unless' | 'onUnknown' | 'approval' | 'because';

const clauseTexts: Readonly<Record<ClauseKind, string>> = {
  when: '`when`',
  unless: '`unless`',
  onUnknown: '`on unknown ask`',
  approval: '`approval`',
  because: '`because`',
};
const clauseKinds = Object.keys(clauseTexts) as readonly ClauseKind[];

type Clauses = ReadonlyMap<ClauseKind, CstNode>;

/** One rule. Clauses before its targets are reported, and read as if they followed. */
export function buildRule(builder: Builder, from: CstNode): Rule {
  const clauses = clausesOf(builder, nodes(from, 'clause'));
  reportEarly(builder, from);
  const name = optionalToken(from, Name);
  const [when, unless, approval] = [
    clauses.get('when'),
    clauses.get('unless'),
    clauses.get('approval'),
  ];
  const because = clauses.get('because');
  return {
    name: name && wordOf(builder, name),
    effect: token(from, EffectWord).image as Effect,
    targets: nodes(from, 'target').map((target) => buildTarget(builder, target)),
    when: when && buildWhen(builder, when),
    unless: unless && buildUnless(builder, unless),
    onUnknownAsk: clauses.has('onUnknown'),
    approval: approval && buildApproval(builder, approval),
    because: because && wordOf(builder, token(because, Text)),
    statement: { span: statementSpan(builder, from) },
    examples: nodes(from, 'example').map((example) => buildExample(builder, example)),
    span: spanOf(builder, from),
  };
}

function statementSpan(builder: Builder, from: CstNode): Span {
  const span = spanOf(builder, from);
  const [example] = nodes(from, 'example');
  if (example === undefined) return span;
  const parts = [...nodes(from, 'target'), ...nodes(from, 'clause')];
  return { ...span, end: Math.max(...parts.map((part) => spanOf(builder, part).end)) };
}

/** `otherwise ask`, which only an approval may follow. */
export function buildOtherwise(builder: Builder, from: CstNode): Otherwise {
  const clauses = clausesOf(builder, nodes(from, 'clause'));
  for (const [kind, clause] of clauses) {
    if (kind === 'approval') continue;
    const message = `found ${clauseTexts[kind]} after \`otherwise ask\`, expected only \`approval\``;
    const help = 'write a rule for what the clause is about';
    builder.report(finding('misplaced-clause', spanOf(builder, clause), message, { help }));
  }
  const approval = clauses.get('approval');
  return { approval: approval && buildApproval(builder, approval), span: spanOf(builder, from) };
}

/** The clauses by kind. Of two of a kind the second is reported and the first counts. */
function clausesOf(builder: Builder, from: readonly CstNode[]): Clauses {
  const clauses = new Map<ClauseKind, CstNode>();
  for (const clause of from) {
    for (const kind of clauseKinds) {
      const found = optionalNode(clause, kind);
      if (found === undefined) continue;
      const first = clauses.get(kind);
      if (first === undefined) clauses.set(kind, found);
      else reportRepeated(builder, clauseTexts[kind], first, found);
    }
  }
  return clauses;
}

function reportEarly(builder: Builder, rule: CstNode): void {
  const targets = spanOf(builder, node(rule, 'target')).start;
  for (const clause of nodes(rule, 'clause')) {
    const span = spanOf(builder, clause);
    if (span.start > targets) return;
    const message = 'found a clause before the tools of its rule, expected it behind them';
    builder.report(finding('misplaced-clause', span, message));
  }
}
