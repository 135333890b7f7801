import { variablesMax } from './limits.ts';
import { holdsExpansion, isDecisive, isPrompt, selfSet } from './names.ts';
import { complain, type NamedValue, type Reader, type Scene } from './reader.ts';
import type { ShellWord } from './reading.ts';
import {
  assign,
  dynamic,
  forgetVariables,
  plain,
  type State,
  unknown,
  type Value,
} from './state.ts';
import type { Assignment } from './syntax.ts';
import { expandAll, expandValue, segmentsOfWord } from './word.ts';
import { walkSubscript } from './parameter.ts';

/** Says so when an assignment changes how everything behind it is read, or is run later. */
export function checkAssignment(reader: Reader, name: string, value: ShellWord): void {
  if (isDecisive(name))
    complain(reader, `It sets ${name}, which decides what commands mean.`, 'dynamic');
  const runs = value.kind !== 'text' || holdsExpansion(value.text);
  if (isPrompt(name) && runs) complain(reader, `It sets ${name}, which the shell runs.`, 'dynamic');
  // Arithmetic runs what stands in a subscript, even behind a variable's name.
  if (value.kind === 'text' && value.text.includes('[') && holdsExpansion(value.text))
    complain(reader, `It gives ${name} a text that arithmetic would run.`, 'dynamic');
}

/** Gives a variable a value, as far as anybody can follow it. */
export function setVariable(reader: Reader, state: State, named: NamedValue, value: Value): State {
  checkAssignment(reader, named.name, named.value);
  if (state.variables.size >= variablesMax) {
    complain(reader, `The shell text assigns more than ${variablesMax} variables.`);
    return state;
  }
  return assign(state, named.name, selfSet.has(named.name) ? dynamic : value);
}

/** A value of which nothing is known. */
export const somewhat: ShellWord = { kind: 'unknown', maySplit: false };

/** Takes over what the expansions of a command assigned: `${x:=y}`, `$((x++))`, `{fd}>x`. */
export function settleAssigned(reader: Reader, state: State): State {
  if (reader.assigned.length === 0) return state;
  const assigned = reader.assigned;
  reader.assigned = [];
  return assigned.reduce(
    (so, { name, value }) =>
      setVariable(reader, so, { name, value: somewhat }, value === 'plain' ? plain : unknown),
    state,
  );
}

/** A variable that is set to something. */
export function setUnknown(reader: Reader, state: State, name: string): State {
  return setVariable(reader, state, { name, value: somewhat }, unknown);
}

/** Any variable may be set to anything. */
export function setAnything(reader: Reader, state: State): State {
  complain(reader, 'It assigns a variable whose name is not known.', 'dynamic');
  return forgetVariables(state);
}

/** An assignment as it is written: its name and what is known of its value. */
export function readAssignment(
  scene: Scene,
  node: Assignment,
): { named: NamedValue; value: Value } {
  const { name, index, append } = node;
  if (index !== undefined) walkSubscript(scene, index, segmentsOfWord);
  if (node.value.type === 'ArrayValue') {
    expandAll(scene, node.value.elements);
    return { named: { name, value: somewhat }, value: unknown };
  }
  const { word, value } = expandValue(scene, node.value);
  const isWhole = index === undefined && append !== true;
  return {
    named: { name, value: isWhole ? word : partial(word) },
    value: isWhole ? value : unknown,
  };
}

/** What is added may still run, what it is added to is not known. */
function partial(word: ShellWord): ShellWord {
  return word.kind === 'text' && holdsExpansion(word.text) ? word : somewhat;
}
