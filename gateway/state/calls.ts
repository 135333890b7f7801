/** A decided call whose result has not come back yet. */
export interface OpenCall {
  readonly session: string;
  /** The provider's id of the call. */
  readonly callId: string;
  /** The decision event that the outcome will refer to. */
  readonly eventId: string;
  /** How long the decision took to become durable, in microseconds; stored on the outcome. */
  readonly durableUs: number;
  readonly tool: string;
}

/**
 * Decided calls waiting for their result, over restarts. A convenience beside the audit log, which
 * is the truth: losing the last moments of it leaves outcomes unknown, never wrong.
 */
export interface CallStore {
  open(call: OpenCall): Promise<void>;
  /** Takes the call out; undefined when it is unknown or was closed before. */
  close(session: string, callId: string): Promise<OpenCall | undefined>;
  /** 'new' the first time a session is seen. */
  touchSession(session: string, agent: string, nowMs: number): Promise<'new' | 'known'>;
}
