import type { Known, SetPiece } from './known.ts';
import { joinPieces, onlyText, type Piece } from './sets/piece.ts';
import type { Truth } from './truth.ts';

/** What is known of the arguments of a facet, by the names of its parameters. */
export interface Arguments {
  /** Whether an argument is there. */
  presence(param: string): Truth;
  /** The argument as sent; undefined when it is absent or its value is not known. */
  value(param: string): unknown;
  /** The set that the argument is in, where it is known so far. */
  pieces(param: string): readonly SetPiece[] | undefined;
  /** The set of hosts that the argument is in, all in their one spelling. */
  hosts(param: string): readonly Piece[] | undefined;
}

/** The arguments of a call: JSON, of which everything is known. */
export class JsonArguments implements Arguments {
  readonly #input: Readonly<Record<string, unknown>>;

  constructor(input: Readonly<Record<string, unknown>>) {
    this.#input = input;
  }

  presence(param: string): Truth {
    return Object.hasOwn(this.#input, param) ? 'yes' : 'no';
  }

  value(param: string): unknown {
    return Object.hasOwn(this.#input, param) ? this.#input[param] : undefined;
  }

  pieces(): undefined {
    return undefined;
  }

  hosts(): undefined {
    return undefined;
  }
}

/** The arguments of an effect, as far as they are known. */
export class KnownArguments implements Arguments {
  readonly #args: ReadonlyMap<string, Known>;

  constructor(args: ReadonlyMap<string, Known>) {
    this.#args = args;
  }

  presence(param: string): Truth {
    const known = this.#args.get(param);
    if (known === undefined) return 'no';
    return known.kind === 'unknown' && known.maybeAbsent ? 'unknown' : 'yes';
  }

  value(param: string): unknown {
    const known = this.#args.get(param);
    if (known?.kind === 'set') return onlyText(known.pieces);
    return known?.kind === 'one' || known?.kind === 'json' ? known.value : undefined;
  }

  pieces(param: string): readonly SetPiece[] | undefined {
    const known = this.#args.get(param);
    return known?.kind === 'set' ? joinPieces(known.pieces) : undefined;
  }

  hosts(param: string): readonly Piece[] | undefined {
    const known = this.#args.get(param);
    if (known?.kind !== 'hosts') return undefined;
    return [{ kind: 'labels' }, { kind: 'text', text: `.${known.below}` }];
  }
}
