import type { Outcome } from '../evaluate/decision.ts';

/** Where relative paths may begin; null is anywhere. */
type Places = readonly string[] | null;

/** Where relative paths begin as long as no call has led elsewhere. */
const start: Places = ['.'];

/** A call that leads elsewhere, until its result is there. */
export interface Move {
  readonly to: Places;
  /** Others led elsewhere at the same time: which one was last is not known. */
  isCrowded: boolean;
}

/** Where the client of a recorded session is, or may be. */
export class Directories {
  #places: Places = start;
  readonly #open = new Set<Move>();

  /** What a call is judged by; undefined as long as it is the workspace. */
  get possible(): Places | undefined {
    const all = [...this.#open].reduce((places, { to }) => join(places, to), this.#places);
    return isSame(all, start) ? undefined : all;
  }

  /** A call is let go. The answer says what came of it: undefined where it leads nowhere. */
  leave({ directories }: Pick<Outcome, 'directories'>): Move | undefined {
    if (isSame(directories, this.possible ?? start)) return undefined;
    const move: Move = { to: directories, isCrowded: this.#open.size > 0 };
    for (const other of this.#open) other.isCrowded = true;
    this.#open.add(move);
    return move;
  }

  /** Its result is there. A failed one, or one of several at once, leaves all possible. */
  arrive(move: Move, fails: boolean): void {
    if (!this.#open.delete(move)) return;
    this.#places = fails || move.isCrowded ? join(this.#places, move.to) : move.to;
  }

  /** A call may have led there, and nobody knows whether it ran. */
  stray({ directories }: Pick<Outcome, 'directories'>): void {
    this.#places = join(this.#places, directories);
  }
}

function join(left: Places, right: Places): Places {
  return left === null || right === null ? null : [...new Set([...left, ...right])];
}

function isSame(left: Places, right: Places): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every((each) => right.includes(each));
}
