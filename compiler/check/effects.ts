import type { ActionArgument, ActionUse, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import {
  isAssignable,
  isConstantOf,
  partOf,
  type PlacedArgument,
  placedArguments,
  type Variable,
} from '../effects.ts';
import { didYouMean, finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { type Parameter, type Subject, targetKey } from '../subject.ts';
import { operations } from '../value-type.ts';
import { typeText } from './field.ts';
import { checkTarget } from './target.ts';

/** What a `does` may speak of. */
export interface EffectScope {
  readonly program: Program;
  /** By name: the arguments of a tool, the words and options of a command. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Of a command, which can leave its own name and text to the gateway. */
  readonly isCommand: boolean;
}

/** Actions that are about the command itself. */
const ofCommands: ReadonlySet<string> = new Set(['shell.run', 'shell.inert']);

/** What a tool or a command is declared to do: actions that exist, with values that fit. */
export function* checkEffects(
  scope: EffectScope,
  uses: readonly ActionUse[],
): Generator<Diagnostic> {
  for (const use of uses) {
    const target = { ...use.action, commands: [] };
    yield* checkTarget(scope.program, target, 'does');
    const action = scope.program.subjects.get(targetKey(target));
    if (action !== undefined) yield* checkArguments(scope, action, use);
  }
}

function* checkArguments(
  scope: EffectScope,
  action: Subject,
  use: ActionUse,
): Generator<Diagnostic> {
  if (scope.isCommand && use.args.length === 0 && ofCommands.has(action.name)) return;
  const given = new Set<string>();
  for (const { argument, param } of placedArguments(action, use)) {
    if (param === undefined) yield superfluous(action, argument);
    else if (given.has(param.name)) {
      const message = `${quote(param.name)} is already given to ${quote(action.text)}`;
      yield finding('action-argument', argument.span, message, { help: 'remove one of the two' });
    } else {
      given.add(param.name);
      yield* checkArgument(scope, { argument, param });
    }
  }
  const missing = action.params.filter(({ name, optional }) => !optional && !given.has(name));
  // On a command one that is left out is unknown.
  if (missing.length === 0 || scope.isCommand) return;
  const names = missing.map(({ name }) => quote(name)).join(', ');
  yield finding('action-argument', use.span, `${quote(action.text)} is not given ${names}`, {
    help: 'give each parameter a variable or a constant, in order or by name',
  });
}

function superfluous({ text, params }: Subject, argument: ActionArgument): Diagnostic {
  const { param, span } = argument;
  if (param !== undefined) {
    const message = `${quote(text)} has no parameter ${quote(param.text)}`;
    const names = params.map(({ name }) => name);
    return finding('action-argument', param.span, message, didYouMean(param, names));
  }
  const count = params.length === 1 ? 'one parameter' : `${params.length} parameters`;
  const message = `found one argument too many, for ${quote(text)} has ${count}`;
  return finding('action-argument', span, message, { help: 'remove it' });
}

type Placed = PlacedArgument & { readonly param: Parameter };

function* checkArgument(scope: EffectScope, { argument, param }: Placed): Generator<Diagnostic> {
  const { variable, isUnder, skips, literal, span } = argument;
  if (literal !== undefined && !isConstantOf(param, literal)) {
    const found = quote(String(literal.value));
    const message = `found ${found} for ${quote(param.name)} of type ${typeText(param)}`;
    yield finding('action-argument', literal.span, message);
  }
  if (isUnder && param.type !== 'Path') {
    const message = `found \`under\` for ${quote(param.name)} of type ${typeText(param)}, expected it for a Path only`;
    yield finding('action-argument', span, message, { help: 'remove `under`' });
  }
  if (skips !== undefined && (skips.text !== 'hidden' || !isUnder)) {
    const message = `found \`skips ${skips.text}\`, expected \`skips hidden\` behind \`under\``;
    yield finding('action-argument', skips.span, message, didYouMean(skips, ['hidden']));
  }
  if (variable !== undefined) yield* checkVariable(scope, { argument, param }, variable);
}

function* checkVariable(
  { variables, isCommand }: EffectScope,
  { argument, param }: Placed,
  name: Word,
): Generator<Diagnostic> {
  const variable = variables.get(name.text);
  if (variable === undefined) {
    const message = `nothing here is called ${quote(name.text)}`;
    const known = [...variables.keys()].map((each) => quote(each)).join(', ');
    const fallback = known === '' ? 'there are no values here' : `the values here are ${known}`;
    yield finding(
      'unknown-variable',
      name.span,
      message,
      didYouMean(name, variables.keys(), fallback),
    );
    return;
  }
  const { part } = argument;
  const value = partOf(variable, part?.text);
  if (value === undefined && part !== undefined) {
    const parts = variable.type === undefined ? [] : [...operations[variable.type].parts.keys()];
    const message = `${quote(name.text)} of type ${textOf(variable)} has no part ${quote(part.text)}`;
    if (variable.type !== undefined) {
      yield finding('action-argument', part.span, message, didYouMean(part, parts));
    }
  } else if (value !== undefined && !isAssignable(value, param, isCommand)) {
    const message = `${quote(name.text)} is of type ${textOf(value)}, expected ${typeText(param)} for ${quote(param.name)}`;
    yield finding('action-argument', argument.span, message);
  }
}

function textOf({ type, ...shape }: Variable): string {
  if (shape.fields === null && shape.words === null && !shape.list) return type ?? 'unknown';
  const isParamType = type !== 'Scheme' && type !== 'UrlPath';
  const shown = { name: '', optional: false, inert: false, span: undefined, ...shape };
  return typeText({ ...shown, type: isParamType ? type : undefined });
}
