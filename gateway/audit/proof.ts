import { assert } from '../../compiler/bundle/assert.ts';
import { Frontier, nodeHash } from './merkle.ts';

/** Root of the tree over these leaf hashes. */
export function treeRoot(leaves: readonly Buffer[]): Buffer {
  const frontier = new Frontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}

/** Audit path of one leaf, nearest sibling first: RFC 6962 section 2.1.1. */
export function inclusionProof(leaves: readonly Buffer[], index: number): readonly Buffer[] {
  assert(index >= 0 && index < leaves.length, 'the leaf to prove is in the tree');
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), treeRoot(right)]
    : [...inclusionProof(right, index - split), treeRoot(left)];
}

/** What an inclusion proof claims. */
export interface Inclusion {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
}

/** True if the path leads from the leaf at its index to the root: RFC 9162 section 2.1.3.2. */
export function verifyInclusion(claim: Inclusion, path: readonly Buffer[]): boolean {
  const { index, size } = claim;
  if (!isIndex(index) || !isIndex(size) || index >= size) return false;
  let hash = claim.leaf;
  const isAtTop = climb(index, size - 1, path, (sibling, isLeft) => {
    hash = isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  });
  return isAtTop && hash.equals(claim.root);
}

/** Proof that the first `size` leaves are the older tree: RFC 6962 section 2.1.2. */
export function consistencyProof(leaves: readonly Buffer[], size: number): readonly Buffer[] {
  assert(size > 0 && size <= leaves.length, 'the older tree is part of the newer one');
  return size === leaves.length ? [] : subproof(leaves, size, true);
}

/** Two trees of which the second must continue the first. */
export interface Growth {
  readonly oldSize: number;
  readonly oldRoot: Buffer;
  readonly newSize: number;
  readonly newRoot: Buffer;
}

/** True if the proof shows that the newer tree continues the older: RFC 9162 section 2.1.4.2. */
export function verifyConsistency(growth: Growth, proof: readonly Buffer[]): boolean {
  const { oldSize, newSize, oldRoot, newRoot } = growth;
  if (!isIndex(oldSize) || !isIndex(newSize) || oldSize === 0 || oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && oldRoot.equals(newRoot);
  const [seed, ...path] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (seed === undefined) return false;
  let [index, last] = [oldSize - 1, newSize - 1];
  while (index % 2 === 1) [index, last] = [half(index), half(last)];
  let [older, newer] = [seed, seed];
  const isAtTop = climb(index, last, path, (node, isLeft) => {
    older = isLeft ? nodeHash(node, older) : older;
    newer = isLeft ? nodeHash(node, newer) : nodeHash(newer, node);
  });
  return isAtTop && older.equals(oldRoot) && newer.equals(newRoot);
}

/** Walks up a tree along a path. False when the path is too short or too long for the place. */
function climb(
  index: number,
  last: number,
  path: readonly Buffer[],
  visit: (sibling: Buffer, isLeft: boolean) => void,
): boolean {
  for (const sibling of path) {
    if (last === 0) return false;
    const isLeft = index % 2 === 1 || index === last;
    visit(sibling, isLeft);
    if (isLeft) while (index % 2 === 0 && index !== 0) [index, last] = [half(index), half(last)];
    [index, last] = [half(index), half(last)];
  }
  return last === 0;
}

function subproof(leaves: readonly Buffer[], size: number, isWhole: boolean): readonly Buffer[] {
  if (size === leaves.length) return isWhole ? [] : [treeRoot(leaves)];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return size <= split
    ? [...subproof(left, size, isWhole), treeRoot(right)]
    : [...subproof(right, size - split, false), treeRoot(left)];
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

/** Sizes come from outside; beyond this the halving below would not be exact. */
function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
