import type {
  ActionDeclaration,
  AgentDeclaration,
  Claim,
  CommandDeclaration,
  File,
  Layer,
  Let,
  Observation,
  Rule,
  Test,
  ToolDeclaration,
} from '../dsl/ast.ts';
import type { Subject } from './subject.ts';

export { toolKey, toolText } from './subject.ts';

/** All files together, each declared name resolved. Where a name is taken, the first holds it. */
export interface Program {
  readonly files: readonly File[];
  readonly agents: ReadonlyMap<string, AgentDeclaration>;
  /** By `toolKey`. */
  readonly tools: ReadonlyMap<string, ToolDeclaration>;
  /** By name, without the built-in ones. */
  readonly actions: ReadonlyMap<string, ActionDeclaration>;
  readonly commands: readonly CommandDeclaration[];
  /** Tools and actions by {@link Subject.key}, the built-in actions too. */
  readonly subjects: ReadonlyMap<string, Subject>;
  /** Names of the actions that a shell text can bring about, without `opaque`. */
  readonly shellActions: ReadonlySet<string>;
  readonly sets: ReadonlyMap<string, Let>;
  readonly layers: readonly Layer[];
  readonly tests: readonly Test[];
  readonly claims: readonly Claim[];
  readonly observations: readonly Observation[];
}

/** `policy.label`, else `policy#n` for the n-th rule of its policy. */
export function ruleId(layer: Layer, rule: Rule, index: number): string {
  return `${layer.name.text}${rule.name === undefined ? `#${index + 1}` : `.${rule.name.text}`}`;
}

/** Every rule with the block it stands in, in the order of the sources. */
export function rulesOf(program: Program): readonly { layer: Layer; rule: Rule }[] {
  return program.layers.flatMap((layer) => layer.rules.map((rule) => ({ layer, rule })));
}

/** The subject of a declared tool. */
export function subjectOfTool({ subjects }: Program, key: string): Subject | undefined {
  return subjects.get(`tool ${key}`);
}
