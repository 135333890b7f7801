import type { EventPattern } from '../../dsl/ast.ts';
import { PatternCache } from '../automata/cache.ts';
import type { ParamType } from '../bundle/rules.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { lowerMonitor, lowerOrigins, typingSubjectOf } from '../lower/condition.ts';
import { RuleTables } from '../lower/tables.ts';
import { assert } from '../../dsl/assert.ts';
import type { Compiled } from './model.ts';
import { noPast, type Past } from './reference/past.ts';

/**
 * The history and the origins of requests, which are numbered as the rules number them, in the words
 * of the program.
 */
export class RequestPast {
  readonly #compiled: Compiled;
  readonly #tables: RuleTables;
  readonly #patterns = new PatternCache();
  readonly #monitors = new Map<EventPattern, Map<number | undefined, number>>();

  constructor(compiled: Compiled) {
    this.#compiled = compiled;
    this.#tables = new RuleTables(compiled.rules);
  }

  /** What a request says of what came before it. */
  of({ history, origins }: DecisionRequest): Past {
    const { program } = this.#compiled;
    return {
      count: (event, withinMs) =>
        history?.count(this.#monitorOf(event, withinMs)) ?? noPast.count(event, withinMs),
      holds: (source, value, type) => {
        const [origin] = lowerOrigins({ program, tables: this.#tables }, [source]);
        assert(origin !== undefined, 'each source is an origin');
        return origins?.holds(origin, value, type as ParamType) === true;
      },
    };
  }

  #monitorOf(event: EventPattern, withinMs: number | undefined): number {
    const known = this.#monitors.get(event) ?? new Map<number | undefined, number>();
    this.#monitors.set(event, known);
    const index = known.get(withinMs) ?? this.#lower(event, withinMs);
    known.set(withinMs, index);
    return index;
  }

  #lower(event: EventPattern, withinMs: number | undefined): number {
    const { program } = this.#compiled;
    const subject = typingSubjectOf(program, [event.target]);
    const scope = { program, patterns: this.#patterns, tables: this.#tables, subject };
    return lowerMonitor(scope, { event, withinMs });
  }
}
