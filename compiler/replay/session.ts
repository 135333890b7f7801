import type { RuleSet } from '../bundle/rules.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest, History, Outcome } from '../evaluate/decision.ts';
import { isEcho, textsIn } from '../evaluate/origin/echo.ts';
import type { Plan } from '../evaluate/plan.ts';
import { type Result, Session } from '../session/session.ts';
import type { RecordedCall } from './line.ts';
import { requestOf, unreadable } from './request.ts';

/** Rules, ready to decide. */
export interface Side {
  readonly rules: RuleSet;
  readonly plan: Plan;
}

/** A call that may run, or may have run, and whose result is not known yet. */
interface OpenCall {
  readonly id: string;
  readonly request: DecisionRequest;
  readonly outcome: Outcome;
}

/** Nothing is released: only what the model wrote is remembered. */
const unreleased = { verdict: 'deny', marks: [], directories: null } as const;

/**
 * A recorded session under rules, by the law of the sessions of tests, where results come later than
 * their calls, or never. What the rules let go counts, whatever really happened then.
 */
export class RecordedSession {
  readonly #side: Side;
  readonly #session: Session;
  #open: readonly OpenCall[] = [];
  /** Results that came while the message was still being judged: its calls were written before. */
  #held: (readonly [id: string, result: Result])[] = [];
  #message: string | null = null;
  readonly #written: string[] = [];
  /** Marks of asked calls that came back: somebody may have let them go. */
  readonly #doubts = new Map<number, number>();
  /** Where asked calls may have led; null is anywhere. */
  #astray: readonly string[] | null = [];

  constructor(side: Side) {
    this.#side = side;
    this.#session = new Session(side.rules);
  }

  /** What the person types; an echo of what the model wrote is not typed by a person. */
  prompt(text: string): void {
    this.#endMessage();
    if (!isEcho(text, this.#written)) this.#session.prompt(text);
  }

  /** Judges a call as the next one. */
  judge(call: RecordedCall): Outcome {
    if (call.message === null || call.message !== this.#message) this.#endMessage();
    this.#message = call.message;
    if (call.defect !== null) {
      this.#write({ ...requestOf(call), input: call.input });
      return unreadable(call, call.defect);
    }
    const request = this.#request(requestOf(call));
    const outcome = decide(this.#side.plan, request);
    this.#write(request);
    const isGone = outcome.verdict === 'deny' && outcome.enforced;
    if (!isGone) this.#open = [...this.#open, { id: call.id, request, outcome }];
    return outcome;
  }

  /** What came back, counted once the message of the call is over. */
  result(id: string, result: Result): void {
    if (this.#message === null) this.#settle(id, result);
    else this.#held.push([id, result]);
  }

  #endMessage(): void {
    for (const [id, result] of this.#held) this.#settle(id, result);
    this.#held = [];
    this.#message = null;
  }

  #write(request: DecisionRequest): void {
    if (this.#side.rules.origins.length === 0) return;
    this.#written.push(...textsIn(request.input));
    this.#session.settle(request, { ...unreleasedOf(request) }, { text: '', fails: true });
  }

  #settle(id: string, result: Result): void {
    const ended = this.#open.filter((call) => call.id === id);
    this.#open = this.#open.filter((call) => call.id !== id);
    for (const { request, outcome } of ended) {
      if (isReleased(outcome)) {
        this.#session.settle({ ...request, input: null }, { ...outcome, verdict: 'allow' }, result);
      } else this.#doubt(outcome);
    }
  }

  /** That an asked call came back does not say who answered it. */
  #doubt({ marks, directories }: Outcome): void {
    for (const { monitor } of marks)
      this.#doubts.set(monitor, (this.#doubts.get(monitor) ?? 0) + 1);
    this.#astray = joined(this.#astray, directories);
  }

  /** Calls whose result is not there yet may have happened, and may have led elsewhere. */
  #request(call: DecisionRequest): DecisionRequest {
    const given = this.#session.request(call);
    const released = this.#open.filter(({ outcome }) => isReleased(outcome));
    const possible = new Map(this.#doubts);
    for (const { marks } of released.map(({ outcome }) => outcome))
      for (const { monitor } of marks) possible.set(monitor, (possible.get(monitor) ?? 0) + 1);
    const history: History = {
      count: (monitor) => {
        const { least, most } = given.history?.count(monitor) ?? { least: 0, most: 0 };
        return { least, most: most + (possible.get(monitor) ?? 0) };
      },
    };
    const elsewhere = released.reduce(
      (all, { outcome }) => joined(all, outcome.directories),
      this.#astray,
    );
    if (elsewhere?.length === 0) return { ...given, history };
    return { ...given, history, directories: joined(given.directories ?? ['.'], elsewhere) };
  }
}

/** What the rules let go: what they allow, and everything while they are only observed. */
function isReleased({ verdict, enforced }: Outcome): boolean {
  return verdict === 'allow' || !enforced;
}
