import type {
  CommandDeclaration,
  CommandForm,
  CommandOption,
  Literal,
  Word,
} from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { paramTypes } from '../bundle/rules.ts';
import { readTemplate } from '../commands/template.ts';
import type { Variable } from '../effects.ts';
import { finding } from '../finding.ts';
import { optionType } from '../lower/commands.ts';
import type { Program } from '../program.ts';
import { checkEffects } from './effects.ts';
import { checkTypeName } from './types.ts';

/** The types that the value of an option can have. */
const valueTypes = paramTypes.filter(
  (type) => type !== 'Json' && type !== 'Shell' && type !== 'Bool',
);

/** Commands: each program once, forms that can be read, options that are told apart. */
export function* checkCommands(program: Program): Generator<Diagnostic> {
  const first = new Map<string, Word>();
  for (const command of program.commands) {
    for (const name of command.programs) {
      yield* checkProgramName(name, first.get(name.text));
      if (!first.has(name.text)) first.set(name.text, name);
    }
    yield* checkCommand(program, command);
  }
}

function* checkProgramName(name: Word, earlier: Word | undefined): Generator<Diagnostic> {
  if (!/^[^\s/\p{Cc}]+$/u.test(name.text)) {
    const message = `found ${quote(name.text)}, expected the name of a program without its folder`;
    yield finding('command-form', name.span, message);
  }
  if (earlier === undefined) return;
  const message = `the program ${quote(name.text)} is already declared`;
  yield finding('duplicate-name', name.span, message, {
    labels: [{ span: earlier.span, text: 'first declared here' }],
    help: 'write all its forms in one declaration',
  });
}

function* checkCommand(program: Program, command: CommandDeclaration): Generator<Diagnostic> {
  const shared = variablesIn(command.options);
  yield* checkOptions(program, command.options, shared);
  const seen = new Map<string, Word>();
  for (const form of command.forms) {
    const earlier = seen.get(form.template.text);
    if (earlier !== undefined) {
      yield finding('duplicate-name', form.template.span, 'this form is already declared', {
        labels: [{ span: earlier.span, text: 'first declared here' }],
        help: 'remove one of the two',
      });
    }
    seen.set(form.template.text, form.template);
    yield* checkForm(program, { form, shared });
  }
}

interface FormScope {
  readonly form: CommandForm;
  readonly shared: ReadonlyMap<string, Variable>;
}

function* checkForm(program: Program, { form, shared }: FormScope): Generator<Diagnostic> {
  const read = readTemplate(form.template.text);
  if (!read.ok) {
    const span = placeIn(form.template, read.fault.offset);
    yield finding('command-form', span, read.fault.message);
    return;
  }
  const words = new Map<string, Variable>();
  for (const piece of read.positionals.flatMap(({ pieces }) => pieces)) {
    if (piece.kind !== 'variable') continue;
    if (words.has(piece.name)) {
      const message = `found the placeholder ${quote(piece.name)} twice, expected it once`;
      yield finding('command-form', form.template.span, message);
    }
    words.set(piece.name, plain(piece.type));
  }
  const written = read.options.flatMap(({ variable, type }): readonly [string, Variable][] =>
    variable === null ? [] : [[variable, plain(type)]],
  );
  const variables = new Map([...shared, ...variablesIn(form.options), ...written, ...words]);
  yield* checkOptions(program, form.options, variables);
  yield* checkEffects({ program, variables, isCommand: true }, form.does);
}

function* checkOptions(
  program: Program,
  options: readonly CommandOption[],
  variables: ReadonlyMap<string, Variable>,
): Generator<Diagnostic> {
  const seen = new Map<string, Word>();
  for (const option of options) {
    for (const name of option.names) {
      yield* checkOptionName(name, seen.get(name.text));
      if (!seen.has(name.text)) seen.set(name.text, name);
    }
    yield* checkOption(program, option, variables);
  }
}

function* checkOptionName(name: Word, earlier: Word | undefined): Generator<Diagnostic> {
  if (!/^(?:-[^\s-]|-[A-Za-z][\w-]*(?:=\S+)?|--[^\s=]+(?:=\S+)?|--?|\+[^\s]+)$/.test(name.text)) {
    const message = `found ${quote(name.text)}, expected an option such as \`-f\` or \`--force\``;
    yield finding('command-option', name.span, message);
  }
  if (earlier === undefined) return;
  const message = `the option ${quote(name.text)} is already declared`;
  yield finding('command-option', name.span, message, {
    labels: [{ span: earlier.span, text: 'first declared here' }],
    help: 'remove one of the two',
  });
}

function* checkOption(
  program: Program,
  option: CommandOption,
  variables: ReadonlyMap<string, Variable>,
): Generator<Diagnostic> {
  const { value, role, does, names, span } = option;
  if (names.length === 0) {
    yield finding('command-option', span, 'found an option without a name, expected one');
  }
  if (value?.type !== undefined) yield* checkTypeName(value.type, valueTypes);
  const needsValue = role?.kind === 'directory' || role?.kind === 'runs';
  if (needsValue && value === undefined) {
    const message = `found \`${role.kind}\` on an option without a value, expected \`value\` before it`;
    yield finding('command-option', role.span, message);
  }
  const own: [string, Variable][] =
    value === undefined ? [] : [['value', plain(optionType(value.type?.text))]];
  yield* checkEffects(
    { program, variables: new Map([...variables, ...own]), isCommand: true },
    does,
  );
}

/** What options name or set. */
function variablesIn(options: readonly CommandOption[]): ReadonlyMap<string, Variable> {
  const found = new Map<string, Variable>();
  for (const { value, role, sets } of options) {
    const type = value === undefined ? 'Bool' : optionType(value.type?.text);
    if (role?.kind === 'as') found.set(role.name.text, plain(type));
    for (const { variable, literal } of sets) {
      found.set(variable.text, constantVariable(found.get(variable.text), literal));
    }
  }
  return found;
}

/** Several options may set one variable: then it is one of their constants. */
function constantVariable(known: Variable | undefined, literal: Literal): Variable {
  if (literal.kind === 'integer') return plain('Int');
  if (literal.kind === 'boolean') return plain('Bool');
  const words = [...new Set([...(known?.words ?? []), literal.value])];
  return { type: 'String', list: false, words, fields: null };
}

function plain(type: Variable['type']): Variable {
  return { type, list: false, words: null, fields: null };
}

/** The character of a string literal, where its text stands as written; else the whole literal. */
function placeIn({ text, span }: Word, offset: number): Word['span'] {
  if (span.end - span.start !== text.length + 2) return span;
  const start = Math.min(span.start + 1 + offset, span.end - 1);
  return { ...span, start, end: Math.min(start + 1, span.end) };
}
