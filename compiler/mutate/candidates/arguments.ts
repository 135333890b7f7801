import type { Param, ToolDeclaration } from '../../../dsl/ast.ts';
import type { Atom } from '../../coverage/atom.ts';
import type { Program } from '../../program.ts';
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
  { params }: ToolDeclaration,
  source: AtomSource,
): ArgumentSamples {
  const own = samplesBy(program, source.own);
  const others = samplesBy(program, source.others);
  return new Map(
    params.map((param) => {
      const samples = paramSamples(param, own, others).filter((value) => isOfType(param, value));
      return [param.name.text, [...new Set(samples)]];
    }),
  );
}

/** Samples of a field, written as its names with dots between them. */
type FieldSamples = (field: string) => readonly Sample[];

/** Samples by field: the first one of each atom, then the second ones. */
function samplesBy(program: Program, atoms: readonly Atom[]): FieldSamples {
  const byField = Map.groupBy(atoms, ({ field }) => field.path.map(({ text }) => text).join('.'));
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
  { name, type }: Param,
  own: FieldSamples,
  others: FieldSamples,
): readonly unknown[] {
  const [mine, theirs] = [own(name.text), others(name.text)];
  const partSamples = (part: string) => [
    ...own(`${name.text}.${part}`),
    ...others(`${name.text}.${part}`),
  ];
  return [
    ...mine.slice(0, ownMax),
    ...(type.text === 'Url' ? webAddresses(partSamples) : []),
    ...(type.text === 'Email' ? mailAddresses(partSamples) : []),
    ...(type.text === 'Path' || type.text === 'Key'
      ? joinedPaths([...mine.slice(0, joinedMax), ...theirs.slice(0, joinedMax)])
      : []),
    ...theirs.slice(0, othersMax),
    ...(plain.get(type.text) ?? plainText),
  ];
}

function isOfType({ type }: Param, value: unknown): boolean {
  if (type.text === 'Json') return true;
  if (type.text === 'Int') return Number.isSafeInteger(value);
  return typeof value === (type.text === 'Bool' ? 'boolean' : 'string');
}
