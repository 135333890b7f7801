import { type Compilation, compile } from '../../../compiler/compile.ts';
import { mutatePolicies, type Trial } from '../../../compiler/mutate.ts';
import type { Change } from '../../../compiler/mutate/mutant.ts';
import type { Program } from '../../../compiler/program.ts';

/** Compiles one source that must have no errors. */
export function compiled(text: string): Compilation & { readonly program: Program } {
  const compilation = compile([{ file: 'a.sentrely', text }]);
  const { program } = compilation;
  if (program === undefined) throw new Error(JSON.stringify(compilation.diagnostics, null, 1));
  return { ...compilation, program };
}

/** The trials of one source. */
export function trialsOf(text: string, max = 10_000): readonly Trial[] {
  return [...mutatePolicies(compiled(text), max).trials];
}

/** Trials as `operator: before -> after: fate`. */
export function shown(trials: readonly Trial[]): readonly string[] {
  return trials.map(
    ({ mutant: { operator, before, after }, fate }) =>
      `${operator}: ${before} -> ${after}: ${fate.kind}`,
  );
}

/** The whole program with a change, made the plain way. */
export function changedProgram(program: Program, change: Change): Program {
  const layers = program.layers.map((layer) => {
    const head = change.layer?.from === layer ? change.layer.to : layer;
    const rules = layer.rules.flatMap((rule) => {
      const found = change.rules.find(({ from }) => from === rule);
      return found === undefined ? rule : (found.to ?? []);
    });
    return { ...head, rules };
  });
  return { ...program, layers };
}
