import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { ServedCall, ToolCall } from '../enforce/gate.ts';
import type { Tombstone } from '../enforce/tombstone.ts';
import type { AnswerFacts } from './dialect.ts';
import type { Frame, KnownFrames } from './sse.ts';

/** One call of a streamed answer, held from its first byte until it has been judged. */
export interface HeldCall {
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** The call as it is now. `defect` is one that the call alone does not show. */
  judged(defect: string | null): ToolCall;
  /** What a tombstone of it seals; the same as `judged` unless the dialect spells calls otherwise. */
  sealed(): ToolCall;
  /** Told once what stands in its place: null when it was released. */
  settle(tombstone: Tombstone | null): void;
  /** More of it came than is kept: it will be denied, and its parts need not be remembered. */
  giveUp(): void;
}

/** What one frame of an answer means. */
export interface Step {
  /** Calls that the frame holds a part of: it leaves when all of them are settled. */
  readonly calls: readonly HeldCall[];
  /** Calls that end with or before this frame, in order; they are judged now. */
  readonly complete: readonly HeldCall[];
  /** What leaves in its turn, once its calls are settled. */
  readonly bytes: () => Buffer;
  /** Nothing else stands in the frame, so that it may be forgotten when its call is given up. */
  readonly isOnlyPart?: boolean;
  /** The provider reports a failure: the calls that are open will never be complete. */
  readonly isFailure?: boolean;
  /** Calls that the provider ran itself and that the frame tells: on record before it leaves. */
  readonly served?: readonly ServedCall[];
  /** Files that tools of the provider made and that the frame names: owned before it leaves. */
  readonly made?: readonly string[];
}

/** Reads the frames of one streamed answer. Knows the wire format, decides nothing. */
export interface AnswerReader {
  /** Nothing that follows belongs to the answer. */
  readonly isOver: boolean;
  /** Whether the answer came to its end without a failure. */
  readonly isComplete: boolean;
  readonly facts: AnswerFacts;
  /** Frames that pass without {@link accept} until it is asked again. */
  readonly known?: KnownFrames;
  /** The next frame; null when it passes as it came. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
  accept(frame: Frame): Step | null;
  /** A sign of life for a client that waits. */
  ping(): Buffer;
  /** The end of an answer that cannot go on. */
  failure(error: SentrelyError): Buffer;
}
