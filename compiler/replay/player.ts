import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../evaluate/decision.ts';
import type { RecordedCall, RecordedLine } from './line.ts';
import { requestOf, unreadable } from './request.ts';
import { RecordedSession, type Side } from './session.ts';

/** Plays what was recorded, line by line, and answers what the rules decide about each call. */
export interface Player {
  /** Takes in what was typed or came back. */
  hear(line: Exclude<RecordedLine, RecordedCall>): void;
  judge(call: RecordedCall): Outcome;
  /** The call as it would be judged next, with what came before it. */
  request(call: RecordedCall): DecisionRequest;
}

/** A player of whole sessions, each of which begins with its first line. */
export function playSessions(side: Side): Player {
  return hasPast(side) ? new SessionPlayer(side) : playCalls(side);
}

/** A player of calls of whose sessions nothing is known: history and origins are unknown. */
export function playCalls({ plan }: Side): Player {
  return {
    hear: () => {},
    judge: (call) =>
      call.defect === null ? decide(plan, requestOf(call)) : unreadable(call, call.defect),
    request: requestOf,
  };
}

class SessionPlayer implements Player {
  readonly #side: Side;
  /** By session, then by agent: a session belongs to one credential. */
  readonly #sessions = new Map<string, Map<string, RecordedSession>>();

  constructor(side: Side) {
    this.#side = side;
  }

  hear(line: Exclude<RecordedLine, RecordedCall>): void {
    if (line.kind === 'prompt') {
      this.#session(line).prompt(line.text);
      return;
    }
    // A result names no agent; a session without a call of that id passes it over.
    for (const session of this.#sessions.get(line.session)?.values() ?? []) {
      session.result(line.id, line);
    }
  }

  judge(call: RecordedCall): Outcome {
    return this.#session(call).judge(call);
  }

  request(call: RecordedCall): DecisionRequest {
    return this.#session(call).request(call);
  }

  #session({ session, agent }: { readonly session: string; readonly agent: string }) {
    const agents = this.#sessions.get(session) ?? new Map<string, RecordedSession>();
    this.#sessions.set(session, agents);
    const known = agents.get(agent) ?? new RecordedSession(this.#side);
    agents.set(agent, known);
    return known;
  }
}

/** Whether a decision can depend on anything before it. Else nothing is remembered. */
function hasPast({ rules }: Side): boolean {
  const hasShell = rules.tools.some(({ params }) =>
    params.some((param) => [param, ...(param.fields ?? [])].some(({ type }) => type === 'Shell')),
  );
  return hasShell || rules.monitors.length > 0 || rules.origins.length > 0;
}
