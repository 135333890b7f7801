import type { LiveAnswers } from '../services.ts';
import type { Conversation } from './conversation.ts';

/** Why an answer has to end. `order` is the order to kill, absent for a latched session. */
export interface StopReason {
  /** As the operator or the guard wrote it. */
  readonly reason: string;
  /** A sentence for the agent. */
  readonly sentence: string;
  readonly order?: string | undefined;
}

/** The answers that are under way in this process. */
export interface LiveRegister extends LiveAnswers {
  readonly size: number;
  /** Cuts every answer that has to end, in one go and without waiting. Returns how many. */
  sweep(): number;
}

/** What a register is made of. */
export interface LiveOptions {
  /** Must not throw: an answer whose fate is not known is left to its calls, which are judged. */
  readonly reasonFor: (conversation: Conversation) => StopReason | undefined;
  /** Told of every answer that was cut, once. */
  readonly onCut: (conversation: Conversation, reason: StopReason) => void;
  readonly report: (error: unknown) => void;
}

interface LiveAnswer {
  readonly conversation: Conversation;
  readonly cut: (reason: string) => void;
}

/** Opens a register. */
export function createLiveRegister(options: LiveOptions): LiveRegister {
  const answers = new Set<LiveAnswer>();
  const judge = (answer: LiveAnswer): boolean => {
    const reason = options.reasonFor(answer.conversation);
    if (reason === undefined || !answers.delete(answer)) return false;
    try {
      answer.cut(reason.sentence);
    } catch (error) {
      options.report(error);
    }
    options.onCut(answer.conversation, reason);
    return true;
  };
  return {
    get size() {
      return answers.size;
    },
    register: (conversation, cut) => {
      const answer = { conversation, cut };
      answers.add(answer);
      // An order may have come between the admission of the request and now.
      queueMicrotask(() => void judge(answer));
      return () => void answers.delete(answer);
    },
    sweep: () => [...answers].filter(judge).length,
  };
}
