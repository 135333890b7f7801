import { hash } from 'node:crypto';

/** Root of the tree without leaves: SHA-256 of nothing. */
const emptyRoot = hash('sha256', '', 'buffer');

const nodePrefix = Buffer.of(0x01);

/** An inner node: RFC 6962 section 2.1, SHA-256 over 0x01 and both children. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');
}

/**
 * The right edge of a Merkle tree (RFC 6962): the roots of the full subtrees that make it up,
 * largest first. That is all that is needed to add leaves and to state the root, and it is small
 * enough to store: at most one hash per bit of the size.
 */
export class Frontier {
  #size: number;
  readonly #nodes: Buffer[];

  constructor(size = 0, nodes: readonly Buffer[] = []) {
    this.#size = size;
    this.#nodes = [...nodes];
  }

  /** Leaves so far; also the index of the next one. */
  get size(): number {
    return this.#size;
  }

  /** The subtree roots, largest first, for storing. */
  get nodes(): readonly Buffer[] {
    return this.#nodes;
  }

  append(leaf: Buffer): void {
    let node = leaf;
    for (let full = this.#size; full % 2 === 1; full = Math.floor(full / 2)) {
      node = nodeHash(this.#nodes.pop() ?? emptyRoot, node);
    }
    this.#nodes.push(node);
    this.#size += 1;
  }

  root(): Buffer {
    const [smallest, ...larger] = this.#nodes.toReversed();
    if (smallest === undefined) return emptyRoot;
    return larger.reduce((right, left) => nodeHash(left, right), smallest);
  }
}

/** How many subtree roots the frontier of a tree of this size has: the ones in its binary form. */
export function frontierLength(size: number): number {
  return size.toString(2).replaceAll('0', '').length;
}
