import { walkArithmetic, type WalkParts } from './arithmetic.ts';
import { isVariableName } from './names.ts';
import { complain, type Scene } from './reader.ts';
import { type Segment, unknownSegment } from './segment.ts';
import type { State } from './state.ts';
import type { ParameterExpansionPart, Word } from './syntax.ts';

/** Splitting, matching, tildes and zsh's own signs would change such a text when it stands unquoted. */
const changesUnquoted = /[\s*?[\]\\~=(){}^#]/;

/** What `$x` becomes: a text where this script assigned it for certain. */
export function expandSimple({ state }: Scene, name: string, isQuoted: boolean): Segment {
  const value = state.variables.get(name);
  if (value === undefined) return ofEnvironment(state, name, isQuoted);
  if (value.kind !== 'text') return unknownSegment(!isQuoted, value.kind === 'plain');
  const { text } = value;
  if (!isQuoted && changesUnquoted.test(text)) return unknownSegment(true);
  return { kind: 'text', text, isQuoted };
}

function ofEnvironment(state: State, name: string, isQuoted: boolean): Segment {
  if (name === 'HOME') return { kind: 'home' };
  const [directory, other] = state.directories ?? [];
  const isHere = name === 'PWD' && other === undefined && isFolded(directory);
  if (isHere && (isQuoted || !changesUnquoted.test(directory)))
    return { kind: 'text', text: directory, isQuoted };
  if (/^[#?$!]$/.test(name)) return unknownSegment(false, true);
  // `"$@"` is as many words as there are.
  return unknownSegment(!isQuoted || name === '@');
}

/** Whether a directory is known, and written as the shell writes it. */
function isFolded(directory: string | undefined): directory is string {
  return directory?.startsWith('/') === true && !/\/(?:\.{0,2}\/|\.{1,2}$)|.\/$/.test(directory);
}

/** Walks what stands in `${...}`; only the plain form has a value that is known. */
export function expandParameter(
  scene: Scene,
  part: ParameterExpansionPart,
  isQuoted: boolean,
  walkWord: (scene: Scene, word: Word) => readonly Segment[],
): Segment {
  const { parameter, prefix, index, operation } = part;
  const isPlain = prefix === undefined && index === undefined && operation === undefined;
  if (isPlain && isVariableName(parameter)) return expandSimple(scene, parameter, isQuoted);
  if (index !== undefined) walkSubscript(scene, index, walkWord);
  walkOperation(scene, part, walkWord);
  const isList = parameter === '@' || index?.text === '@' || prefix === '!';
  return unknownSegment(!isQuoted || isList, prefix === '#');
}

/** A subscript is arithmetic, so it may run what it reads. */
export function walkSubscript(
  scene: Scene,
  index: Word,
  walkWord: (scene: Scene, word: Word) => readonly Segment[],
): void {
  if (index.text === '@' || index.text === '*') return;
  const { text, value, parts } = index;
  const walkParts: WalkParts = (scene) => walkWord(scene, index);
  const operand = { type: 'ArithmeticWord', pos: 0, end: 0, value, parts: parts ?? [] } as const;
  if (/^-?\d+$/.test(text)) return;
  walkArithmetic(scene, operand, walkParts);
}

function walkOperation(
  scene: Scene,
  part: ParameterExpansionPart,
  walkWord: (scene: Scene, word: Word) => readonly Segment[],
): void {
  const { parameter, operation } = part;
  if (operation === undefined || operation.type === 'Names') return;
  if (isUnreadable(operation))
    complain(
      scene.reader,
      'It holds an expansion that may run a text, or that shells read differently.',
    );
  for (const word of wordsOf(operation)) walkWord(scene, word);
  if (operation.type === 'Default' && operation.operator.endsWith('='))
    scene.reader.assigned.push({ name: parameter, value: 'unknown' });
  if (operation.type !== 'Slice') return;
  walkSubscript(scene, operation.offset, walkWord);
  if (operation.length !== undefined) walkSubscript(scene, operation.length, walkWord);
}

type Operation = NonNullable<ParameterExpansionPart['operation']>;

function wordsOf(operation: Operation): readonly Word[] {
  switch (operation.type) {
    case 'Default':
    case 'Remove':
      return [operation.operand];
    case 'Replace':
      return [operation.pattern, operation.replacement];
    case 'CaseModification':
      return operation.operand === undefined ? [] : [operation.operand];
    default:
      return [];
  }
}

/** `${x@P}` runs its value; zsh writes an assignment `${x::=y}`. */
function isUnreadable(operation: Operation): boolean {
  if (operation.type === 'Transform') return !/^[QEAKakUuL]$/.test(operation.operand.text);
  if (operation.type !== 'Slice') return operation.type === 'Unknown';
  return operation.offset.text === '' && operation.length?.text.startsWith('=') === true;
}
