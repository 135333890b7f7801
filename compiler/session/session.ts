import type { OriginEntry, ParamType, RuleSet } from '../bundle/rules.ts';
import type { DecisionRequest, History, Mark, Origins, Outcome } from '../evaluate/decision.ts';
import { normalValue } from '../evaluate/origin/normal-value.ts';
import { isEcho, textsIn } from '../evaluate/origin/echo.ts';
import { tokenRuns } from '../evaluate/origin/tokens.ts';
import { trustedValues } from '../evaluate/origin/trusted.ts';

/** What came back from a call that was released. */
export interface Result {
  readonly text: string;
  readonly fails: boolean;
}

/**
 * One session, in memory: what was typed, what was released and what came back, and what follows from
 * that for the next call. No clock: everything is recent.
 */
export class Session {
  readonly #rules: Pick<RuleSet, 'tools' | 'origins'>;
  readonly #counts = new Map<number, { least: number; most: number }>();
  /** What values may come from, by index of the origin. */
  #sources: readonly (readonly string[])[];
  /** Every text that the model wrote. */
  readonly #written: string[] = [];
  #directories: readonly string[] | null | undefined;

  constructor(rules: Pick<RuleSet, 'tools' | 'origins'>) {
    this.#rules = rules;
    this.#sources = rules.origins.map(() => []);
  }

  /** What the person types. An echo of what the model wrote was typed by nobody. */
  prompt(text: string): void {
    if (isEcho(text, this.#written)) return;
    for (const [origin, entry] of this.#rules.origins.entries()) {
      if (entry.kind === 'prompt') this.#learn(origin, [...tokenRuns(text)]);
    }
  }

  /** A call as it is judged now, whatever happens later. */
  request(call: DecisionRequest): DecisionRequest {
    const counts = new Map(this.#counts);
    const history: History = { count: (monitor) => counts.get(monitor) ?? { least: 0, most: 0 } };
    const origins = originsFrom(this.#sources);
    const given = { ...call, history, origins };
    return this.#directories === undefined ? given : { ...given, directories: this.#directories };
  }

  /** What was decided about a call, and what came back if it was released. */
  settle(call: DecisionRequest, { verdict, marks, directories }: Outcome, result: Result): void {
    // First of all: what a call itself asked for is no news when its result says it again.
    this.#written.push(...textsIn(call.input));
    if (verdict !== 'allow') return;
    for (const mark of marks) this.#count(mark, result.fails);
    this.#move(directories, result.fails);
    if (!result.fails) this.#trust(call, result.text);
  }

  /** A call that failed may have done something all the same. */
  #count({ monitor, truth }: Mark, fails: boolean): void {
    const { least, most } = this.#counts.get(monitor) ?? { least: 0, most: 0 };
    const isSure = truth === 'yes' && !fails;
    this.#counts.set(monitor, { least: least + (isSure ? 1 : 0), most: most + 1 });
  }

  #move(directories: readonly string[] | null, fails: boolean): void {
    const before = this.#directories;
    if (!fails || directories === null || before === null) this.#directories = directories;
    else this.#directories = [...new Set([...(before ?? []), ...directories])];
  }

  /** Values of the result that the model did not bring about by writing them first. */
  #trust({ server, tool }: DecisionRequest, text: string): void {
    for (const [origin, entry] of this.#rules.origins.entries()) {
      const source = toolOf(this.#rules, entry);
      if (source === undefined || source.server !== server || source.name !== tool) continue;
      const values = trustedValues(text, source.trusted).map(String);
      this.#learn(
        origin,
        values.filter((value) => !isEcho(value, this.#written)),
      );
    }
  }

  #learn(origin: number, texts: readonly string[]): void {
    this.#sources = this.#sources.map((known, at) =>
      at === origin ? [...known, ...texts] : known,
    );
  }
}

/** Whether a value is among the texts of an origin, all in the normal form of its type. */
function originsFrom(sources: readonly (readonly string[])[]): Origins {
  const normal = new Map<string, ReadonlySet<string | number>>();
  const valuesOf = (origin: number, type: ParamType): ReadonlySet<string | number> => {
    const key = `${origin} ${type}`;
    const texts = sources[origin] ?? [];
    const values =
      normal.get(key) ?? new Set(texts.flatMap((text) => normalValue(type, text) ?? []));
    normal.set(key, values);
    return values;
  };
  return { holds: (origin, value, type) => valuesOf(origin, type).has(value) };
}

function toolOf({ tools }: Pick<RuleSet, 'tools'>, entry: OriginEntry) {
  return entry.kind === 'tool' ? tools[entry.tool] : undefined;
}
