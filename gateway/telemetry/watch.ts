import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { Conversation } from '../enforce/conversation.ts';
import type { AnswerOutcome } from '../services.ts';

/** A request that has just arrived, as far as it shows before anything of it is read. */
export interface Arrival {
  /** Path of the dialect: `/v1/messages`. */
  readonly path: string;
  readonly userAgent: string | undefined;
  /** The W3C trace context that the client sent. */
  readonly traceparent: string | undefined;
}

/** Told of one exchange as it goes; must not throw. Measures, and changes nothing. */
export interface Watch {
  /** Who asks, and for which model. */
  identified(conversation: Conversation): void;
  /** The provider is asked. */
  asked(): void;
  /** What the gateway waits for is there: the head of a stream, the whole of a JSON reply. */
  answered(status: number): void;
  /** The first byte of the answer leaves. */
  replied(): void;
  /** A call begins to wait for a person; what is returned is called when it no longer does. */
  held(): () => void;
  /**
   * The exchange is over: how its answer went, undefined where it was refused or failed; and the
   * failure that its client was told of.
   */
  ended(outcome: AnswerOutcome | undefined, failure?: SentrelyError): void;
}

/** Begins to watch an exchange. */
export type Watcher = (arrival: Arrival) => Watch;

/** Tells several watchers, in order. */
export function watchAll(watchers: readonly Watcher[]): Watcher {
  return (arrival) => {
    const watches = watchers.map((watcher) => watcher(arrival));
    return {
      identified: (conversation) => watches.forEach((each) => each.identified(conversation)),
      asked: () => watches.forEach((each) => each.asked()),
      answered: (status) => watches.forEach((each) => each.answered(status)),
      replied: () => watches.forEach((each) => each.replied()),
      held: () => {
        const ends = watches.map((each) => each.held());
        return () => ends.forEach((end) => end());
      },
      ended: (outcome, failure) => watches.forEach((each) => each.ended(outcome, failure)),
    };
  };
}

/** Watches nothing. */
export const unwatched: Watcher = watchAll([]);
