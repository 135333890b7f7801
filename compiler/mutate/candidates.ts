import type { ToolDeclaration } from '../../dsl/ast.ts';
import type { Atom } from '../coverage/atom.ts';
import type { Program } from '../program.ts';
import { type ArgumentSamples, argumentSamples } from './candidates/arguments.ts';

/** Arguments of a call by name. */
export type Input = Readonly<Record<string, unknown>>;

/** What candidates are made from. */
export interface Material {
  readonly program: Program;
  readonly tool: ToolDeclaration;
  /** Conditions on calls of the tool, those that matter most first. */
  readonly atoms: readonly Atom[];
  /** Arguments of the tool in tests. */
  readonly inputs: readonly Input[];
  /** Parameters that are varied together. */
  readonly params: readonly string[];
}

/** Test inputs that are varied; each of them as it is comes first. */
const variedMax = 8;

/** Parameters varied together: four of them already outgrow any budget. */
const togetherMax = 3;

/**
 * Calls on which conditions may come out either way, likeliest first: those of the tests, those with
 * one argument changed or left out, and a plain call with some arguments varied together.
 */
export function* candidates(material: Material): Generator<Input> {
  const { program, tool, atoms, inputs, params } = material;
  const samples = argumentSamples(program, tool, atoms);
  const base = plainInput(tool, samples);
  yield* inputs;
  yield base;
  for (const input of [...inputs.slice(0, variedMax), base]) yield* varied(tool, samples, input);
  yield* together(base, samples, params.slice(0, togetherMax));
}

/** Required arguments only, each the likeliest sample of its parameter. */
function plainInput({ params }: ToolDeclaration, samples: ArgumentSamples): Input {
  const required = params.filter(({ optional }) => !optional);
  return Object.fromEntries(
    required.map(({ name }) => [name.text, samples.get(name.text)?.[0] ?? null]),
  );
}

/** The call with each argument changed, and with each one left out that may be. */
function* varied(
  { params }: ToolDeclaration,
  samples: ArgumentSamples,
  input: Input,
): Generator<Input> {
  for (const { name, optional } of params) {
    for (const value of samples.get(name.text) ?? []) yield { ...input, [name.text]: value };
    if (!optional || !Object.hasOwn(input, name.text)) continue;
    yield Object.fromEntries(Object.entries(input).filter(([key]) => key !== name.text));
  }
}

/** Every combination of the samples of some parameters. */
function* together(
  input: Input,
  samples: ArgumentSamples,
  params: readonly string[],
): Generator<Input> {
  const [param, ...others] = params;
  if (param === undefined) return yield input;
  for (const value of samples.get(param) ?? []) {
    yield* together({ ...input, [param]: value }, samples, others);
  }
}
