import { stepsMax } from './limits.ts';
import type {
  OpaqueCause,
  Redirection,
  ShellWord,
  SimpleCommand,
  StandardInput,
} from './reading.ts';
import type { ExpandedWord } from './expanded-word.ts';
import type { Flow, State } from './state.ts';
import type {
  CommandNode,
  CompoundList,
  FunctionNode,
  ParsedScript,
  SyntaxNode,
} from './syntax.ts';

/** An assignment as it is reported. */
export interface NamedValue {
  readonly name: string;
  readonly value: ShellWord;
}

/** What is found on the way; a loop that has to be walked again takes back what it added. */
export interface Findings {
  readonly commands: SimpleCommand[];
  readonly assignments: NamedValue[];
  readonly redirections: Redirection[];
  /** Reasons, never taken back. */
  readonly opaque: Set<string>;
  /** Whether one of them is that a part is unreadable. */
  isUnreadable: boolean;
}

/** What surrounds a command. */
export interface Place {
  readonly input: StandardInput;
  readonly inputText: string | null;
  /** Of wrappers around a text: each of its commands sees them. */
  readonly environment: readonly NamedValue[];
  readonly via: readonly string[];
  /** Texts in texts. */
  readonly depth: number;
  /** Commands in commands. */
  readonly nesting: number;
  /** How many literal words may still be walked one by one. */
  readonly turns: number;
}

/** A simple command while its wrappers are taken off. */
export interface Draft {
  readonly words: readonly ExpandedWord[];
  readonly environment: readonly NamedValue[];
  readonly redirections: readonly Redirection[];
  readonly place: Place;
  /** Whether the shell itself would run it, so that it may be a function or change the directory. */
  readonly isInShell: boolean;
  /** Whether a function of its name is passed over, as behind `command`. */
  readonly skipsFunctions: boolean;
}

/**
 * One reading under way. The functions stand here because words hold scripts, which hold commands,
 * which hold words: so each file can walk the others without importing them.
 */
export interface Reader {
  readonly findings: Findings;
  /** Left to walk; nothing is walked at zero. */
  steps: number;
  /** States at `exit`, of the innermost shell. */
  exits: State[];
  /** States at `return`, `break` and `continue`, of the innermost function or shell. */
  jumps: State[];
  /** Variables that expansions assign, until the command that holds them ends. */
  assigned: { name: string; value: 'plain' | 'unknown' }[];
  /** Whether a text was given to `trap`: a function that is defined later may run at any time. */
  hasTrap: boolean;
  /** Functions being walked. */
  readonly calls: FunctionNode[];
  /** Scripts and commands that were walked: what is missing at the end was overlooked. */
  readonly seen: Set<SyntaxNode>;
  readonly walkBody: (body: CommandNode | CompoundList, state: State, place: Place) => Flow;
  readonly walkScript: (script: ParsedScript, state: State, place: Place) => Flow;
  readonly walkText: (text: string, state: State, place: Place) => Flow;
  readonly runDraft: (draft: Draft, state: State) => Flow;
}

/** Where a word stands: state and surroundings of its expansions. */
export interface Scene {
  readonly reader: Reader;
  readonly state: State;
  readonly place: Place;
  /** In `[[ ]]`, `case` and `${x%...}` a pattern is matched against texts, not against files. */
  readonly isPattern: boolean;
}

/** Says that a part cannot be read, and why: unreadable, where nobody says that it is dynamic. */
export function complain(
  { findings }: Reader,
  reason: string,
  cause: OpaqueCause = 'unreadable',
): void {
  findings.opaque.add(reason);
  if (cause === 'unreadable') findings.isUnreadable = true;
}

/** Takes one step; false when there are none left. */
export function takeStep(reader: Reader): boolean {
  if (isExhausted(reader)) return false;
  reader.steps -= 1;
  return true;
}

/** Whether no steps are left, which makes the reading opaque. */
export function isExhausted(reader: Reader): boolean {
  if (reader.steps > 0) return false;
  complain(reader, `The shell text takes more than ${stepsMax} steps to be read.`);
  return true;
}

/** A place that is one command deeper. */
export function nest(place: Place): Place {
  return { ...place, nesting: place.nesting + 1 };
}

/** What was found so far, to come back to. */
export function mark({ findings }: Reader): readonly [number, number, number] {
  const { commands, assignments, redirections } = findings;
  return [commands.length, assignments.length, redirections.length];
}

/** Takes back what was found since. */
export function takeBack(
  { findings }: Reader,
  [commands, assignments, redirections]: readonly [number, number, number],
): void {
  findings.commands.length = commands;
  findings.assignments.length = assignments;
  findings.redirections.length = redirections;
}

/** Walks a shell of its own: nothing that it does to itself comes back. */
export function inOwnShell(reader: Reader, walk: () => unknown): void {
  const { exits, jumps } = reader;
  reader.exits = [];
  reader.jumps = [];
  walk();
  reader.exits = exits;
  reader.jumps = jumps;
}
