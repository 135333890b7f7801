import type { AgentDeclaration, Layer } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { LayerName, LayerWord, Name, Text } from '../tokens.ts';
import { buildAgents } from './agents.ts';
import { buildApprover } from './approval.ts';
import { buildIdentity } from './identity.ts';
import type { Builder } from './cst.ts';
import { isWhole, nodes, optionalNode, optionalToken, spanOf, token, wordOf } from './cst.ts';
import { buildLimits } from './limits.ts';
import { reportRepeated } from './repeated.ts';
import { buildOtherwise, buildRule } from './rule.ts';

/** `agent NAME { ... }`; undefined when its name is missing. */
export function buildAgent(builder: Builder, from: CstNode): AgentDeclaration | undefined {
  const name = optionalToken(from, Name);
  if (name === undefined) return undefined;
  const clauses = nodes(from, 'agentClause').filter((clause) => isWhole(builder, clause));
  const owners = clauses.flatMap((clause) => nodes(clause, 'approver'));
  const [owner, ...others] = owners;
  for (const other of others) {
    if (owner !== undefined) reportRepeated(builder, '`owner`', owner, other);
  }
  return {
    kind: 'agent',
    name: wordOf(builder, name),
    owner: owner && buildApprover(builder, owner),
    keys: clauses
      .flatMap((clause) => optionalToken(clause, Text) ?? [])
      .map((key) => wordOf(builder, key)),
    identities: clauses.flatMap((clause) => buildIdentity(builder, clause) ?? []),
    ...buildLimits(builder, clauses),
    span: spanOf(builder, from),
  };
}

/** `policy NAME for ... { ... }`; undefined when its name or its agents are missing. */
export function buildLayer(builder: Builder, from: CstNode): Layer | undefined {
  const name = optionalToken(from, Name);
  const layer = optionalToken(from, LayerName);
  const audience = optionalNode(from, 'audience');
  if (name === undefined || audience === undefined || !isWhole(builder, audience)) return undefined;
  const rules = nodes(from, 'rule').filter((rule) => isWhole(builder, rule));
  const [otherwise, ...others] = nodes(from, 'otherwise').filter((one) => isWhole(builder, one));
  for (const other of others) {
    if (otherwise !== undefined) reportRepeated(builder, '`otherwise`', otherwise, other);
  }
  const [hold, ...holds] = nodes(from, 'hold').filter((one) => isWhole(builder, one));
  for (const other of holds) {
    if (hold !== undefined) reportRepeated(builder, '`hold message`', hold, other);
  }
  return {
    kind: token(from, LayerWord).image as Layer['kind'],
    name: wordOf(builder, name),
    agents: buildAgents(builder, audience),
    layer: layer && wordOf(builder, layer),
    rules: rules.map((rule) => buildRule(builder, rule)),
    hold: hold && { span: spanOf(builder, hold) },
    otherwise: otherwise && buildOtherwise(builder, otherwise),
    span: spanOf(builder, from),
  };
}
