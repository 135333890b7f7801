import type { ShellWord } from '../shell/reading.ts';
import { type GivenCode, noCode } from './given-code.ts';
import { literalText, startOf } from './word.ts';

/** What an argument of an option of curl names a file by. */
type Marker = 'first' | 'anywhere' | 'form' | 'cookie';

const short: ReadonlyMap<string, Marker> = new Map<string, Marker>([
  ['d', 'first'],
  ['F', 'form'],
  ['H', 'first'],
  ['w', 'first'],
  ['b', 'cookie'],
]);

const long: ReadonlyMap<string, Marker> = new Map<string, Marker>([
  ['--data', 'first'],
  ['--data-ascii', 'first'],
  ['--data-binary', 'first'],
  ['--json', 'first'],
  ['--data-urlencode', 'anywhere'],
  ['--url-query', 'anywhere'],
  ['--form', 'form'],
  ['--header', 'first'],
  ['--proxy-header', 'first'],
  ['--write-out', 'first'],
  ['--cookie', 'cookie'],
  ['--variable', 'anywhere'],
]);

const valued = 'AcCDeEhKmoPQrtTuUxXyYz';

/** What `gh api` reads: the value of a field. */
const ghFields: Markers = {
  short: new Map([['F', 'form']]),
  long: new Map([['--field', 'form']]),
  valued: 'XfHqtpR',
};

/** The options of a program that may name files in their values. */
interface Markers {
  readonly short: ReadonlyMap<string, Marker>;
  readonly long: ReadonlyMap<string, Marker>;
  /** Letters of other options that take a value, so that no letter behind one is an option. */
  readonly valued: string;
}

const programs: ReadonlyMap<string, Markers> = new Map([
  ['curl', { short, long, valued }],
  ['gh', ghFields],
]);

/** Programs that read a file wherever an argument names one, and how it does. */
const filePatterns: ReadonlyMap<string, RegExp> = new Map([
  ['aws', /^(?:--[\w-]+=)?fileb?:\/\/(.*)$/s],
  ['az', /^(?:--[\w-]+=)?@(.+)$/s],
  ...['nm', 'size', 'readelf', 'objdump', 'strings', 'addr2line', 'c++filt'].map(
    (name) => [name, /^@(.+)$/s] as const,
  ),
]);

/** The files that values of options name: `curl -d @file`, `gh api -F key=@file`, `aws ... file://file`. */
export function namedFiles(base: string, words: readonly ShellWord[]): GivenCode {
  const pattern = filePatterns.get(base);
  if (pattern !== undefined)
    return { ...noCode, reads: words.flatMap((word) => fileIn(pattern, word)) };
  const markers = programs.get(base);
  return markers === undefined ? noCode : markedFiles(markers, words);
}

function fileIn(pattern: RegExp, word: ShellWord): readonly string[] {
  const found = pattern.exec(literalText(word) ?? '');
  return found?.[1] === undefined ? [] : [found[1]];
}

function markedFiles(markers: Markers, words: readonly ShellWord[]): GivenCode {
  const reads: string[] = [];
  let unknownReads = 0;
  for (let at = 0; at < words.length; at++) {
    const found = markerAt(markers, words, at);
    if (found === null) continue;
    const text = literalText(found.value);
    if (text !== null) reads.push(...filesIn(found.marker, text));
    else if (mayName(found.marker, found.value)) unknownReads++;
  }
  return { ...noCode, reads, unknownReads };
}

interface Marked {
  readonly marker: Marker;
  readonly value: ShellWord | undefined;
}

function markerAt(
  { short, long, valued }: Markers,
  words: readonly ShellWord[],
  at: number,
): Marked | null {
  const word = words[at];
  if (word === undefined) return null;
  const start = startOf(word);
  if (start.startsWith('--')) {
    const [name = ''] = start.split('=', 1);
    const marker = long.get(name);
    if (marker === undefined) return null;
    return { marker, value: name === start ? words[at + 1] : valueIn(word, name.length + 1) };
  }
  if (!/^-./.test(start)) return null;
  for (let letter = 1; letter < start.length; letter++) {
    const marker = short.get(start.charAt(letter));
    if (marker !== undefined) {
      return {
        marker,
        value: letter + 1 < start.length ? valueIn(word, letter + 1) : words[at + 1],
      };
    }
    if (valued.includes(start.charAt(letter))) return null;
  }
  return null;
}

function valueIn(word: ShellWord, from: number): ShellWord {
  if (word.kind === 'text') return { kind: 'text', text: word.text.slice(from) };
  const start = startOf(word).slice(from);
  return start === ''
    ? { kind: 'unknown', maySplit: false }
    : { kind: 'set', pieces: [{ kind: 'text', text: start }, { kind: 'any' }] };
}

function filesIn(marker: Marker, text: string): readonly string[] {
  switch (marker) {
    case 'first':
      return text.startsWith('@') ? [text.slice(1)] : [];
    case 'anywhere':
      return text.includes('@') && !/^[^@]*=/.test(text) ? [text.slice(text.indexOf('@') + 1)] : [];
    case 'cookie':
      return text.includes('=') || text === '' ? [] : [text];
    default: {
      // `name=@file;type=...`, or several files with commas between them.
      const value = text.slice(text.indexOf('=') + 1);
      if (!/^[@<]/.test(value)) return [];
      return (value.slice(1).split(';', 1)[0] ?? '')
        .split(',')
        .map((file) => file.replace(/^"|"$/g, ''));
    }
  }
}

/** Whether a value that is not literal may begin with what names a file. */
function mayName(marker: Marker, value: ShellWord | undefined): boolean {
  if (value === undefined) return false;
  const start = startOf(value);
  return marker !== 'first' || start === '' || start.startsWith('@');
}
