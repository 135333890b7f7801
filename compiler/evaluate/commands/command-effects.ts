import type { ActionEntry } from '../../bundle/rules.ts';
import { builtInIndex } from '../../bundle/builtin-actions.ts';
import type { EffectFacet } from '../effect-facet.ts';
import type { OpaqueCause, ShellWord, SimpleCommand } from '../shell/reading.ts';
import { bind, type Bound } from './bind.ts';
import { withoutCarried } from './carried.ts';
import { codeFacets } from './code.ts';
import { narrowTargets } from './copy-target.ts';
import { shiftDirectories } from './directories.ts';
import { builtInFacet, effectFacets, opaqueFacet, unknownFacet, type Where } from './facet.ts';
import { fileAddresses } from './file-address.ts';
import { isAboutStream } from './paths.ts';
import { type ProgramName, readProgram } from './program.ts';
import { environmentFacets, redirectionFacets } from './surroundings.ts';
import type { CommandTable, FormTable, ProgramTable } from './table.ts';
import { unknownValue } from './variable.ts';
import { commandText, knownCommand, knownWord, literalText } from './word.ts';

/** What a simple command does. */
export interface CommandEffects {
  readonly effects: readonly EffectFacet[];
  /** Programs that run although no declaration says everything that they do. */
  readonly delegated: readonly string[];
  /** Shell texts that it runs: values of options that are declared so. Null is one nobody knows. */
  readonly scripts: readonly Script[];
}

/** A shell text that a program runs. */
export interface Script {
  readonly text: string | null;
  /** Why it is not known, where it is not. */
  readonly cause: OpaqueCause;
  readonly directories: readonly string[] | null;
}

interface Context {
  readonly command: SimpleCommand;
  readonly actions: readonly ActionEntry[];
  readonly where: Where;
  /** The base name of its program. */
  readonly base: string;
}

/** What one program call does, by its declaration and by what the kernel knows of programs itself. */
export function commandEffects(
  command: SimpleCommand,
  table: CommandTable,
  actions: readonly ActionEntry[],
): CommandEffects {
  const where: Where = { directories: command.directories, command: commandText(command.words) };
  const around = [
    ...environmentFacets(command.environment, where),
    ...redirectionFacets(command.redirections, where),
  ];
  const [first] = command.words;
  const program = first.kind === 'text' ? readProgram(first.text) : null;
  if (program === null) {
    const cause = first.kind === 'text' ? 'unreadable' : 'dynamic';
    const opaque = opaqueFacet(cause, 'Its program has no plain name.', where);
    return { effects: [...around, opaque], delegated: [], scripts: [] };
  }
  const done = programEffects({ command, actions, where, base: program.base }, program, table);
  const effects = [...around, ...codeFacets(command, program.base, where), ...done.effects];
  const isInert = done.isAccounted && effects.length === around.length;
  return {
    effects: isInert ? [...around, runFacet('shell.inert', command, where)] : distinct(effects),
    delegated: done.delegated,
    scripts: done.scripts,
  };
}

interface Done extends CommandEffects {
  /** The declaration says everything that these arguments do. */
  readonly isAccounted: boolean;
}

function programEffects(context: Context, program: ProgramName, table: CommandTable): Done {
  const declared = table.programs.get(program.base);
  const done = declared === undefined ? undeclared(context) : declaredEffects(context, declared);
  if (!program.isFile) return done;
  const { command, where } = context;
  const path = knownWord(command.words[0]);
  return {
    ...done,
    isAccounted: false,
    effects: [
      builtInFacet('fs.run', { path }, where),
      runFacet('shell.run', command, where),
      ...done.effects,
    ],
    delegated: [literalText(command.words[0]) ?? program.base],
  };
}

function undeclared({ command, where, base }: Context): Done {
  const effects = [runFacet('shell.run', command, where)];
  return { effects, delegated: [base], scripts: [], isAccounted: false };
}

/** The closest form decides; of forms that are equally close all do. */
function declaredEffects(context: Context, program: ProgramTable): Done {
  const words = withoutCarried(context.base, context.command.words.slice(1));
  const mayFit = formFilter(words);
  const forms = program.forms.filter(mayFit);
  const fits = forms.map((form) => bind(form, words));
  const bound = fits.filter((fit) => typeof fit !== 'string');
  if (bound.length === 0 || fits.includes('maybe')) return closed(context, program);
  const closest = Math.max(...bound.map(({ form }) => form.literals));
  const chosen = bound.filter(({ form }) => form.literals === closest);
  // A form that passes over options must not take what a closer one refuses for an option.
  const isRefused = forms.some(({ literals }, at) => literals > closest && fits[at] === 'stray');
  if (isRefused && chosen.some(({ form }) => form.takesOthers)) return closed(context, program);
  const parts = chosen.map((each) => boundEffects(context, each));
  const isAccounted = program.isComplete && chosen.every(({ isSure }) => isSure);
  const effects = parts.flatMap((part) => part.effects);
  const runs = effects.some(({ action }) => action === running);
  const run = isAccounted || runs ? [] : [runFacet('shell.run', context.command, context.where)];
  return {
    effects: [...run, ...effects],
    delegated: isAccounted && !runs ? [] : [delegatedName(context.base, chosen[0]?.form)],
    scripts: parts.flatMap((part) => part.scripts),
    isAccounted,
  };
}

/** A quick look: of literal words, one of each place of the form has to be there. */
function formFilter(words: readonly ShellWord[]): (form: FormTable) => boolean {
  const texts = new Set(words.map(literalText));
  if (texts.has(null)) return () => true;
  return (form) => form.words.every((spellings) => spellings.some((text) => texts.has(text)));
}

const running = builtInIndex('shell.run');
const inert = builtInIndex('shell.inert');

/** Nobody accepts the arguments: it may do everything that it is declared to do, and more. */
function closed(context: Context, program: ProgramTable): Done {
  const { actions, command, where, base } = context;
  const anywhere: Where = { ...where, directories: null };
  const effects = program.actions
    .filter((action) => action !== running && action !== inert)
    .map((action) => unknownFacet(actions, action, anywhere));
  return {
    effects: [runFacet('shell.run', command, where), ...effects],
    delegated: [base],
    scripts: [],
    isAccounted: false,
  };
}

function boundEffects(
  context: Context,
  bound: Bound,
): { readonly effects: readonly EffectFacet[]; readonly scripts: readonly Script[] } {
  const { command, actions } = context;
  const where: Where = { ...context.where, directories: directoriesOf(command, bound) };
  const effects: EffectFacet[] = [];
  const scripts: Script[] = [];
  for (const { option, value } of givenOf(bound)) {
    if (option.role === 'opaque') {
      const why = `What ${option.names.join(', ')} makes of it is not declared.`;
      effects.push(opaqueFacet('dynamic', why, where));
    }
    if (option.role === 'runs') {
      const text = literalText(value ?? undefined);
      scripts.push({ text, cause: 'dynamic', directories: where.directories });
    }
    const own = value === null ? unknownValue : knownWord(value);
    const variables = new Map(bound.variables).set('value', {
      type: option.type,
      values: [own],
      mayBeAbsent: false,
    });
    for (const effect of option.does)
      effects.push(...effectFacets(actions, effect, variables, where));
  }
  for (const effect of bound.isInert ? [] : bound.form.does) {
    effects.push(...effectFacets(actions, effect, bound.variables, where));
  }
  const options = bound.isUncertain ? ['-r'] : bound.given.flatMap(({ option }) => option.names);
  const narrowed = narrowTargets(context.base, effects, { variables: bound.variables, options });
  const named = narrowed.map((facet) => withCommand(facet, context));
  named.push(...fileAddresses(named, actions, where));
  return { effects: named.filter((facet) => !isAboutStream(facet)), scripts };
}

/** With an uncertain word every option that does something may be there. */
function givenOf({ form, given, isUncertain }: Bound): Bound['given'] {
  if (!isUncertain) return given;
  const perhaps = [...new Set([...form.early.values(), ...form.late.values()])]
    .filter(({ does, role }) => does.length > 0 && (role === 'plain' || role === 'inert'))
    .map((option) => ({ option, value: null }));
  return [...given, ...perhaps];
}

function directoriesOf(
  { directories }: SimpleCommand,
  { given, isUncertain }: Bound,
): Where['directories'] {
  if (isUncertain) return null;
  return given
    .filter(({ option }) => option.role === 'directory')
    .reduce<Where['directories']>((from, { value }) => shiftDirectories(from, value), directories);
}

/** A declaration that says `shell.run` says of which command. */
function withCommand(facet: EffectFacet, { command, where }: Context): EffectFacet {
  if (facet.action === running) return runFacet('shell.run', command, where);
  return facet.action === inert ? runFacet('shell.inert', command, where) : facet;
}

function runFacet(
  name: 'shell.run' | 'shell.inert',
  { words }: SimpleCommand,
  where: Where,
): EffectFacet {
  const program = knownWord(words[0]);
  return builtInFacet(name, { program, command: knownCommand(words) }, where);
}

/** `npm test`: the program and the words that chose its form. */
function delegatedName(base: string, form: FormTable | undefined): string {
  return [base, ...(form?.words ?? []).map(([word]) => word)].join(' ');
}

/** Equal facets say one thing. */
function distinct(effects: readonly EffectFacet[]): readonly EffectFacet[] {
  if (effects.length < 2) return effects;
  const seen = new Map<string, EffectFacet>();
  for (const facet of effects) {
    const key = JSON.stringify([facet.action, [...facet.args], facet.directories]);
    if (!seen.has(key)) seen.set(key, facet);
  }
  return [...seen.values()];
}
