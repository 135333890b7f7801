import type { Param, ToolDeclaration } from '../../../dsl/ast.ts';
import type { Atom } from '../../coverage/atom.ts';
import type { Program } from '../../program.ts';
import { atomSamples, type Sample } from './atom-samples.ts';

/** Values worth trying for a parameter, the likeliest first; never empty. */
export type ArgumentSamples = ReadonlyMap<string, readonly unknown[]>;

/** More than this many values of one parameter, and combinations outgrow every budget. */
const valuesMax = 32;

/** Values for every parameter of a tool, from atoms in the order of their weight. */
export function argumentSamples(
  program: Program,
  { params }: ToolDeclaration,
  atoms: readonly Atom[],
): ArgumentSamples {
  const byParam = Map.groupBy(atoms, ({ field }) => field.path[0]?.text ?? '');
  return new Map(
    params.map((param) => {
      const samples = paramSamples(program, param, byParam.get(param.name.text) ?? []);
      return [param.name.text, [...new Set(samples)].slice(0, valuesMax)];
    }),
  );
}

/** A value of each type that no rule is likely to name, and one that is none of the type. */
const plain: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['Int', [0]],
  ['Bool', [false, true]],
  ['Path', ['x', '../x', '/x', '~/x']],
  ['Url', ['https://x.example/', 'x']],
  ['Host', ['x.example', 'x y']],
  ['Email', ['x@x.example', 'x']],
  ['Json', [null]],
]);

/** Text that is in no Unicode normal form, so that every condition on it is unknown. */
const plainText = ['x', 'e\u0301'];

function paramSamples(program: Program, param: Param, atoms: readonly Atom[]): readonly unknown[] {
  const type = param.type.text;
  const partSamples = (part: string): readonly Sample[] =>
    atoms
      .filter(({ field }) => field.path[1]?.text === part)
      .flatMap((atom) => atomSamples(program, atom));
  const whole = atoms
    .filter(({ field }) => field.path.length === 1)
    .flatMap((atom) => atomSamples(program, atom));
  const composed = type === 'Url' ? urls(partSamples) : type === 'Email' ? mails(partSamples) : [];
  const placed = type === 'Path' ? whole.flatMap(homes) : [];
  return [...whole, ...placed, ...composed, ...(plain.get(type) ?? plainText)].filter((value) =>
    isOfType(type, value),
  );
}

/** A path at home as one from the root, which may be in a workspace. */
function homes(path: Sample): readonly string[] {
  return typeof path === 'string' && path.startsWith('~/') ? [`/root${path.slice(1)}`] : [];
}

function urls(samplesOf: (part: string) => readonly Sample[]): readonly string[] {
  const parts = [samplesOf('scheme'), samplesOf('host'), samplesOf('port'), samplesOf('path')];
  return combine(parts, ['https', 'x.example', '', '/']).map(
    ([scheme, host, port, path]) => `${scheme}://${host}${port === '' ? '' : `:${port}`}${path}`,
  );
}

function mails(samplesOf: (part: string) => readonly Sample[]): readonly string[] {
  const parts = [samplesOf('local'), samplesOf('domain')];
  return combine(parts, ['x', 'x.example']).map(([local, domain]) => `${local}@${domain}`);
}

/** The first of each part together, then each part varied while the others are the first. */
function combine(
  parts: readonly (readonly Sample[])[],
  fallback: readonly Sample[],
): readonly (readonly Sample[])[] {
  const choices = parts.map((samples, at) => [...samples, fallback[at] ?? '']);
  if (choices.every(({ length }) => length === 1)) return [];
  const first = choices.map((choice) => choice[0] ?? '');
  return choices.flatMap((choice, at) => choice.map((value) => first.with(at, value)));
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'Json') return true;
  if (type === 'Int') return Number.isSafeInteger(value);
  return typeof value === (type === 'Bool' ? 'boolean' : 'string');
}
