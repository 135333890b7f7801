import type { MonitorEntry } from '../bundle/rules.ts';
import type { History, Mark } from '../evaluate/decision.ts';
import type { RecordedCall } from './line.ts';

/** A call that a monitor watches for, and that may have happened. */
interface Happening extends Mark {
  readonly call: RecordedCall;
  /** Whether its result said that it happened. */
  isDone: boolean;
}

/** What happened in a recorded session, for the monitors of the rules. */
export class Marks {
  readonly #monitors: readonly MonitorEntry[];
  readonly #happenings = new Map<number, Happening[]>();
  readonly #byCall = new Map<RecordedCall, readonly Happening[]>();

  constructor(monitors: readonly MonitorEntry[]) {
    this.#monitors = monitors;
  }

  /** From now on a call may have happened. */
  add(marks: readonly Mark[], call: RecordedCall): void {
    if (marks.length === 0) return;
    const added = marks.map((mark): Happening => ({ ...mark, call, isDone: false }));
    for (const happening of added) {
      const before = this.#happenings.get(happening.monitor) ?? [];
      before.push(happening);
      this.#happenings.set(happening.monitor, before);
    }
    this.#byCall.set(call, added);
  }

  /** A call has succeeded. */
  confirm(call: RecordedCall): void {
    for (const happening of this.#byCall.get(call) ?? []) happening.isDone = true;
    this.#byCall.delete(call);
  }

  /** The history as a call at that time sees it. Where times are not known everything is recent. */
  at(now: number | undefined): History {
    return {
      count: (monitor) => {
        const withinMs = this.#monitors[monitor]?.withinMs ?? null;
        const since = now === undefined || withinMs === null ? null : now - withinMs;
        let least = 0;
        let most = 0;
        for (const { call, truth, isDone } of this.#happenings.get(monitor) ?? []) {
          const isOld = since !== null && call.at !== null && call.at < since;
          if (isOld) continue;
          most++;
          if (truth === 'yes' && isDone) least++;
        }
        return { least, most };
      },
    };
  }
}
