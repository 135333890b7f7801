import type { AgentDeclaration, Layer, Param, ToolDeclaration } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { LayerName, LayerWord, Name, Question, Text, Word, words } from '../tokens.ts';
import { buildAgents } from './agents.ts';
import { buildApprover } from './approval.ts';
import { checkCommas } from './commas.ts';
import type { Builder } from './cst.ts';
import { isWhole, nodes, optionalNode, optionalToken, spanOf, token, wordOf } from './cst.ts';
import { buildLimits } from './limits.ts';
import { buildOtherwise, buildRule, reportRepeated } from './rule.ts';
import { buildToolName } from './tool-name.ts';

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
    ...buildLimits(builder, clauses),
    span: spanOf(builder, from),
  };
}

/** `tool NAME { ... }`; undefined when its name is missing. */
export function buildTool(builder: Builder, from: CstNode): ToolDeclaration | undefined {
  const name = optionalNode(from, 'toolName');
  if (name === undefined || !isWhole(builder, name)) return undefined;
  const params = nodes(from, 'param').filter((param) => isWhole(builder, param));
  checkCommas(builder, from, params);
  return {
    kind: 'tool',
    tool: buildToolName(builder, name),
    params: params.map((param) => buildParam(builder, param)),
    span: spanOf(builder, from),
  };
}

function buildParam(builder: Builder, from: CstNode): Param {
  return {
    name: wordOf(builder, token(from, Word)),
    optional: optionalToken(from, Question) !== undefined,
    type: wordOf(builder, token(from, Name)),
    inert: optionalToken(from, words.inert) !== undefined,
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
  return {
    kind: token(from, LayerWord).image as Layer['kind'],
    name: wordOf(builder, name),
    agents: buildAgents(builder, audience),
    layer: layer && wordOf(builder, layer),
    rules: rules.map((rule) => buildRule(builder, rule)),
    otherwise: otherwise && buildOtherwise(builder, otherwise),
    span: spanOf(builder, from),
  };
}
