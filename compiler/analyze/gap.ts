import type { UnknownCall } from './whole-call.ts';

/** Why nobody can say what becomes of some calls. */
export interface Gap {
  /** A clause: what could not be looked at. */
  readonly why: string;
  /** What to write instead, for people; null where nothing is known that helps. */
  readonly instead: string | null;
}

/** What an example takes for granted did not go together, so that it shows nothing. */
export const assumedGap: Gap = {
  why: 'it rests on what happened before, or on where values come from, and no example bears it out',
  instead: null,
};

/** A change alters what calls do: there is nothing to compare. */
export const changedGap: Gap = {
  why: 'the change alters what its calls do',
  instead: 'claims about its actions, proved on both sides',
};

/** Parameters of which not every kind of value was looked at. */
export function openGap(open: readonly string[]): Gap {
  const names = open.filter((name) => name !== '').map((name) => `\`.${name}\``);
  const what = names.length === 0 ? 'its arguments' : names.join(' and ');
  return {
    why: `the rules ask more of ${what} than can be looked at wholly`,
    instead: 'a narrower claim: say more in `where`',
  };
}

/** What calls do is not in their arguments alone. */
export function doneGap({ why, instead }: UnknownCall): Gap {
  return { why, instead: `a claim about ${instead}` };
}
