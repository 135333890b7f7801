import type { Layer } from '../dsl/ast.ts';

/** The layers that a policy can be of, widest first: each that applies to an agent must grant. */
export const layerNames: readonly string[] = ['organisation', 'repository', 'agent'];

/** The layer of a policy that names none. */
const defaultLayer = 'repository';

/** The granting layer of a policy; undefined for a guard, which grants nothing. */
export function layerOf({ kind, layer }: Layer): string | undefined {
  return kind === 'guard' ? undefined : (layer?.text ?? defaultLayer);
}
