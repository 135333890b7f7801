import {
  checkAssignment,
  readAssignment,
  settleAssigned,
  setUnknown,
  setVariable,
} from './assignment.ts';
import { declare, type Declared, isDeclaration } from './declaration.ts';
import { runDraft } from './dispatch.ts';
import { type ExpandedWord, textOf } from './expanded-word.ts';
import { complain, type Draft, type Place, type Reader, type Scene } from './reader.ts';
import { readRedirections, settle } from './redirection.ts';
import { both, type Flow, type State } from './state.ts';
import type { Command, RedirectionNode } from './syntax.ts';
import { expandWord } from './word.ts';

/** Walks a simple command: its expansions, its redirections, and then the command itself. */
export function walkCommand(reader: Reader, node: Command, state: State, place: Place): Flow {
  reader.seen.add(node);
  const scene: Scene = { reader, state, place, isPattern: false };
  const prefix = sortPrefix(scene, node);
  const suffix = sortSuffix(scene, node);
  const opened = readRedirections(scene, [...prefix.redirections, ...suffix.redirections]);
  const settled = settleAssigned(reader, state);
  const changed = opened.input === null ? {} : { input: opened.input, inputText: opened.inputText };
  const draft: Draft = {
    words: suffix.words,
    environment: prefix.declared.map(({ named }) => named),
    redirections: opened.redirections,
    place: { ...place, ...changed },
    isInShell: true,
    skipsFunctions: false,
  };
  if (suffix.words.length === 0) return assignOnly(reader, draft, prefix.declared, settled);
  for (const { named } of prefix.declared) checkAssignment(reader, named.name, named.value);
  return run(reader, draft, suffix.declared, withPrefix(reader, settled, prefix.declared));
}

function run(reader: Reader, draft: Draft, declared: readonly Declared[], state: State): Flow {
  const name = textOf(draft.words[0]) ?? '';
  if (isDeclaration(name) && !state.functions.has(name))
    return declare({ reader, draft, state, name }, declared);
  if (declared.length > 0) complain(reader, 'It assigns where no assignment is expected.');
  return runDraft(reader, draft, state);
}

/** Assignments without a command stay in the shell; redirections without one only open files. */
function assignOnly(
  reader: Reader,
  { redirections }: Draft,
  declared: readonly Declared[],
  state: State,
): Flow {
  reader.findings.redirections.push(...settle(redirections, state));
  let behind = state;
  for (const { named, value } of declared) {
    reader.findings.assignments.push(named);
    behind = setVariable(reader, behind, named, value);
  }
  return both(behind);
}

/** A function that is called sees them, and some commands of the shell keep them. */
function withPrefix(reader: Reader, state: State, declared: readonly Declared[]): State {
  return declared.reduce((so, { named }) => setUnknown(reader, so, named.name), state);
}

interface Sorted {
  readonly words: readonly ExpandedWord[];
  readonly declared: readonly Declared[];
  readonly redirections: readonly RedirectionNode[];
}

function sortPrefix(scene: Scene, { prefix }: Command): Sorted {
  const declared: Declared[] = [];
  const redirections: RedirectionNode[] = [];
  for (const one of prefix) {
    if (one.type !== 'Assignment') redirections.push(one);
    else declared.push(readAssignment(withEarlier(scene, declared), one));
  }
  return { words: [], declared, redirections };
}

/** `a=1 b=$a`: each is expanded behind the ones before it. */
function withEarlier(scene: Scene, declared: readonly Declared[]): Scene {
  if (declared.length === 0) return scene;
  const variables = new Map(scene.state.variables);
  for (const { named, value } of declared)
    if (variables.get(named.name)?.kind !== 'dynamic') variables.set(named.name, value);
  return { ...scene, state: { ...scene.state, variables } };
}

function sortSuffix(scene: Scene, { name, suffix }: Command): Sorted {
  const words: ExpandedWord[] = name === undefined ? [] : [...expandWord(scene, name)];
  const declared: Declared[] = [];
  const redirections: RedirectionNode[] = [];
  for (const one of suffix) {
    if (one.type === 'Word') words.push(...expandWord(scene, one));
    else if (one.type === 'Assignment') declared.push(readAssignment(scene, one));
    else redirections.push(one);
  }
  return { words, declared, redirections };
}
