import { assert } from '../dsl/assert.ts';
import type {
  AgentDeclaration,
  AgentReference,
  Approval,
  Approver,
  Layer,
  Rule,
  ToolDeclaration,
} from '../dsl/ast.ts';
import { lineStarts, placeOf, type Source, type Span } from '../dsl/source.ts';
import { agentPattern } from './audience.ts';
import type { PatternCache } from './automata/cache.ts';
import type {
  AgentEntry,
  AgentSelector,
  ApprovalEntry,
  ApproverEntry,
  PolicyEntry,
  RuleEntry,
  RuleSet,
  SourcePlace,
  ToolEntry,
} from './bundle/rules.ts';
import { layerNames, layerOf } from './granting-layer.ts';
import { AutomatonTable } from './lower/automata.ts';
import { lowerWhen } from './lower/condition.ts';
import { type Program, ruleId, targetsOf } from './program.ts';
import { isTypeName } from './value-type.ts';

/** No tool can be declared by this name, so a call of it must be denied. */
const forbiddenTool = 'sentrely_forbidden';

/** Time to vote where a policy names none: as long as an approver may be in a meeting. */
const approvalExpiresMs = 15 * 60 * 1000;

/** Writes a checked program as a rule set. The same sources give the same bytes. */
export function lower(
  program: Program,
  sources: readonly Source[],
  patterns: PatternCache,
): RuleSet {
  const lowering = new Lowering(program, sources, patterns);
  const policies = program.layers.map((layer) => lowering.policy(layer));
  const agents = [...program.agents.values()].map(lowerAgent);
  return {
    format: 'sentrely-rules/1',
    edition: 1,
    agents,
    tools: [...program.tools.values()].map(lowerTool),
    automata: lowering.table.automata,
    layers: layersIn(program),
    policies,
    forbidden: { agent: agents[0]?.name ?? '', server: null, tool: forbiddenTool, input: {} },
  };
}

class Lowering {
  readonly table = new AutomatonTable();
  readonly #program: Program;
  readonly #patterns: PatternCache;
  readonly #starts: ReadonlyMap<string, readonly number[]>;
  readonly #toolIndexes: ReadonlyMap<ToolDeclaration, number>;

  constructor(program: Program, sources: readonly Source[], patterns: PatternCache) {
    this.#program = program;
    this.#patterns = patterns;
    this.#starts = new Map(sources.map(({ file, text }) => [file, lineStarts(text)]));
    this.#toolIndexes = new Map([...program.tools.values()].map((tool, index) => [tool, index]));
  }

  policy(layer: Layer): PolicyEntry {
    const { name, kind, otherwise } = layer;
    return {
      name: name.text,
      kind,
      layer: this.#layerIndex(layer),
      agents: layer.agents === undefined ? null : this.#selector(layer.agents),
      otherwise:
        otherwise === undefined
          ? null
          : {
              id: `${name.text}.otherwise`,
              approval: lowerApproval(otherwise.approval),
              ...this.#place(otherwise.span),
            },
      rules: layer.rules.map((rule, index) => this.#rule(ruleId(layer, rule, index), rule)),
    };
  }

  #layerIndex(layer: Layer): number | null {
    const name = layerOf(layer);
    return name === undefined ? null : layersIn(this.#program).indexOf(name);
  }

  #rule(id: string, rule: Rule): RuleEntry {
    const { effect, onUnknownAsk, approval, because, span } = rule;
    const targets = targetsOf(this.#program, rule);
    const [tool] = targets;
    assert(tool !== undefined, 'a checked rule is about a tool');
    const scope = { program: this.#program, patterns: this.#patterns, table: this.table, tool };
    return {
      id,
      ...this.#place(span),
      effect,
      tools: targets.flatMap((target) => this.#toolIndexes.get(target) ?? []),
      when: lowerWhen(scope, rule),
      onUnknownAsk,
      approval: effect === 'ask' ? lowerApproval(approval) : null,
      because: because?.text ?? null,
    };
  }

  #selector(references: readonly AgentReference[]): AgentSelector {
    return {
      names: references.filter(({ isPattern }) => !isPattern).map(({ text }) => text),
      patterns: references
        .filter(({ isPattern }) => isPattern)
        .map((reference) => {
          const automaton = agentPattern(this.#patterns, reference);
          assert(automaton !== undefined, 'a checked pattern can be compiled');
          return this.table.indexOf(automaton);
        }),
    };
  }

  #place({ file, start }: Span): SourcePlace {
    return { file, line: placeOf(this.#starts.get(file) ?? [0], start).line };
  }
}

/** The layers that some policy is of; of any other there is nothing to grant. */
function layersIn({ layers }: Program): readonly string[] {
  const used = new Set(layers.map(layerOf));
  return layerNames.filter((name) => used.has(name));
}

function lowerAgent({ name, owner, keys }: AgentDeclaration): AgentEntry {
  return {
    name: name.text,
    owner: owner === undefined ? null : lowerApprover(owner),
    keys: keys.map((key) => key.text),
  };
}

function lowerTool({ tool, params }: ToolDeclaration): ToolEntry {
  return {
    server: tool.server?.text ?? null,
    name: tool.name.text,
    params: params.map(({ name, type, optional, inert }) => {
      assert(isTypeName(type.text), 'a checked parameter has a known type');
      return { name: name.text, type: type.text, optional, inert };
    }),
  };
}

function lowerApproval(approval: Approval | undefined): ApprovalEntry {
  return {
    count: approval?.count ?? 1,
    approvers: approval?.approvers.map(lowerApprover) ?? [],
    expiresMs: approval?.expiresMs ?? approvalExpiresMs,
  };
}

function lowerApprover({ kind, name, id }: Approver): ApproverEntry {
  if (kind === 'team') return { kind, team: name.text };
  if (kind === 'role') return { kind, role: name.text };
  assert(id !== undefined, 'a checked user has an id');
  return { kind, id, login: name.text };
}
