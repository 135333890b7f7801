import type { Subject } from '../subject.ts';
import type { Analysis } from './analysis.ts';
import { bareSide } from './model.ts';
import { type Question, type Truth, truthOf } from './question.ts';
import type { Argument } from './vocabulary.ts';

/** An answer about all calls. `inconclusive`: there were too many kinds of them to look at. */
export type Answer =
  | { readonly is: 'true' }
  | { readonly is: 'false'; readonly witness: Argument }
  | { readonly is: 'inconclusive' };

/** Whether no call of the subject makes a condition true. */
export function isEmpty(analysis: Analysis, subject: Subject, question: Question): Answer {
  return never(analysis, subject, [question], ([truth]) => truth === 'yes');
}

/** Whether every call that makes one condition true makes another true as well. */
export function implies(
  analysis: Analysis,
  subject: Subject,
  questions: readonly [Question, Question],
): Answer {
  return never(analysis, subject, questions, ([one, other]) => one === 'yes' && other !== 'yes');
}

/** Whether two conditions are true, false and unknown of the same calls. */
export function isEquivalent(
  analysis: Analysis,
  subject: Subject,
  questions: readonly [Question, Question],
): Answer {
  return never(analysis, subject, questions, ([one, other]) => one !== other);
}

/** Whether no call of the subject brings about truths of a kind. */
export function never(
  analysis: Analysis,
  subject: Subject,
  questions: readonly Question[],
  isMeant: (truths: readonly Truth[]) => boolean,
): Answer {
  const { list, isComplete } = cases(analysis, subject, questions);
  const witness = list.find(({ truths }) => isMeant(truths));
  if (witness !== undefined) return { is: 'false', witness };
  return { is: isComplete ? 'true' : 'inconclusive' };
}

/** Calls that stand for all others, with the truths of some conditions about them. */
export interface Cases {
  readonly list: readonly (Argument & { readonly truths: readonly Truth[] })[];
  /** False if there may be other truths. */
  readonly isComplete: boolean;
}

/** Every combination of truths that calls of a subject bring about. */
export function cases(analysis: Analysis, subject: Subject, questions: readonly Question[]): Cases {
  const side = bareSide(analysis.params(subject));
  const formulas = questions.flatMap(({ must, may }) => [must, may]);
  const { list, isComplete } = analysis.situations(side, formulas);
  const found = list.map(({ input, workspace, assumed, more }) => ({
    input,
    workspace,
    assumed,
    truths: questions.map((_, at) => truthOf(more[2 * at], more[2 * at + 1])),
  }));
  return { list: found, isComplete };
}
