import type { Known } from './known.ts';

/** One thing that a call does. */
export interface EffectFacet {
  /** Index into the actions of the rules. */
  readonly action: number;
  /** By parameter. One that is missing here is absent for certain. */
  readonly args: ReadonlyMap<string, Known>;
  /** Where its relative paths begin: one of these directories, as in a request; null is anywhere. */
  readonly directories: readonly string[] | null;
  /** The simple command it was found in, words quoted where they need it; null for one of a tool. */
  readonly command: string | null;
  /** Of what is opaque: why, in sentences for people. */
  readonly why?: string;
}
