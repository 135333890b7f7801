import { setAnything, setUnknown, setVariable, somewhat } from './assignment.ts';
import { type Call, emit, type Handler } from './call.ts';
import { type ExpandedWord, literalWord, mayBeSeveral, textOf } from './expanded-word.ts';
import { complain, type NamedValue } from './reader.ts';
import { assign, both, dynamic, type Flow, type State, unknown, type Value } from './state.ts';

/** Commands of the shell that declare variables. */
const declarations = ['export', 'declare', 'typeset', 'local', 'readonly'];

/** Whether assignments among the words of a program are its own. */
export function isDeclaration(name: string): boolean {
  return declarations.includes(name);
}

/** For those whose assignments stand in words, as behind `command`. */
export const declarationHandlers: readonly (readonly [string, Handler])[] = declarations.map(
  (name) => [name, (call) => (call.draft.isInShell ? declare(call, []) : keepAside(call))] as const,
);

function keepAside({ reader, draft, state }: Call): Flow {
  emit(reader, draft, state);
  return both(state);
}

/** An assignment among the words of a declaration. */
export interface Declared {
  readonly named: NamedValue;
  readonly value: Value;
}

/**
 * Reports the assignments of a declaration. One that assigns nothing is reported as a command: it
 * may print every variable that there is.
 */
export function declare(call: Call, given: readonly Declared[]): Flow {
  const { reader, draft, name } = call;
  const words = draft.words.slice(1);
  const flags = words.filter((word) => /^[-+]./.test(textOf(word) ?? ''));
  const declared = [...given, ...words.flatMap((word) => declaredIn(word))];
  let { state } = call;
  if (words.some(isNameless)) state = setAnything(reader, state);
  checkFlags(call, flags);
  if (declared.length === 0) emit(reader, draft, state);
  else reader.findings.redirections.push(...draft.redirections);
  const isPlain = name !== 'readonly' && flags.every((word) => /^-[gx]+$/.test(textOf(word) ?? ''));
  for (const { named, value } of declared) {
    reader.findings.assignments.push(named);
    // Outside of a function it fails in some shells, and assigns in others.
    const known = name === 'local' && reader.calls.length === 0 ? unknown : value;
    state = isPlain ? setVariable(reader, state, named, known) : pin(call, state, named);
  }
  return both(redeclared(call, state, words, isPlain));
}

/** A name without a value may lose its value, or get an attribute that changes later ones. */
function redeclared(
  { reader }: Call,
  state: State,
  words: readonly ExpandedWord[],
  isPlain: boolean,
): State {
  return words.reduce((so, word) => {
    const text = textOf(word);
    if (text === null || text.includes('=') || /^[-+]/.test(text)) return so;
    const set = setUnknown(reader, so, text);
    return isPlain ? set : assign(set, text, dynamic);
  }, state);
}

function pin({ reader }: Call, state: State, named: NamedValue): State {
  return assign(setVariable(reader, state, named, dynamic), named.name, dynamic);
}

/** `export 'A=b'`: the assignment is a word. */
function declaredIn(word: ExpandedWord): readonly Declared[] {
  const equals = word.start.indexOf('=');
  if (equals <= 0 || mayBeSeveral(word) || word.start.startsWith('-')) return [];
  const name = word.start.slice(0, equals).replace(/\+$/, '');
  const text = textOf(word);
  if (text === null) return [{ named: { name, value: somewhat }, value: unknown }];
  const { word: value } = literalWord(text.slice(equals + 1));
  return [{ named: { name: name.split('[')[0] ?? name, value }, value: unknown }];
}

function isNameless(word: ExpandedWord): boolean {
  return word.word.kind !== 'text' && (!word.start.includes('=') || mayBeSeveral(word));
}

/** Reference variables, tied ones, those that calculate what they are given, exported functions. */
function checkFlags({ reader, name, draft }: Call, flags: readonly ExpandedWord[]): void {
  const isKnown = flags.every((word) => /^[-+][aAglprtux]+$|^-[Ff]$/.test(textOf(word) ?? ''));
  const exportsFunction = name === 'export' && flags.some((word) => /f/.test(textOf(word) ?? ''));
  if (!isKnown || exportsFunction) complain(reader, `${name} changes what names mean.`);
  const runs = draft.words.some((word) => /^[^=]*\[.*(?:\$|`)/s.test(textOf(word) ?? ''));
  if (runs) complain(reader, `${name} is given a text that it would run.`, 'dynamic');
}
