import { type Pattern, type PatternPart, parsePattern } from '../automata/pattern.ts';
import { readPath } from '../evaluate/facts/path.ts';
import { faultAt, type Form, type Reading, type Term } from './pattern-terms.ts';

/** More anchors than this in one pattern are alternatives that should be patterns of their own. */
const anchorsMax = 64;

/** One segment that is not empty: a user's name. */
const segment: Pattern = [{ kind: 'one' }, { kind: 'run' }];

/** Where home directories are, beside the `~` of a call that names it so. */
const home: Pattern = [
  {
    kind: 'choice',
    options: [
      [textPart('~')],
      [textPart('/root')],
      [textPart('/home/'), ...segment],
      [textPart('/Users/'), ...segment],
    ],
  },
];

/**
 * A path pattern. How it begins says what it reads: `/` and `~/` the absolute form, `**` either
 * form, anything else the form below the workspace.
 */
export function readPathPattern(text: string): Reading {
  const parsed = parsePattern(text);
  if (!parsed.ok) return parsed;
  const anchored = anchorsOf(parsed.pattern);
  if (anchored === undefined) {
    const message = `found over ${anchorsMax} alternatives at the start, expected a pattern for each`;
    return faultAt(0, message);
  }
  if (anchored.some(isForeignHome)) {
    return faultAt(0, 'found `~` before something else than `/`, expected `~/`');
  }
  return { ok: true, alternatives: anchored.map((pattern) => [termOf(pattern)]) };
}

/** `under "dir"`: the directory and everything in it. Wildcards have no place in it. */
export function readDirectory(text: string): Reading {
  const wildcard = text.search(/[*?{}]/);
  if (wildcard >= 0) {
    return faultAt(
      wildcard,
      `found \`${text.charAt(wildcard)}\`, expected a directory without wildcards`,
    );
  }
  const { absolute, relative } = readPath(text.normalize('NFC'), null);
  const directory = absolute ?? relative;
  if (directory === null) {
    return faultAt(
      0,
      'found a path that cannot be placed, expected one without `..` above its start',
    );
  }
  const literal = directory === '' || directory === '/' ? directory : `${directory}/`;
  const pattern: Pattern = [...(literal === '' ? [] : [textPart(literal)]), { kind: 'deep' }];
  return {
    ok: true,
    alternatives: [[absolute === null ? term('relative', pattern) : termOf(pattern)]],
  };
}

function textPart(text: string): PatternPart {
  return { kind: 'text', text };
}

/** `~alice`, which only a user database could place. */
function isForeignHome([first, ...rest]: Pattern): boolean {
  if (first?.kind !== 'text' || !first.text.startsWith('~')) return false;
  return !first.text.startsWith('~/') && (first.text !== '~' || rest.length > 0);
}

function termOf(pattern: Pattern): Term {
  const [first, ...rest] = pattern;
  if (first?.kind === 'deep') return term('either', pattern);
  if (first?.kind !== 'text') return term('relative', pattern);
  if (first.text.startsWith('/')) return term('absolute', pattern);
  if (!first.text.startsWith('~')) return term('relative', pattern);
  return term('absolute', [...home, textPart(first.text.slice(1)), ...rest]);
}

function term(form: Form, pattern: Pattern): Term {
  return { kind: 'match', part: null, form, glob: 'path', pattern };
}

/** The pattern as patterns that do not begin with a choice; undefined if they are too many. */
function anchorsOf(pattern: Pattern): readonly Pattern[] | undefined {
  const anchored: Pattern[] = [];
  const pending: Pattern[] = [pattern];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [first, ...rest] = next;
    if (first?.kind !== 'choice') anchored.push(joinText(next));
    else pending.push(...first.options.toReversed().map((option) => [...option, ...rest]));
    if (anchored.length + pending.length > anchorsMax) return undefined;
  }
  return anchored;
}

/** Joins a literal with the literal that follows it, so that `{~,/x}/y` is seen to begin `~/`. */
function joinText(pattern: Pattern): Pattern {
  const [first, second, ...rest] = pattern;
  if (first?.kind !== 'text' || second?.kind !== 'text') return pattern;
  return joinText([textPart(first.text + second.text), ...rest]);
}
