import { assert } from '../dsl/assert.ts';
import type {
  AgentDeclaration,
  AgentReference,
  Approval,
  Approver,
  Layer,
  Rule,
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
} from './bundle/rules.ts';
import { layerNames, layerOf } from './granting-layer.ts';
import { untilOf } from './check/observation.ts';
import { lowerDeclarations } from './lower/declarations.ts';
import { indexesOf, lowerWhen, typingSubjectOf } from './lower/condition.ts';
import { lowerIdentity } from './lower/identity.ts';
import { lowerLimits } from './lower/limits.ts';
import { RuleTables } from './lower/tables.ts';
import { compileTerm } from './patterns/compile.ts';
import { readPattern } from './patterns/read.ts';
import { pricesFor } from './prices/fill.ts';
import { type Program, ruleId } from './program.ts';
import { subjectsOfRule } from './subject.ts';

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
  const agents = [...program.agents.values()].map((agent) => lowering.agent(agent));
  return {
    format: 'sentrely-rules/1',
    edition: 1,
    agents,
    ...lowerDeclarations(program),
    monitors: lowering.tables.monitors,
    origins: lowering.tables.origins,
    prices: pricesFor(agents),
    observeUntil: observeUntil(program),
    automata: lowering.tables.automata.automata,
    layers: layersIn(program),
    policies,
    forbidden: { agent: agents[0]?.name ?? '', server: null, tool: forbiddenTool, input: {} },
  };
}

class Lowering {
  readonly tables = new RuleTables();
  readonly #program: Program;
  readonly #patterns: PatternCache;
  readonly #starts: ReadonlyMap<string, readonly number[]>;

  constructor(program: Program, sources: readonly Source[], patterns: PatternCache) {
    this.#program = program;
    this.#patterns = patterns;
    this.#starts = new Map(sources.map(({ file, text }) => [file, lineStarts(text)]));
  }

  agent({ name, owner, keys, identities, models, ...limits }: AgentDeclaration): AgentEntry {
    return {
      name: name.text,
      models: models?.patterns.flatMap(({ text }) => this.#pattern(text)) ?? null,
      limits: lowerLimits(this.#program, limits),
      owner: owner === undefined ? null : lowerApprover(owner),
      keys: keys.map((key) => key.text),
      identities: identities.map(lowerIdentity),
    };
  }

  /** The automata of a pattern of plain text. */
  #pattern(text: string): readonly number[] {
    const reading = readPattern('String', null, text);
    assert(reading.ok, 'a checked pattern can be read');
    return reading.alternatives.flat().flatMap((term) => {
      const compiled = term.kind === 'match' ? compileTerm(this.#patterns, term) : undefined;
      assert(compiled !== undefined, 'a checked pattern is not too large');
      return this.tables.automata.indexOf(compiled.exact);
    });
  }

  policy(layer: Layer): PolicyEntry {
    const { name, kind, otherwise, hold } = layer;
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
      holdMessage: hold !== undefined,
      rules: layer.rules.map((rule, index) => this.#rule(ruleId(layer, rule, index), rule)),
    };
  }

  #layerIndex(layer: Layer): number | null {
    const name = layerOf(layer);
    return name === undefined ? null : layersIn(this.#program).indexOf(name);
  }

  #rule(id: string, rule: Rule): RuleEntry {
    const { effect, onUnknownAsk, approval, because, span } = rule;
    const subjects = subjectsOfRule(this.#program, rule);
    const subject = typingSubjectOf(this.#program, rule.targets);
    const { tables } = this;
    const scope = { program: this.#program, patterns: this.#patterns, tables, subject };
    return {
      id,
      ...this.#place(span),
      effect,
      tools: indexesOf(subjects, 'tool'),
      actions: indexesOf(subjects, 'action'),
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
          return this.tables.automata.indexOf(automaton);
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

function observeUntil({ observations }: Program): string | null {
  const [first] = observations;
  return (first && untilOf(first)) ?? null;
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
