import type { Program } from '../program.ts';
import type { Subject } from '../subject.ts';
import { type ArgumentSamples, argumentSamples, type AtomSource } from './candidates/arguments.ts';

/** Arguments of a call by name. */
export type Input = Readonly<Record<string, unknown>>;

/** What candidates are made from. */
export interface Material {
  readonly program: Program;
  readonly tool: Subject;
  /** Conditions on calls of the tool. */
  readonly source: AtomSource;
  /** Arguments of the tool in tests. */
  readonly inputs: readonly Input[];
  /** Parameters that are varied together. */
  readonly params: readonly string[];
}

/** Test inputs that are varied; each of them as it is comes first. */
const variedMax = 8;

/** Parameters varied together: four of them already outgrow any budget. */
const togetherMax = 3;
const likeliestMax = 8;
const plainestMax = 2;

/**
 * Calls on which conditions may come out either way, likeliest first: those of the tests, those with
 * one argument changed or left out, and a plain call with some arguments varied together.
 */
export function* candidates(material: Material): Generator<Input> {
  const { program, tool, source, inputs, params } = material;
  const samples = argumentSamples(program, tool, source);
  const base = plainInput(tool, samples);
  yield* inputs;
  yield base;
  for (const input of [...inputs.slice(0, variedMax), base]) yield* varied(tool, samples, input);
  yield* together(base, samples, params.slice(0, togetherMax));
}

/** Required arguments only, each the likeliest sample of its parameter. */
function plainInput({ params }: Subject, samples: ArgumentSamples): Input {
  const required = params.filter(({ optional }) => !optional);
  return Object.fromEntries(required.map(({ name }) => [name, samples.get(name)?.[0] ?? null]));
}

/** The call with each argument changed, and with each one left out that may be. */
function* varied({ params }: Subject, samples: ArgumentSamples, input: Input): Generator<Input> {
  for (const { name, optional } of params) {
    for (const value of samples.get(name) ?? []) yield { ...input, [name]: value };
    if (!optional || !Object.hasOwn(input, name)) continue;
    yield Object.fromEntries(Object.entries(input).filter(([key]) => key !== name));
  }
}

/** Every combination of the likeliest and the plainest samples of some parameters. */
function* together(
  input: Input,
  samples: ArgumentSamples,
  params: readonly string[],
): Generator<Input> {
  const [param, ...others] = params;
  if (param === undefined) {
    yield input;
    return;
  }
  const values = samples.get(param) ?? [];
  for (const value of new Set([...values.slice(0, likeliestMax), ...values.slice(-plainestMax)])) {
    yield* together({ ...input, [param]: value }, samples, others);
  }
}
