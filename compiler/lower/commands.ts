import { assert } from '../../dsl/assert.ts';
import type { CommandDeclaration, CommandForm, CommandOption } from '../../dsl/ast.ts';
import type { CommandEntry, FormEntry, OptionEntry, ParamType } from '../bundle/rules.ts';
import { paramTypes } from '../bundle/rules.ts';
import { readTemplate } from '../commands/template.ts';
import { lowerEffects } from '../effects.ts';
import type { Program } from '../program.ts';

/** How the programs of a checked program read their arguments, in the order of their declarations. */
export function lowerCommandDeclarations(program: Program): readonly CommandEntry[] {
  return program.commands.map((command) => lowerCommand(program, command));
}

function lowerCommand(
  program: Program,
  { programs, isComplete, options, forms }: CommandDeclaration,
): CommandEntry {
  return {
    programs: programs.map(({ text }) => text),
    complete: isComplete,
    options: options.map((option) => lowerOption(program, option)),
    forms: forms.map((form) => lowerForm(program, form)),
  };
}

function lowerOption(
  { subjects }: Program,
  { names, value, role, sets, does }: CommandOption,
): OptionEntry {
  const isPlain = role === undefined || role.kind === 'as';
  return {
    names: names.map(({ text }) => text),
    value: value === undefined ? 'none' : value.isOptional ? 'attached' : 'next',
    type: value === undefined ? 'Bool' : optionType(value.type?.text),
    variable: role?.kind === 'as' ? role.name.text : null,
    role: isPlain ? 'plain' : role.kind,
    sets: sets.map(({ variable, literal }) => ({ variable: variable.text, value: literal.value })),
    does: lowerEffects(subjects, does),
  };
}

/** The type of the value of an option: plain text where none is written. */
export function optionType(name: string | undefined): ParamType {
  return paramTypes.find((type) => type === name) ?? 'String';
}

function lowerForm(program: Program, { template, options, does }: CommandForm): FormEntry {
  const read = readTemplate(template.text);
  assert(read.ok, 'a checked template can be read');
  return {
    words: read.words,
    positionals: read.positionals,
    options: [...read.options, ...options.map((option) => lowerOption(program, option))],
    does: lowerEffects(program.subjects, does),
  };
}
