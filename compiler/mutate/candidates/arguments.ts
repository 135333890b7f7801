import type { Atom } from '../../coverage/atom.ts';
import { conditionsIn, fieldsIn, isAtom } from '../../condition-parts.ts';
import type { Program } from '../../program.ts';
import type { Parameter, Subject } from '../../subject.ts';
import { shellSamples } from './shell-samples.ts';
import { atomSamples, type Sample } from './atom-samples.ts';
import { joinedPaths, mailAddresses, webAddresses } from './composed.ts';

/** Values worth trying for each parameter, the likeliest first and the plainest last; never empty. */
export type ArgumentSamples = ReadonlyMap<string, readonly unknown[]>;

/** Conditions to take values from. */
export interface AtomSource {
  /** Those that a change is about. */
  readonly own: readonly Atom[];
  /** Those that may have a say in it. */
  readonly others: readonly Atom[];
}

/** More values of one parameter, and combinations outgrow every budget. */
const ownMax = 24;
const othersMax = 12;

/** Samples of each source that are put together with each other. */
const joinedMax = 4;

/** Values for every parameter of a tool. */
export function argumentSamples(
  program: Program,
  { params, tool }: Subject,
  source: AtomSource,
): ArgumentSamples {
  const own = samplesBy(program, source.own);
  const others = samplesBy(program, source.others);
  const commands = shellSamples(program, source);
  return new Map(
    params.map((param) => {
      const found = [
        ...(param.type === 'Shell' ? commands : []),
        ...derivedFrom(tool, param.name).flatMap((field) => [...own(field), ...others(field)]),
        ...paramSamples(param, own, others),
      ];
      const samples = found.map((value) => (param.list ? [value] : value));
      const kept = samples.filter((value) => isOfType(param, value));
      return [param.name, [...new Set(kept)]];
    }),
  );
}

/** The parameters of actions that an argument becomes. */
function derivedFrom(tool: Subject['tool'], name: string): readonly string[] {
  return (tool?.does ?? []).flatMap(({ args }) =>
    args.flatMap(({ param, variable }) => (variable?.text === name ? (param?.text ?? name) : [])),
  );
}

/** Samples of a field, written as its names with dots between them. */
type FieldSamples = (field: string) => readonly Sample[];

/** Samples by field: the first one of each atom, then the second ones. */
function samplesBy(program: Program, atoms: readonly Atom[]): FieldSamples {
  const inner = atoms.flatMap((atom) => conditionsIn(atom).filter(isAtom));
  const byField = Map.groupBy(inner, (atom) => {
    return (fieldsIn(atom)[0]?.path ?? []).map(({ text }) => text).join('.');
  });
  return (field) => {
    const lists = (byField.get(field) ?? []).map((atom) => atomSamples(program, atom));
    const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
    const turns = Array.from({ length: longest }, (_, at) =>
      lists.flatMap((list) => list[at] ?? []),
    );
    return [...new Set(turns.flat())];
  };
}

/** A value of each type that no rule is likely to name, and one that is none of the type. */
const plain: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['Int', [0]],
  ['Bool', [false, true]],
  ['Path', ['/x', '~/x', '../x', 'x']],
  ['Url', ['x', 'https://x.example/']],
  ['Host', ['x y', 'x.example']],
  ['Email', ['x', 'x@x.example']],
  ['Json', [null]],
]);

/** Text that is in no Unicode normal form makes every condition on it unknown. */
const plainText = ['e\u0301', 'x'];

function paramSamples(
  { name, type = 'Json', words }: Parameter,
  own: FieldSamples,
  others: FieldSamples,
): readonly unknown[] {
  if (words !== null) return words;
  const [mine, theirs] = [own(name), others(name)];
  const partSamples = (part: string) => [...own(`${name}.${part}`), ...others(`${name}.${part}`)];
  return [
    ...mine.slice(0, ownMax),
    ...(type === 'Url' ? webAddresses(partSamples) : []),
    ...(type === 'Email' ? mailAddresses(partSamples) : []),
    ...(type === 'Path' || type === 'Key'
      ? joinedPaths([...mine.slice(0, joinedMax), ...theirs.slice(0, joinedMax)])
      : []),
    ...theirs.slice(0, othersMax),
    ...(plain.get(type) ?? plainText),
  ];
}

function isOfType(param: Parameter, value: unknown): boolean {
  if (param.list) return Array.isArray(value) && value.every((each) => isOneOf(param, each));
  return isOneOf(param, value);
}

function isOneOf({ type, words, fields }: Parameter, value: unknown): boolean {
  if (fields !== null) return false;
  if (words !== null) return typeof value === 'string' && words.includes(value);
  if (type === 'Json') return true;
  if (type === 'Int') return Number.isSafeInteger(value);
  return typeof value === (type === 'Bool' ? 'boolean' : 'string');
}
