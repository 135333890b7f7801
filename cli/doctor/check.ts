/** What was found of one part of an installation. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** Nothing is to be done. */
export function ok(name: string, found: string): Check {
  return { name, state: 'ok', found, remedy: null };
}

/** It works, and could do harm. */
export function warn(name: string, found: string, remedy: string): Check {
  return { name, state: 'warn', found, remedy };
}

/** It does not work. */
export function fail(name: string, found: string, remedy: string): Check {
  return { name, state: 'fail', found, remedy };
}
