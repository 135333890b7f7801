import { always, and, type Formula, not, or } from './formula.ts';

/**
 * A condition as the kernel runs it: surely true, and not surely false. An allow needs the one, a
 * deny the other, and what is not needed is not searched for.
 */
export interface Question {
  readonly must: Formula;
  readonly may: Formula;
}

/** What can be said of a condition about a call. */
export type Truth = 'yes' | 'no' | 'unknown';

export const alwaysTrue: Question = { must: always, may: always };

/** Strong Kleene negation: what may hold is what its opposite need not. */
export function opposite({ must, may }: Question): Question {
  return { must: not(may), may: not(must) };
}

/** Strong Kleene conjunction. */
export function allOf(questions: readonly Question[]): Question {
  return {
    must: and(questions.map(({ must }) => must)),
    may: and(questions.map(({ may }) => may)),
  };
}

/** Strong Kleene disjunction. */
export function someOf(questions: readonly Question[]): Question {
  return { must: or(questions.map(({ must }) => must)), may: or(questions.map(({ may }) => may)) };
}

/** A text that two questions share if they ask the same. */
export function keyOf({ must, may }: Question): string {
  return `${must.key} ${may.key}`;
}

/** The truth that two answers give. */
export function truthOf(must: boolean | undefined, may: boolean | undefined): Truth {
  if (must === true) return 'yes';
  return may === true ? 'unknown' : 'no';
}
