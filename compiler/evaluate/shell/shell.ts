import { runDraft } from './dispatch.ts';
import { findLimit, stepsMax, turnsMax } from './limits.ts';
import { complain, type Place, type Reader } from './reader.ts';
import type { ShellReading } from './reading.ts';
import {
  after,
  both,
  type Flow,
  initialState,
  isReachable,
  join,
  moveTo,
  type State,
} from './state.ts';
import { walkList, walkNode, walkScript } from './statement.ts';
import { eachChild, parseScript, type SyntaxNode } from './syntax.ts';

/**
 * Reads what a shell text may do, before any shell sees it. `directories` are the absolute ones of
 * which it may begin in one; null is anywhere. Never throws, and never leaves anything out without
 * an opaque reason. The cost is bounded by the limits of this folder.
 */
export function readShell(text: string, directories: readonly string[] | null): ShellReading {
  const reader = createReader();
  const start: Place = {
    input: 'inherited',
    inputText: null,
    environment: [],
    via: [],
    depth: 0,
    nesting: 0,
    turns: turnsMax,
  };
  const end = walkAll(reader, text, initialState(directories), start);
  const { opaque, ...findings } = reader.findings;
  const last = isReachable(end) ? end.directories : null;
  return { ...findings, opaque: [...opaque], directories: last };
}

/** Where the shell may be behind a text, however it leaves it. */
function walkAll(reader: Reader, text: string, state: State, place: Place): State {
  try {
    const flow = walkText(reader, text, state, place);
    return [...reader.exits, ...reader.jumps].reduce(join, after(flow));
  } catch (error) {
    // The parser follows functions without a body, and co-processes, as deep as they go.
    if (!(error instanceof RangeError)) throw error;
    complain(reader, 'The shell text nests too much to be read.');
    return moveTo(state, null);
  }
}

function createReader(): Reader {
  const reader: Reader = {
    findings: {
      commands: [],
      assignments: [],
      redirections: [],
      opaque: new Set(),
      isUnreadable: false,
    },
    steps: stepsMax,
    exits: [],
    jumps: [],
    assigned: [],
    hasTrap: false,
    calls: [],
    seen: new Set(),
    walkBody: (body, state, place) =>
      body.type === 'CompoundList'
        ? walkList(reader, body.commands, state, place)
        : walkNode(reader, body, state, place),
    walkScript: (script, state, place) => walkScript(reader, script, state, place),
    walkText: (text, state, place) => walkText(reader, text, state, place),
    runDraft: (draft, state) => runDraft(reader, draft, state),
  };
  return reader;
}

function walkText(reader: Reader, text: string, state: State, place: Place): Flow {
  const limit = findLimit(text);
  if (limit !== null) {
    complain(reader, limit);
    return both(state);
  }
  const script = parseScript(text);
  const flow = reader.walkScript(script, state, place);
  checkWalk(reader, script);
  return flow;
}

/** Every nested script has faults of its own, and every command must have been walked. */
function checkWalk(reader: Reader, script: SyntaxNode): void {
  const pending = [script];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'Script' && (node.errors?.length ?? 0) > 0)
      complain(reader, 'The shell text cannot be parsed.');
    const isWalked = node.type === 'Script' || node.type === 'Command';
    if (isWalked && !reader.seen.has(node))
      complain(reader, 'The shell text holds a command that could not be followed.');
    eachChild(node, (child) => pending.push(child));
  }
}
