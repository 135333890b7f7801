import { type Arguments, JsonArguments, KnownArguments } from './arguments.ts';
import type { Origins } from './decision.ts';
import type { EffectFacet } from './effect-facet.ts';
import { directoryOf } from './facts/path.ts';
import type { FacetHistory } from './history.ts';
import type { SetPiece } from './known.ts';
import type { Piece } from './sets/piece.ts';
import type { Truth } from './truth.ts';

/** A value that can be compared; null is unknown. */
export type Scalar = string | number | boolean | null;

/** A reading of a facet, and the place where its result is kept while the facet is judged. */
export interface Slot<T extends Scalar | object> {
  readonly index: number;
  read(facts: CallFacts): T;
}

/** Where a call is made. */
export interface Place {
  readonly workspace: string | null;
  /** Where relative paths begin, as in a request. Left out it is the workspace. */
  readonly directories?: readonly string[] | null | undefined;
  readonly origins?: Origins | undefined;
}

/** What is known of one facet. Every fact is derived at most once, and only when a rule reads it. */
export class CallFacts {
  readonly workspace: string | null;
  /** Null is anywhere. */
  readonly directories: readonly string[] | null;
  readonly origins: Origins | undefined;
  /** What happened before and beside it; undefined is incomplete. */
  history: FacetHistory | undefined;
  readonly #arguments: Arguments;
  readonly #kept: unknown[] = [];

  constructor(args: Arguments, { workspace, directories, origins }: Place) {
    this.#arguments = args;
    this.workspace = workspace;
    this.directories = directories === undefined ? [directoryOf(workspace)] : directories;
    this.origins = origins;
  }

  /** Facts of a call itself. */
  static ofCall(input: Readonly<Record<string, unknown>>, place: Place): CallFacts {
    return new CallFacts(new JsonArguments(input), place);
  }

  /** Facts of something that a call does. */
  static ofEffect({ args, directories }: EffectFacet, place: Place): CallFacts {
    return new CallFacts(new KnownArguments(args), { ...place, directories });
  }

  /** Facts of one element of a list, under the name of the list. */
  ofElement(param: string, element: unknown): CallFacts {
    return new CallFacts(new JsonArguments(Object.fromEntries([[param, element]])), this);
  }

  /** Whether an argument is surely there. */
  has(param: string): boolean {
    return this.#arguments.presence(param) === 'yes';
  }

  presence(param: string): Truth {
    return this.#arguments.presence(param);
  }

  /** The argument as sent; undefined when it was not, or when its value is not known. */
  argument(param: string): unknown {
    return this.#arguments.value(param);
  }

  /** The set of texts that an argument is in; undefined where it is one, or nothing is known. */
  pieces(param: string): readonly SetPiece[] | undefined {
    return this.argument(param) === undefined ? this.#arguments.pieces(param) : undefined;
  }

  /** The set of hosts that an argument is in; undefined where it is one, or nothing is known. */
  hosts(param: string): readonly Piece[] | undefined {
    return this.#arguments.hosts(param);
  }

  get<T extends Scalar | object>(slot: Slot<T>): T {
    const kept = this.#kept[slot.index];
    if (kept !== undefined) return kept as T;
    const fact = slot.read(this);
    this.#kept[slot.index] = fact;
    return fact;
  }
}
