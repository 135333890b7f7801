import type { CommandEntry, EffectEntry, FormEntry, OptionEntry } from '../../bundle/rules.ts';

/** How each program reads its arguments, ready to look words up in. */
export interface CommandTable {
  readonly programs: ReadonlyMap<string, ProgramTable>;
}

/** One program. */
export interface ProgramTable {
  readonly isComplete: boolean;
  readonly forms: readonly FormTable[];
  /** Every action that it may do in some form, each once. */
  readonly actions: readonly number[];
}

/** One way to call a program. `--` in its template is taken out and remembered. */
export interface FormTable {
  readonly words: FormEntry['words'];
  readonly positionals: FormEntry['positionals'];
  readonly does: readonly EffectEntry[];
  /** Options before its words are complete, by name. */
  readonly early: ReadonlyMap<string, OptionEntry>;
  /** Options behind its words, by name: its own hide those of the program. */
  readonly late: ReadonlyMap<string, OptionEntry>;
  /** Only those of the form itself, by name. */
  readonly own: ReadonlyMap<string, OptionEntry>;
  /** Options that fill a variable. */
  readonly fills: readonly OptionEntry[];
  /** Behind so many operands no word is an option; null is never. */
  readonly operandsOnlyAfter: number | null;
  /** How many operands it has at least. */
  readonly fixed: number;
  /** Whether it passes over options that are not declared. */
  readonly takesOthers: boolean;
  /** How close it fits: by words that are given, then by texts within words. */
  readonly literals: number;
}

/** Prepares the commands of a rule set. */
export function commandTable(commands: readonly CommandEntry[]): CommandTable {
  const programs = new Map<string, ProgramTable>();
  for (const command of commands) {
    const table = programTable(command);
    for (const program of command.programs) programs.set(program, table);
  }
  return { programs };
}

function programTable(command: CommandEntry): ProgramTable {
  const options = [command.options, ...command.forms.map((form) => form.options)].flat();
  const effects = [...command.forms, ...options].flatMap(({ does }) => does);
  return {
    isComplete: command.complete,
    forms: command.forms.map((form) => formTable(command, form)),
    actions: [...new Set(effects.map(({ action }) => action))],
  };
}

const endOfOptions = '--';

function formTable({ options }: CommandEntry, form: FormEntry): FormTable {
  const late = byName([...options, ...form.options]);
  const inWords = form.words.findIndex((word) => word[0] === endOfOptions);
  const words = form.words.filter((word) => word[0] !== endOfOptions);
  const inOperands = form.positionals.findIndex(isEnd);
  const positionals = form.positionals.filter((word) => !isEnd(word));
  return {
    words,
    positionals,
    does: form.does,
    early: words.length === 0 ? late : byName(options),
    late,
    own: byName(form.options),
    fills: [...options, ...form.options].filter(
      ({ variable, sets }) => variable !== null || sets.length > 0,
    ),
    fixed: words.length + positionals.filter(({ optional }) => !optional).length,
    takesOthers: late.has('--*') || late.has('-*'),
    operandsOnlyAfter: endOf(inWords, inOperands, words.length),
    literals:
      (words.length + positionals.filter(isText).length) * wordWeight + textsIn(positionals),
  };
}

/** A word counts for more than all texts within words. */
const wordWeight = 1000;

function textsIn(positionals: FormEntry['positionals']): number {
  const pieces = positionals.filter((word) => !isText(word)).flatMap((word) => word.pieces);
  return pieces.filter(({ kind }) => kind === 'text').length;
}

function endOf(inWords: number, inOperands: number, words: number): number | null {
  if (inWords >= 0) return inWords;
  return inOperands >= 0 ? words + inOperands : null;
}

function isText({ pieces }: FormEntry['positionals'][number]): boolean {
  return pieces.every(({ kind }) => kind === 'text');
}

function isEnd(positional: FormEntry['positionals'][number]): boolean {
  const [piece] = positional.pieces;
  return piece?.kind === 'text' && piece.text === endOfOptions && positional.pieces.length === 1;
}

function byName(options: readonly OptionEntry[]): ReadonlyMap<string, OptionEntry> {
  return new Map(options.flatMap((option) => option.names.map((name) => [name, option] as const)));
}
