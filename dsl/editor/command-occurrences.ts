import type { ActionUse, CommandDeclaration, CommandForm, CommandOption, Word } from '../ast.ts';
import { inUse } from './name-occurrences.ts';
import { type Occurrence, variableSymbol } from './symbols.ts';

/** Every place of a command where a symbol is named: its programs, its variables, what it does. */
export function* inCommand(command: CommandDeclaration): Generator<Occurrence> {
  for (const { text, span } of command.programs) {
    const symbols = [{ kind: 'command' as const, scope: '', name: text }];
    yield { symbols, role: 'declaration', span, spelling: 'word' };
  }
  yield* inOptions(command, command.options);
  for (const form of command.forms) {
    yield* inTemplate(command, form);
    yield* inOptions(command, form.options);
    yield* inUses(command, form.does);
  }
}

function* inOptions(
  command: CommandDeclaration,
  options: readonly CommandOption[],
): Generator<Occurrence> {
  for (const { role, sets, does } of options) {
    if (role?.kind === 'as') yield inVariable(command, role.name);
    for (const { variable } of sets) yield inVariable(command, variable);
    yield* inUses(command, does);
  }
}

function inVariable(command: CommandDeclaration, { text, span }: Word): Occurrence {
  const symbols = [variableSymbol(command, text)];
  return { symbols, role: 'declaration', span, spelling: 'name' };
}

function* inUses(command: CommandDeclaration, does: readonly ActionUse[]): Generator<Occurrence> {
  for (const use of does) {
    // The value of the option itself is a word of the language.
    yield* inUse(use, (name) => (name === 'value' ? undefined : variableSymbol(command, name)));
  }
}

/**
 * The placeholders of a template, `{refspec...?: Refspec}`. Of one that is written with escapes
 * their places are not known: its text is longer than what it means.
 */
function* inTemplate(
  command: CommandDeclaration,
  { template: { text, span } }: CommandForm,
): Generator<Occurrence> {
  if (span.end - span.start !== text.length + 2) return;
  for (const match of text.matchAll(/\{([A-Za-z_][\w-]*)/g)) {
    const name = match[1] ?? '';
    const start = span.start + 1 + match.index + 1;
    const place = { file: span.file, start, end: start + name.length };
    yield inVariable(command, { text: name, span: place });
  }
}
