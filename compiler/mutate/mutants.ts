import { isLibrary } from '../imports/library.ts';
import type { Program } from '../program.ts';
import type { Mutant } from './mutant.ts';
import { layerMutants } from './operators/layer.ts';
import { letMutants } from './operators/set.ts';

/** Every mutant of a program but those of libraries, in the order of files and places. */
export function mutantsOf(program: Program): readonly Mutant[] {
  const mutants = [
    ...[...program.sets.values()].flatMap((set) => letMutants(program, set)),
    ...program.layers.flatMap(layerMutants),
  ];
  const order = new Map(program.files.map(({ span }, index) => [span.file, index]));
  const placeOf = ({ span }: Mutant): number => order.get(span.file) ?? 0;
  return mutants
    .filter(({ span }) => !isLibrary(span.file))
    .sort((a, b) => placeOf(a) - placeOf(b) || a.span.start - b.span.start);
}

/** So many of a list, evenly spread over it. */
export function spread<T>(list: readonly T[], max: number): readonly T[] {
  if (list.length <= max) return list;
  return Array.from({ length: max }, (_, at) => list[Math.floor((at * list.length) / max)]).filter(
    (item) => item !== undefined,
  );
}
