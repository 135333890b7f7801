import type { Effect } from '../../../dsl/ast.ts';
import { PatternCache } from '../../automata/cache.ts';
import { patternLengthMax } from '../../automata/pattern.ts';
import { checkPattern } from '../../check/pattern.ts';

/** Where a pattern of the settings begins. */
interface Anchored {
  /** Put before the pattern. */
  readonly prefix: '' | '/' | '~/';
  readonly rest: string;
  /** A name without a slash: found at any depth, as in a .gitignore file. */
  readonly isFloating: boolean;
}

/**
 * A path pattern of the settings as one of ours; undefined where there is none. Deny and ask become
 * wider where the two differ, and hold wherever the client stands; allow becomes narrower.
 * Source: the permission rules of Claude Code, which follow gitignore: `//x` from the root of the
 * disk, `~/x` from home, `/x` from the project, `x` and `./x` from the working directory.
 */
export function pathPattern(specifier: string, effect: Effect): string | undefined {
  if (specifier.length > patternLengthMax) return undefined;
  const isWide = effect !== 'allow';
  const { prefix, rest, isFloating } = anchorOf(specifier);
  const isFolder = rest.endsWith('/');
  const all = (isFolder ? rest.slice(0, -1) : rest).split('/');
  // What follows the last `..`, found at any depth, is wider than what was meant.
  const upwards = isWide ? all.lastIndexOf('..') : -1;
  const converted = all.slice(upwards + 1).map((segment) => segmentPattern(segment, isWide));
  if (converted.length === 0 || converted.some((segment) => segment === undefined))
    return undefined;
  const body = converted.join('/');
  const root = upwards < 0 ? prefix : '';
  const isAnywhere = root === '' && (isWide || isFloating) && converted[0] !== '**';
  const start = isAnywhere ? '**/' : root;
  const pattern = `${start}${body}${tail(converted.at(-1) ?? '', isWide || isFolder)}`;
  return isUsable(pattern) ? pattern : undefined;
}

function anchorOf(text: string): Anchored {
  if (text.startsWith('//')) return { prefix: '/', rest: text.slice(2), isFloating: false };
  if (text === '~') return { prefix: '~/', rest: '', isFloating: false };
  if (text.startsWith('~/')) return { prefix: '~/', rest: text.slice(2), isFloating: false };
  if (text.startsWith('/')) return { prefix: '', rest: text.slice(1), isFloating: false };
  if (text.startsWith('./')) return { prefix: '', rest: text.slice(2), isFloating: false };
  const isFloating = !text.slice(0, -1).includes('/');
  return { prefix: '', rest: text, isFloating };
}

/** A name also means what lies below the folder of that name. */
function tail(last: string, isWide: boolean): string {
  if (last === '**') return '';
  return isWide || !/[*?]/.test(last) ? '/**' : '';
}

/** A bracket list, a character behind a backslash, a run of stars, or any other character. */
const piece = /\[[!^]?\]?[^\]]*\]|\\[^]|\*+|[^]/gu;

/** One segment; undefined where it cannot be said, or leads upwards. */
function segmentPattern(segment: string, isWide: boolean): string | undefined {
  if (segment === '**') return '**';
  if (segment === '' || segment === '.' || segment === '..' || segment.startsWith('!')) {
    return undefined;
  }
  const pieces = (segment.match(piece) ?? []).map((each) => piecePattern(each, isWide));
  return pieces.includes(undefined) ? undefined : pieces.join('');
}

function piecePattern(text: string, isWide: boolean): string | undefined {
  if (text === '[' || text === '\\') return undefined;
  if (text.startsWith('[')) return isWide ? '?' : undefined; // Any character instead of some.
  if (text.startsWith('*')) return '*';
  return '{}]'.includes(text) ? `\\${text}` : text;
}

/** Whether the checker finds nothing to say about a pattern. */
function isUsable(pattern: string): boolean {
  if (!pattern.isWellFormed()) return false;
  const span = { file: '', start: 0, end: 0 };
  const findings = checkPattern(new PatternCache(), 'Path', { text: pattern, span });
  return findings.next().done === true;
}
