import type { SetPiece } from '../../evaluate/known.ts';
import type { Value } from './call.ts';
import { globMatches } from './glob.ts';
import type { Truth } from './truth.ts';
import { readHostname, readPlain } from './value.ts';

/** Members of a set that are looked at. */
const membersMax = 20_000;

/** Names that mean something to a reader of paths, and one that means nothing to anybody. */
const names = ['zq', '.zq', 'proc', 'dev'] as const;

/**
 * Members of a set of texts, as many as tell it apart from the texts and patterns given: wildcards
 * become nothing, a strange name, and every piece of these.
 */
export function membersOf(
  pieces: readonly SetPiece[],
  compared: readonly string[],
): readonly string[] {
  const words = wordsOf(compared);
  let members: readonly string[] = [''];
  for (const [at, piece] of pieces.entries()) {
    const ways = waysOf(piece, words, at === 0);
    const more = members.flatMap((text) => ways.map((way) => text + way));
    members = [...new Set(more)].slice(0, membersMax);
  }
  return members.filter(isNameable(pieces));
}

/** A segment that is all wildcard is a name: neither empty nor dots. */
function isNameable(pieces: readonly SetPiece[]): (text: string) => boolean {
  const shape = pieces.map((piece) =>
    piece.kind === 'text' ? piece.text : piece.kind === 'below' ? '' : '\0',
  );
  const wild = shape
    .join('')
    .split('/')
    .map((segment) => /^\0+$/.test(segment));
  return (text) => {
    const segments = text.split('/');
    return wild.every((isWild, at) => !isWild || !['', '.', '..'].includes(segments[at] ?? ''));
  };
}

/** Hosts below a domain, as many as tell it apart from the hosts and patterns given. */
export function hostsBelow(domain: string, compared: readonly string[]): readonly string[] {
  const spelt = compared.map((text) => readHostname(text) ?? text.toLowerCase());
  return ['zq', ...wordsOf(spelt)]
    .flatMap((word) => [word, `zq.${word}`, `${word}.zq`])
    .map((labels) => `${labels}.${domain}`)
    .filter((host) => readHostname(host) === host);
}

function waysOf(piece: SetPiece, words: readonly string[], isFirst: boolean): readonly string[] {
  switch (piece.kind) {
    case 'text':
      return [piece.text];
    case 'unit':
      return [...new Set(['z', ...words.flatMap((word) => Array.from(word))])].filter(
        (one) => one !== '/',
      );
    case 'run':
      return ['', ...names, ...words.filter((word) => !word.includes('/'))];
    case 'any':
      return ['', ...names, '/zq', ...words];
    default: {
      const below = [
        ...names,
        'zq/zq',
        ...words.filter(isBelow),
        ...words.filter(isBelow).map((word) => `zq/${word}`),
      ];
      const kept = piece.skipsHidden ? below.filter((text) => !/(?:^|\/)\./.test(text)) : below;
      return ['', ...kept.map((text) => (isFirst ? text : `/${text}`))];
    }
  }
}

function isBelow(word: string): boolean {
  return word.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

/** Every run of characters that the patterns may ask for, wildcards filled. */
function wordsOf(compared: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const text of compared) {
    for (const filled of [text.replace(/[*?]+/g, ''), text.replace(/[*?]+/g, 'z')]) {
      const plain = filled.replace(/\\(.)/g, '$1');
      for (const option of optionsOf(plain)) addPieces(found, option);
    }
  }
  return [...found];
}

/** `{a,b}c` is `ac` and `bc`. */
function optionsOf(text: string): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(text);
  if (match === null) return [text];
  const [whole, inner = ''] = match;
  const [before, after] = [text.slice(0, match.index), text.slice(match.index + whole.length)];
  return inner.split(',').flatMap((option) => optionsOf(before + option + after));
}

function addPieces(found: Set<string>, text: string): void {
  const longest = text.slice(0, 40);
  for (let start = 0; start < longest.length; start++) {
    for (let end = start + 1; end <= longest.length; end++) found.add(longest.slice(start, end));
  }
}

/** True if all members are so, false if none is; unknown where one is or they differ. */
export function ofMembers(members: readonly string[], truth: (member: string) => Truth): Truth {
  const [first, ...others] = members.map(truth);
  return first !== undefined && others.every((other) => other === first) ? first : undefined;
}

/** Whether a plain text, or all of a set of them, matches a pattern. */
export function matchesText(value: Value | undefined, pattern: string): Truth {
  const matches = (text: string): Truth => {
    const plain = readPlain(text);
    return plain === undefined ? undefined : globMatches('text', pattern, plain);
  };
  if (value?.kind === 'set') return ofMembers(membersOf(value.pieces, [pattern]), matches);
  const known = value?.kind === 'known' ? value.value : undefined;
  return typeof known === 'string' ? matches(known) : undefined;
}
