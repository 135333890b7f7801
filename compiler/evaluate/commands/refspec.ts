import type { Known } from '../known.ts';

/** What `git push` does with one refspec. Null is unknown. */
export interface Refspec {
  /** The branch on the other side, without `refs/heads/`. */
  readonly branch: string | null;
  /** What is pushed; empty deletes the branch. */
  readonly source: string | null;
  /** It overwrites or deletes. */
  readonly force: boolean;
}

/** What no name of a branch holds (git-check-ref-format), so that it stands for something else. */
const noBranch = /[\s~^:?*[\\\p{Cc}]|@\{|\.\./u;

/** Names that stand for whatever is checked out. */
const current: ReadonlySet<string> = new Set(['', 'HEAD', '@']);

/** Reads `main`, `HEAD:refs/heads/main`, `+src:dst`, `:dst`. */
function readRefspec(text: string): Refspec {
  const isForced = text.startsWith('+');
  const bare = isForced ? text.slice(1) : text;
  const colon = bare.indexOf(':');
  const source = colon < 0 ? bare : bare.slice(0, colon);
  const target = colon < 0 ? bare : bare.slice(colon + 1);
  const isDeletion = colon >= 0 && source === '' && target !== '';
  return {
    branch: branchOf(target),
    source: isDeletion || !noBranch.test(source) ? shortRef(source) : null,
    force: isForced || isDeletion,
  };
}

function branchOf(target: string): string | null {
  return current.has(target) || noBranch.test(target) ? null : shortRef(target);
}

/** A branch by its short name. Git finds `heads/main` under `refs/` too. */
export function shortRef(ref: string): string {
  return ref.replace(/^(?:refs\/)?heads\//, '');
}

/** One part of a refspec. */
export function refspecPart(text: string, part: 'branch' | 'source' | 'force'): Known {
  const value = readRefspec(text)[part];
  return value === null ? { kind: 'unknown', maybeAbsent: false } : { kind: 'one', value };
}
