/** A broken promise of our own code. Caught only at the process edge: answer deny, record, drain. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** States what must hold here, and why. Throws {@link InvariantError} when it does not. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new InvariantError(why);
}
