import type { Compiled } from '../analyze/model.ts';
import { isOfShape } from '../analyze/reference/shape.ts';
import { effectsFound } from '../call-facets.ts';
import type { EffectEntry, ToolEntry, Verdict } from '../bundle/rules.ts';
import { wireName } from '../bundle/tool-name.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../evaluate/decision.ts';
import type { Plan } from '../evaluate/plan.ts';
import type { Subject } from '../subject.ts';
import { commandEdits, type Replacement } from './command-edits.ts';
import { changedUnits, textsBetween } from './edit.ts';
import { TellingValues } from './values.ts';

/** One argument that is another; undefined is none. */
export interface Change {
  readonly param: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** A call that is decided otherwise, as close as any that was tried. */
export interface Flip {
  readonly verdict: Verdict;
  /** Ids of the rules that decide it. */
  readonly rules: readonly string[];
  readonly changes: readonly Change[];
  readonly input: Input;
}

type Input = Readonly<Record<string, unknown>>;

/** Calls that one search decides at most. */
const decisionsMax = 20_000;

/** Of these, calls between one that flips and the one that was made. */
const nearerMax = 4000;

/** Values of each of two arguments that are changed together. */
const pairedMax = 24;

const ranks: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };

/**
 * Searches the smallest change of a call that makes its verdict milder, or of one that is allowed
 * stricter. Every change is decided by the kernel, under the same history and in the same place.
 */
export class FlipSearch {
  readonly #compiled: Compiled;
  readonly #plan: Plan;
  readonly #values: TellingValues;

  constructor(compiled: Compiled, plan: Plan) {
    this.#compiled = compiled;
    this.#plan = plan;
    this.#values = new TellingValues(compiled);
  }

  /** Undefined where no change that was tried flips the verdict. */
  find(request: DecisionRequest, outcome: Outcome): Flip | undefined {
    const { program } = this.#compiled;
    const tool = program.subjects.get(`tool ${wireName(request.server, request.tool)}`);
    const { input } = request;
    if (tool === undefined || !isRecord(input) || !program.agents.has(request.agent))
      return undefined;
    const trial = new Trial(this.#plan, { request, tool, verdict: outcome.verdict });
    const values = this.#candidates(request, tool, input);
    for (const [param, candidates] of values) {
      for (const to of candidates) trial.try([{ param, from: valueIn(input, param), to }]);
    }
    if (trial.best === undefined) tryPairs(trial, input, values);
    const [change, another] = trial.best?.changes ?? [];
    if (change !== undefined && another === undefined) tryNearer(trial, change, tool);
    return trial.best;
  }

  /** For each argument what it could be instead. */
  #candidates(
    request: DecisionRequest,
    tool: Subject,
    input: Input,
  ): ReadonlyMap<string, Iterable<unknown>> {
    const { rules } = this.#compiled;
    const own = this.#values.of(request.agent, tool);
    const entry = rules.tools[tool.index];
    const effects = entry === undefined ? new Map() : this.#ofEffects(request.agent, entry);
    const names = new Set([...tool.params.map(({ name }) => name), ...Object.keys(input)]);
    return new Map(
      [...names].map((name) => {
        const value = valueIn(input, name);
        const absent = value === undefined ? [] : [undefined];
        const isShell = tool.params.some((param) => param.name === name && param.type === 'Shell');
        const edits =
          isShell && typeof value === 'string'
            ? [...commandEdits(value, this.#replacements(request, tool))]
            : [];
        const shorter = Array.isArray(value) ? value.map((_, at) => value.toSpliced(at, 1)) : [];
        const derived: readonly unknown[] = effects.get(name) ?? [];
        return [name, [...absent, ...edits, ...shorter, ...(own.get(name) ?? []), ...derived]];
      }),
    );
  }

  /** Values of arguments that a tool hands to what it does. */
  #ofEffects(agent: string, { does, params }: ToolEntry): ReadonlyMap<string, readonly unknown[]> {
    const found = new Map<string, unknown[]>();
    for (const effect of does) {
      const values = this.#valuesOf(agent, effect.action);
      for (const { param, variable } of effect.args) {
        if (variable === null) continue;
        const isList = params.some(({ name, list }) => name === variable && list);
        const others = values?.get(param) ?? [];
        const own = found.get(variable) ?? [];
        own.push(...others.map((value) => (isList && !Array.isArray(value) ? [value] : value)));
        found.set(variable, own);
      }
    }
    return found;
  }

  /** Values that commands of a call hold, and what the rules tell from them. */
  #replacements(request: DecisionRequest, tool: Subject): readonly Replacement[] {
    if (decide(this.#plan, request).facets.length < 2) return [];
    return effectsFound(this.#compiled.program, tool, request).flatMap(({ effect }) => {
      const values = this.#valuesOf(request.agent, effect.action);
      return [...effect.args].flatMap(([param, known]): readonly Replacement[] => {
        if (known.kind !== 'one' || typeof known.value !== 'string') return [];
        const by = (values?.get(param) ?? []).filter((value) => typeof value === 'string');
        return [{ value: known.value, by, isCommand: param === 'command' }];
      });
    });
  }

  #valuesOf(agent: string, action: EffectEntry['action']) {
    const { program, rules } = this.#compiled;
    const subject = program.subjects.get(`action ${rules.actions[action]?.name ?? ''}`);
    return subject === undefined ? undefined : this.#values.of(agent, subject);
  }
}

/** The best change so far. */
class Trial {
  best: Flip | undefined;
  #size = Number.POSITIVE_INFINITY;
  #left = decisionsMax;
  readonly #plan: Plan;
  readonly #request: DecisionRequest;
  readonly #tool: Subject;
  readonly #verdict: Verdict;

  constructor(
    plan: Plan,
    about: {
      readonly request: DecisionRequest;
      readonly tool: Subject;
      readonly verdict: Verdict;
    },
  ) {
    this.#plan = plan;
    this.#request = about.request;
    this.#tool = about.tool;
    this.#verdict = about.verdict;
  }

  /**
   * Decides the changed call, unless a smaller change flips the verdict; whether it flips. A call that
   * its tool does not take is denied under any rules, and no example of what they say.
   */
  try(changes: readonly Change[]): boolean {
    const size = sizeOf(changes);
    if (size === 0 || size > this.#size || this.#left === 0) return false;
    this.#left -= 1;
    const input = changedInput(this.#request.input as Input, changes);
    if (!isOfShape(this.#tool.params, input)) return false;
    const { verdict, rules } = decide(this.#plan, { ...this.#request, input });
    const isFlipped =
      this.#verdict === 'allow' ? verdict !== 'allow' : ranks[verdict] < ranks[this.#verdict];
    const isBetter = size < this.#size || ranks[verdict] < ranks[this.best?.verdict ?? 'deny'];
    if (isFlipped && isBetter) {
      this.#size = size;
      this.best = { verdict, rules: rules.map(({ id }) => id), changes, input };
    }
    return isFlipped;
  }
}

/** Changed characters; what more arguments change is larger, whatever they are. */
function sizeOf(changes: readonly Change[]): number {
  return changes.reduce((sum, { from, to }) => sum + changedUnits(from, to), 0);
}

function tryPairs(
  trial: Trial,
  input: Input,
  values: ReadonlyMap<string, Iterable<unknown>>,
): void {
  const lists = [...values].map(([param, candidates]) =>
    [...candidates]
      .slice(0, pairedMax)
      .map((to): Change => ({ param, from: valueIn(input, param), to })),
  );
  for (const [at, list] of lists.entries()) {
    for (const other of lists.slice(at + 1)) {
      for (const one of list) for (const two of other) trial.try([one, two]);
    }
  }
}

/** A text may be closer to the one that was sent than the shortest of its kind. */
function tryNearer(trial: Trial, { param, from, to }: Change, tool: Subject): void {
  const isShell = tool.params.some(({ name, type }) => name === param && type === 'Shell');
  if (typeof from !== 'string' || typeof to !== 'string' || isShell) return;
  let left = nearerMax;
  for (const text of textsBetween(from, to)) {
    if (left === 0 || trial.try([{ param, from, to: text }])) return;
    left -= 1;
  }
}

function changedInput(input: Input, changes: readonly Change[]): Input {
  const changed = new Map(Object.entries(input));
  for (const { param, to } of changes) {
    if (to === undefined) changed.delete(param);
    else changed.set(param, to);
  }
  return Object.fromEntries(changed);
}

function valueIn(input: Input, param: string): unknown {
  return Object.hasOwn(input, param) ? input[param] : undefined;
}

function isRecord(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
