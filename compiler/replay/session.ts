import type { RuleSet } from '../bundle/rules.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../evaluate/decision.ts';
import type { Plan } from '../evaluate/plan.ts';
import { type Result, Session } from '../session/session.ts';
import { Directories, type Move } from './directories.ts';
import type { RecordedCall } from './line.ts';
import { Marks } from './marks.ts';
import { requestOf, unreadable } from './request.ts';

/** Rules, ready to decide. */
export interface Side {
  readonly rules: RuleSet;
  readonly plan: Plan;
}

/** A call that may run, or may have run, and whose result is not known yet. */
interface OpenCall {
  readonly call: RecordedCall;
  readonly request: DecisionRequest;
  readonly outcome: Outcome;
  readonly move: Move | undefined;
}

/**
 * A recorded session under rules, by the law of the sessions of tests, where results come later than
 * their calls, or never. What the rules let go counts, whatever really happened then.
 */
export class RecordedSession {
  readonly #side: Side;
  readonly #session: Session;
  readonly #directories = new Directories();
  #open: readonly OpenCall[] = [];
  /** Results that came before the end of a message: all of its calls were written before them. */
  #held: (readonly [id: string, result: Result])[] = [];
  #message: string | null = null;
  readonly #marks: Marks;

  constructor(side: Side) {
    this.#side = side;
    this.#session = new Session(side.rules);
    this.#marks = new Marks(side.rules.monitors);
  }

  /** What the person types. */
  prompt(text: string): void {
    this.#endMessage();
    this.#session.prompt(text);
  }

  /** Judges a call as the next one. */
  judge(call: RecordedCall): Outcome {
    const request = this.request(call);
    const outcome =
      call.defect === null ? decide(this.#side.plan, request) : unreadable(call, call.defect);
    this.#write(request, outcome);
    if (isReleased(outcome) || outcome.verdict === 'ask') {
      const move = isReleased(outcome) ? this.#directories.leave(outcome) : undefined;
      this.#open = [...this.#open, { call, request, outcome, move }];
      if (isReleased(outcome)) this.#marks.add(outcome.marks, call);
    }
    return outcome;
  }

  /** The call as it is judged as the next one. */
  request(call: RecordedCall): DecisionRequest {
    if (call.message === null || call.message !== this.#message) this.#endMessage();
    this.#message = call.message;
    return this.#request(requestOf(call));
  }

  /** What came back. It counts once the message that is being judged is over. */
  result(id: string, result: Result): void {
    if (this.#message === null) this.#settle(id, result);
    else this.#held.push([id, result]);
  }

  #endMessage(): void {
    for (const [id, result] of this.#held) this.#settle(id, result);
    this.#held = [];
    this.#message = null;
  }

  /** Texts of a call are written before anything comes back, whatever is decided about it. */
  #write(request: DecisionRequest, outcome: Outcome): void {
    if (this.#side.rules.origins.length === 0) return;
    this.#session.settle(request, { ...outcome, verdict: 'deny' }, { text: '', fails: true });
  }

  #settle(id: string, result: Result): void {
    const ended = this.#open.filter(({ call }) => call.id === id);
    this.#open = this.#open.filter(({ call }) => call.id !== id);
    for (const { call, request, outcome, move } of ended) {
      if (!isReleased(outcome)) {
        // That something came back does not say whether an asked call ran: it may have been refused.
        this.#marks.add(outcome.marks, call);
        this.#directories.stray(outcome);
        continue;
      }
      if (!result.fails) this.#marks.confirm(call);
      if (move !== undefined) this.#directories.arrive(move, result.fails);
      // Its texts are known as written already, and its marks are counted here.
      const settled = { ...request, input: null };
      this.#session.settle(settled, { ...outcome, verdict: 'allow', marks: [] }, result);
    }
  }

  #request(call: DecisionRequest): DecisionRequest {
    const { origins } = this.#session.request(call);
    const directories = this.#directories.possible;
    return {
      ...call,
      history: this.#marks.at(call.now),
      ...(origins === undefined ? {} : { origins }),
      ...(directories === undefined ? {} : { directories }),
    };
  }
}

/** What the rules let go: what they allow, and everything while they are only observed. */
function isReleased({ verdict, enforced }: Outcome): boolean {
  return verdict === 'allow' || !enforced;
}
