import type { ActionUse, Literal } from '../dsl/ast.ts';
import type { EffectArgumentEntry, EffectEntry, Part } from './bundle/rules.ts';
import { actionText, type Parameter, type Subject } from './subject.ts';
import { operations, type ValueType } from './value-type.ts';

/** What a variable of `does` holds: an argument of a tool, a word or an option of a command. */
export interface Variable extends Pick<Parameter, 'list' | 'words' | 'fields'> {
  /** Undefined where its type does not exist, which is said elsewhere. */
  readonly type: ValueType | undefined;
}

/** The variables of a tool: its parameters. */
export function variablesOf(params: readonly Parameter[]): ReadonlyMap<string, Variable> {
  return new Map(params.map((param) => [param.name, param]));
}

/** An argument of a use of an action, and the parameter that it is for. */
export interface PlacedArgument {
  readonly argument: ActionUse['args'][number];
  /** Undefined where the action has no such parameter. */
  readonly param: Parameter | undefined;
}

/** Which parameter each argument is for: the one it names, else the one at its position. */
export function placedArguments(action: Subject, { args }: ActionUse): readonly PlacedArgument[] {
  return args.map((argument, at) => {
    const name = argument.param?.text;
    const param =
      name === undefined ? action.params[at] : action.params.find((each) => each.name === name);
    return { argument, param };
  });
}

/** What a variable or a part of it holds; undefined where it has no such part. */
export function partOf(variable: Variable, part: string | undefined): Variable | undefined {
  if (part === undefined) return variable;
  if (variable.type === undefined || variable.list) return undefined;
  const type = operations[variable.type].parts.get(part);
  return type === undefined ? undefined : { type, list: false, words: null, fields: null };
}

/** Text that a more exact type may be read from. */
const texts: ReadonlySet<ValueType> = new Set<ValueType>([
  'String',
  'Path',
  'Url',
  'Host',
  'Email',
  'Key',
  'Ref',
]);

/**
 * Whether a value may be given to a parameter. Plain text is read as the parameter's type says, and
 * any text may become plain text. A list fills a list, or makes one effect of each element. `isWord`
 * says that it is a word of a command, of which nobody can say beforehand which text it is.
 */
export function isAssignable(value: Variable, param: Parameter, isWord: boolean): boolean {
  if (value.type === undefined || param.type === undefined) return true;
  if (param.list && !value.list) return false;
  if (param.fields !== null || value.fields !== null) return sameRecord(value, param);
  if (param.words !== null) {
    if (value.words === null) return isWord && value.type === 'String';
    return value.words.every((word) => param.words?.includes(word));
  }
  if (value.type === param.type) return true;
  if (!texts.has(value.type) || !texts.has(param.type)) return false;
  return value.type === 'String' || param.type === 'String';
}

function sameRecord(value: Variable, param: Parameter): boolean {
  if (value.fields === null || param.fields === null) return false;
  if (value.fields.length !== param.fields.length) return false;
  return param.fields.every((field) => {
    const other = value.fields?.find(({ name }) => name === field.name);
    return other !== undefined && other.type === field.type && other.optional === field.optional;
  });
}

/** Whether a constant may be given to a parameter. */
export function isConstantOf({ type, list, words, fields }: Parameter, literal: Literal): boolean {
  if (type === undefined) return true;
  if (list || fields !== null || type === 'Json') return false;
  if (words !== null) return literal.kind === 'string' && words.includes(literal.value);
  return operations[type].literal === literal.kind;
}

/** Writes a checked use of an action. */
function lowerEffect(action: Subject, use: ActionUse): EffectEntry {
  const args = placedArguments(action, use).flatMap(
    ({ argument, param }): readonly EffectArgumentEntry[] => {
      if (param === undefined) return [];
      const { variable, part, isUnder, skips, literal } = argument;
      return [
        {
          param: param.name,
          variable: variable?.text ?? null,
          // Checked: only names of parts pass.
          part: (part?.text ?? null) as Part | null,
          under: isUnder,
          skipsHidden: skips !== undefined,
          constant: literal?.value ?? null,
        },
      ];
    },
  );
  return { action: action.index, args };
}

/** Writes checked uses of actions. */
export function lowerEffects(
  subjects: ReadonlyMap<string, Subject>,
  uses: readonly ActionUse[],
): readonly EffectEntry[] {
  return uses.flatMap((use) => {
    const action = subjects.get(`action ${actionText(use.action)}`);
    return action === undefined ? [] : [lowerEffect(action, use)];
  });
}
