import { argumentHandlers } from './argument-runner.ts';
import { type Call, emit, type Handler, keep } from './call.ts';
import { declarationHandlers } from './declaration.ts';
import { textOf } from './expanded-word.ts';
import { fdHandlers } from './fd-command.ts';
import { findHandlers } from './find-command.ts';
import { callFunction } from './function-call.ts';
import { standardName } from './names.ts';
import { programHandlers } from './program-runner.ts';
import { complain, type Draft, type Reader } from './reader.ts';
import { builtinHandlers } from './shell-builtin.ts';
import { shellHandlers } from './shell-program.ts';
import { both, type Flow, join, type State } from './state.ts';
import { textHandlers } from './text-runner.ts';
import { wrapperHandlers } from './wrapper.ts';

const handlers: ReadonlyMap<string, Handler> = new Map([
  ...wrapperHandlers,
  ...shellHandlers,
  ...textHandlers,
  ...programHandlers,
  ...argumentHandlers,
  ...findHandlers,
  ...fdHandlers,
  ...declarationHandlers,
  ...builtinHandlers,
]);

/** Runs a simple command: takes off what is wrapped around it, and does what it does to the shell. */
export function runDraft(reader: Reader, draft: Draft, state: State): Flow {
  const [program] = draft.words;
  const text = textOf(program);
  if (
    program === undefined ||
    text === null ||
    program.isFromBraces ||
    !/^[\x20-\x7e]+$/.test(text)
  ) {
    // A name that is there, but that no shell takes for a program's, is not left to the run.
    const isDynamic = program !== undefined && text === null;
    const cause = isDynamic ? 'dynamic' : 'unreadable';
    complain(reader, 'It runs a program whose name is not literal.', cause);
    emit(reader, draft, state);
    return both(state);
  }
  const mayBeFunction = draft.isInShell && !draft.skipsFunctions;
  const entry = mayBeFunction ? state.functions.get(text) : undefined;
  if (entry === undefined) return runProgram(reader, draft, state, text);
  const called = callFunction(reader, entry, draft, state);
  if (entry.isCertain) return called;
  const ran = runProgram(reader, draft, state, text);
  return {
    success: join(called.success, ran.success),
    failure: join(called.failure, ran.failure),
  };
}

function runProgram(reader: Reader, draft: Draft, state: State, text: string): Flow {
  const name = standardName(text) ?? text;
  const call: Call = { reader, draft, state, name };
  // A path is never the shell's own command.
  const isInShell = draft.isInShell && name === text;
  const handler = handlers.get(name) ?? keep;
  return handler(
    isInShell === draft.isInShell ? call : { ...call, draft: { ...draft, isInShell } },
  );
}
