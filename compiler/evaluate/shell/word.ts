import { walkArithmetic } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { type ExpandedWord, literalWord, unknownWord } from './expanded-word.ts';
import { expandParameter, expandSimple } from './parameter.ts';
import { complain, type Scene, takeStep } from './reader.ts';
import type { ShellWord } from './reading.ts';
import { assembleWord, type Segment, unknownSegment } from './segment.ts';
import { plain, unknown, type Value } from './state.ts';
import { expandSubstitution } from './substitution.ts';
import { type DoubleQuotedChild, parseScript, type Word, type WordPart } from './syntax.ts';

/** The words that one of a command becomes: none, one, or several where braces list them. */
export function expandWord(scene: Scene, word: Word): readonly ExpandedWord[] {
  if (word.parts === undefined) return expandBare(scene, word);
  if (word.parts.some(({ type }) => type === 'BraceExpansion')) return braceWords(scene, word);
  const expanded = assembleWord(segmentsOf(scene, word.parts));
  return expanded === null ? [] : [expanded];
}

/** Several words of a command, in order. */
export function expandAll(scene: Scene, words: readonly Word[]): readonly ExpandedWord[] {
  return words.flatMap((word) => expandWord(scene, word));
}

/** A word that is neither split nor matched against files: a value, or the target of a redirection. */
export function expandValue(scene: Scene, word: Word): { word: ShellWord; value: Value } {
  const segments =
    word.parts === undefined ? bareSegments(scene, word) : valueSegments(scene, word.parts);
  const hasHome = segments.some(({ kind }) => kind === 'home') || /[:=]~/.test(word.text);
  if (segments.every((segment) => segment.kind === 'text') && !hasHome) {
    const text = segments.map((segment) => (segment.kind === 'text' ? segment.text : '')).join('');
    return { word: assembleValue(segments), value: { kind: 'text', text } };
  }
  const isPlain = segments.every(
    (one) => one.kind === 'text' || (one.kind === 'unknown' && one.isPlain),
  );
  return { word: assembleValue(segments), value: isPlain && !hasHome ? plain : unknown };
}

function assembleValue(segments: readonly Segment[]): ShellWord {
  const whole = assembleWord([
    { kind: 'text', text: '', isQuoted: true },
    ...segments.map(unsplit),
  ]);
  const homeOnly = segments[0]?.kind === 'home' ? assembleWord(segments.map(unsplit)) : whole;
  return homeOnly?.word ?? { kind: 'text', text: '' };
}

function unsplit(segment: Segment): Segment {
  return segment.kind === 'unknown' ? { ...segment, maySplit: false } : segment;
}

function valueSegments(scene: Scene, parts: readonly WordPart[]): readonly Segment[] {
  if (parts.some(({ type }) => type === 'BraceExpansion')) {
    segmentsOf(scene, parts);
    return [unknownSegment(false)];
  }
  return parts.flatMap((part, at) =>
    part.type === 'Glob' && part.kind !== 'bracket'
      ? [{ kind: 'text', text: part.text, isQuoted: true } as const]
      : expandPart(scene, part, at === 0),
  );
}

function expandBare(scene: Scene, word: Word): readonly ExpandedWord[] {
  const isSimple = !/[~$=]/.test(word.text);
  if (isSimple && word.value !== '') {
    return [literalWord(word.value)];
  }
  const expanded = assembleWord(bareSegments(scene, word));
  return expanded === null ? [] : [expanded];
}

function bareSegments(scene: Scene, word: Word): readonly Segment[] {
  return readLiteral(scene, word, true);
}

/** Literal text outside quotes, of which shells read some signs on their own. */
function readLiteral(
  { state }: Scene,
  { text, value }: { readonly text: string; readonly value: string },
  isFirst: boolean,
): readonly Segment[] {
  // `$~x`, `$=x`, `$^x` and `$+x` are expansions in zsh.
  if (/(?:^|[^\\])\$[~=^+]/.test(text)) return [unknownSegment(true)];
  // `=ls` is the path of `ls` in zsh; the operators of `test` are not.
  if (isFirst && /^=[^=~]/.test(text)) return [unknownSegment(false)];
  // Bash expands a tilde behind `=` and `:` where the word looks like an assignment.
  if (isFirst && /^[A-Za-z_]\w*=(?:.*:)?~/s.test(text)) return [unknownSegment(false)];
  if (isFirst && /^~(?=$|\/)/.test(text) && !state.variables.has('HOME')) {
    const rest = { kind: 'text', text: value.slice(1), isQuoted: false } as const;
    return value === '~' ? [{ kind: 'home' }] : [{ kind: 'home' }, rest];
  }
  // Another home, or a directory of the shell's stack.
  if (isFirst && text.startsWith('~')) return [unknownSegment(false)];
  return [{ kind: 'text', text: value, isQuoted: text.includes('\\') }];
}

function braceWords(scene: Scene, word: Word): readonly ExpandedWord[] {
  // Whatever they list, the substitutions in them run.
  segmentsOf(scene, word.parts ?? []);
  const texts = expandBraces(word.text);
  if (texts === null) return [{ ...unknownWord(true), isFromBraces: true }];
  // Each of them is one more word to read.
  const isRead = texts.every(() => takeStep(scene.reader));
  return isRead
    ? texts.flatMap((text) => reread(scene, text))
    : [{ ...unknownWord(true), isFromBraces: true }];
}

function reread(scene: Scene, text: string): readonly ExpandedWord[] {
  if (text === '') return [];
  const script = parseScript(`: ${text}`);
  const command = script.commands[0]?.command;
  const only =
    command?.type === 'Command' && command.suffix.length === 1 ? command.suffix[0] : null;
  const isWord = script.errors === undefined && script.commands.length === 1;
  if (!isWord || only?.type !== 'Word' || only.parts?.some(isBrace) === true)
    return [{ ...unknownWord(true), isFromBraces: true }];
  return expandWord(scene, only).map((one) => ({ ...one, isFromBraces: true }));
}

function isBrace({ type }: WordPart): boolean {
  return type === 'BraceExpansion';
}

/** The parts of a word outside quotes. */
export function segmentsOf(scene: Scene, parts: readonly WordPart[]): readonly Segment[] {
  return parts.flatMap((part, at) => expandPart(scene, part, at === 0));
}

function expandPart(scene: Scene, part: WordPart, isFirst: boolean): readonly Segment[] {
  switch (part.type) {
    case 'Literal':
      return readLiteral(scene, part, isFirst);
    case 'SingleQuoted':
      return [{ kind: 'text', text: part.value, isQuoted: true }];
    case 'AnsiCQuoted':
      return ansiC(part.text, part.value);
    case 'DoubleQuoted':
      return quoted(scene, part.parts);
    case 'LocaleString':
      quoted(scene, part.parts);
      return [unknownSegment(false)];
    case 'Glob':
      return part.kind === 'bracket' ? bracket(scene, part) : [globOf(part)];
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return pattern(scene, part);
    default:
      return expandActive(scene, part, false);
  }
}

function globOf({ kind, text }: { kind: 'star' | 'question'; text: string }): Segment {
  if (kind === 'question') return { kind: 'unit' };
  return { kind: text === '*' ? 'run' : 'recursive' };
}

/** A NUL: by its octal or hexadecimal number, or as a control character. */
const nul =
  /\\(?:0{3}|0{1,2}(?![0-7])|x0{2}|x0(?![\da-f])|x\{|u0{4}|u0{1,3}(?![\da-f])|U0{8}|U0{1,7}(?![\da-f])|c[@`])/i;

/** A NUL ends the text in some shells and not in others. */
function ansiC(text: string, value: string): readonly Segment[] {
  return nul.test(text) ? [unknownSegment(false)] : [{ kind: 'text', text: value, isQuoted: true }];
}

function quoted(scene: Scene, parts: readonly DoubleQuotedChild[]): readonly Segment[] {
  const segments = parts.flatMap((part): readonly Segment[] =>
    part.type === 'Literal'
      ? [{ kind: 'text', text: part.value, isQuoted: true }]
      : expandActive(scene, part, true),
  );
  // Quotes make a word, even an empty one; a list in them makes as many as it holds.
  const first = segments[0];
  const isOwn = first !== undefined && first.kind !== 'text';
  return isOwn ? segments : [{ kind: 'text', text: '', isQuoted: true }, ...segments];
}

/** One of some characters; or, with no such file, its own text. */
function bracket(scene: Scene, part: Extract<WordPart, { kind: 'bracket' }>): readonly Segment[] {
  segmentsOf(scene, part.parts);
  const isLiteral = part.parts.every(({ type }) => type === 'Literal');
  return isLiteral && !part.text.includes('/') ? [{ kind: 'run' }] : [unknownSegment(true)];
}

/** zsh runs the code that some of these hold: `*(e:'id':)`. */
function pattern(
  scene: Scene,
  part: WordPart & { type: 'BraceExpansion' | 'ExtendedGlob' },
): readonly Segment[] {
  if (part.type === 'ExtendedGlob' && !scene.isPattern)
    complain(scene.reader, 'It holds a pattern in parentheses, which some shells run.');
  segmentsOf(scene, part.parts ?? []);
  return [unknownSegment(true)];
}

type ActivePart = Extract<
  WordPart,
  {
    type:
      | 'SimpleExpansion'
      | 'ParameterExpansion'
      | 'CommandExpansion'
      | 'ArithmeticExpansion'
      | 'ProcessSubstitution';
  }
>;

function expandActive(scene: Scene, part: ActivePart, isQuoted: boolean): readonly Segment[] {
  switch (part.type) {
    case 'SimpleExpansion':
      return [expandSimple(scene, part.text.slice(1), isQuoted)];
    case 'ParameterExpansion':
      return [expandParameter({ ...scene, isPattern: true }, part, isQuoted, segmentsOfWord)];
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return [expandSubstitution(scene, part, isQuoted)];
    default:
      if (part.expression === undefined)
        complain(scene.reader, 'It holds arithmetic that cannot be read.');
      walkArithmetic(scene, part.expression, segmentsOf);
      return [unknownSegment(false, true)];
  }
}

/** The parts of any word outside quotes. */
export function segmentsOfWord(scene: Scene, word: Word): readonly Segment[] {
  return word.parts === undefined ? bareSegments(scene, word) : segmentsOf(scene, word.parts);
}

/** Walks a word that is only matched against another text: nothing but its expansions matters. */
export function walkPattern(scene: Scene, word: Word): void {
  segmentsOfWord({ ...scene, isPattern: true }, word);
}
