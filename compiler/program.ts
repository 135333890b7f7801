import type {
  AgentDeclaration,
  Claim,
  File,
  Layer,
  Let,
  Rule,
  Test,
  ToolDeclaration,
  ToolName,
} from '../dsl/ast.ts';
import { wireName } from './evaluate/tool-name.ts';

/** All files together, each declared name resolved. Where a name is taken, the first holds it. */
export interface Program {
  readonly files: readonly File[];
  readonly agents: ReadonlyMap<string, AgentDeclaration>;
  /** By {@link toolKey}. */
  readonly tools: ReadonlyMap<string, ToolDeclaration>;
  readonly sets: ReadonlyMap<string, Let>;
  readonly layers: readonly Layer[];
  readonly tests: readonly Test[];
  readonly claims: readonly Claim[];
}

/** The name of a tool as a model sees it. */
export function toolKey({ server, name }: ToolName): string {
  return wireName(server?.text ?? null, name.text);
}

/** The name of a tool as a policy writes it. */
export function toolText({ server, name }: ToolName): string {
  return server === undefined ? name.text : `mcp ${server.text}.${name.text}`;
}

/** The declarations of the tools that a rule is about, as far as they exist. */
export function targetsOf(program: Program, rule: Rule): readonly ToolDeclaration[] {
  return rule.targets.flatMap((target) => program.tools.get(toolKey(target)) ?? []);
}

/** `policy.label`, else `policy#n` for the n-th rule of its policy. */
export function ruleId(layer: Layer, rule: Rule, index: number): string {
  return `${layer.name.text}${rule.name === undefined ? `#${index + 1}` : `.${rule.name.text}`}`;
}

/** Every rule with the block it stands in, in the order of the sources. */
export function rulesOf(program: Program): readonly { layer: Layer; rule: Rule }[] {
  return program.layers.flatMap((layer) => layer.rules.map((rule) => ({ layer, rule })));
}
