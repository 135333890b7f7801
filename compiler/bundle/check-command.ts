import { checkEffects, type EffectScope, type VariableEntry } from './check-effects.ts';
import {
  commandsMax,
  enumWordsMax,
  formsMax,
  nameUnitsMax,
  optionsMax,
  piecesMax,
  positionalsMax,
  programsMax,
  textUnitsMax,
} from './limits.ts';
import { type ActionEntry, type ParamType, paramTypes } from './rules.ts';
import type { Place } from './shape.ts';

type Variables = ReadonlyMap<string, VariableEntry>;

/** Checks how programs read their arguments; no program has two entries. */
export function checkCommands(place: Place, actions: readonly ActionEntry[]): void {
  const programs = place.items(commandsMax).flatMap((command) => checkCommand(command, actions));
  if (new Set(programs).size < programs.length) place.fail('found a program twice');
}

/** Checks one entry and gives the programs that it is about. */
function checkCommand(place: Place, actions: readonly ActionEntry[]): readonly string[] {
  const { programs, complete, options, forms } = place.members([
    'programs',
    'complete',
    'options',
    'forms',
  ]);
  complete.flag();
  const names = programs.items(programsMax).map((program) => program.name(nameUnitsMax));
  if (names.length === 0) programs.fail('expected at least one program');
  const shared = declareOptions(options, new Map());
  checkOptionEffects(options, { actions, variables: shared });
  for (const form of forms.items(formsMax)) checkForm(form, actions, shared);
  return names;
}

function checkForm(place: Place, actions: readonly ActionEntry[], shared: Variables): void {
  const member = place.members(['words', 'positionals', 'options', 'does']);
  for (const word of member.words.items(positionalsMax)) {
    const spellings = word.items(enumWordsMax).map((spelling) => spelling.name(nameUnitsMax));
    if (spellings.length === 0) word.fail('expected at least one spelling');
  }
  const placeholders = declarePositionals(member.positionals, shared);
  const variables = declareOptions(member.options, placeholders);
  checkOptionEffects(member.options, { actions, variables });
  checkEffects(member.does, { actions, variables });
}

/** The variables of options beside those there are already. */
function declareOptions(place: Place, known: Variables): Variables {
  const variables = new Map(known);
  for (const option of place.items(optionsMax)) declareOption(option, variables);
  return variables;
}

function declareOption(place: Place, variables: Map<string, VariableEntry>): void {
  const member = place.members(['names', 'value', 'type', 'variable', 'role', 'sets', 'does']);
  const names = member.names.items(enumWordsMax).map((name) => name.name(nameUnitsMax));
  if (names.length === 0) member.names.fail('expected at least one name');
  if (!names.every((name) => name.startsWith('-'))) member.names.fail('expected dashes in front');
  const value = member.value.oneOf(['none', 'next', 'attached']);
  const type = member.type.oneOf(paramTypes);
  const role = member.role.oneOf(['plain', 'directory', 'opaque', 'runs', 'inert']);
  if (value === 'none' && (role === 'directory' || role === 'runs')) {
    member.role.fail('expected an option with a value');
  }
  if (!member.variable.isNull) {
    const held = value === 'none' ? 'Bool' : type;
    declare(member.variable, variables, held);
  }
  for (const set of member.sets.items(positionalsMax)) declareSet(set, variables);
}

function declareSet(place: Place, variables: Map<string, VariableEntry>): void {
  const { variable, value } = place.members(['variable', 'value']);
  const type = typeof value.value === 'number' ? 'Int' : typeOfConstant(value);
  if (type === 'Int') value.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  declare(variable, variables, type);
}

function typeOfConstant(place: Place): ParamType {
  if (typeof place.value === 'boolean') return 'Bool';
  place.text(textUnitsMax);
  return 'String';
}

function declare(place: Place, variables: Map<string, VariableEntry>, type: ParamType): void {
  variables.set(place.name(nameUnitsMax), { type, list: false, fields: null });
}

/** What options do may read their own value, and all variables of their form. */
function checkOptionEffects(place: Place, { actions, variables }: EffectScope): void {
  for (const option of place.items(optionsMax)) {
    const type = option.member('type').oneOf(paramTypes);
    const value = option.member('value').value === 'none' ? 'Bool' : type;
    const own = new Map(variables).set('value', { type: value, list: false, fields: null });
    checkEffects(option.member('does'), { actions, variables: own });
  }
}

function declarePositionals(place: Place, known: Variables): Variables {
  const variables = new Map(known);
  const words = place.items(positionalsMax).map((word) => declarePositional(word, variables));
  const firstOptional = words.findIndex((word) => word.optional);
  const isMixed = firstOptional >= 0 && words.slice(firstOptional).some((word) => !word.optional);
  if (isMixed) place.fail('expected only the last words to be optional');
  if (words.filter((word) => word.repeats).length > 1) place.fail('expected one repeated word');
  return variables;
}

function declarePositional(
  place: Place,
  variables: Map<string, VariableEntry>,
): { readonly optional: boolean; readonly repeats: boolean } {
  const member = place.members(['pieces', 'optional', 'repeats']);
  const pieces = member.pieces.items(piecesMax);
  if (pieces.length === 0) member.pieces.fail('expected at least one piece');
  for (const piece of pieces) declarePiece(piece, variables);
  return { optional: member.optional.flag(), repeats: member.repeats.flag() };
}

function declarePiece(place: Place, variables: Map<string, VariableEntry>): void {
  if (place.member('kind').oneOf(['text', 'variable']) === 'text') {
    place.members(['kind', 'text']).text.name(nameUnitsMax);
    return;
  }
  const { name, type } = place.members(['kind', 'name', 'type']);
  declare(name, variables, type.oneOf(paramTypes));
}
