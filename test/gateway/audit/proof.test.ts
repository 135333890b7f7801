import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frontier, frontierLength, nodeHash } from '../../../gateway/audit/merkle.ts';
import {
  consistencyProof,
  inclusionProof,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../../gateway/audit/proof.ts';

const leafOf = (bytes: Buffer) => createHash('sha256').update('\0').update(bytes).digest();
const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => leafOf(Buffer.from(`record ${index}`)));

/** The inputs and roots that the Certificate Transparency project publishes for its trees. */
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('Frontier', () => {
  it('has the published root at every size', () => {
    const frontier = new Frontier();
    for (const [size, root] of roots.entries()) {
      expect(frontier.root().toString('hex')).toBe(root);
      frontier.append(leafOf(Buffer.from(inputs[size] ?? '', 'hex')));
    }
  });

  it('goes on from its stored nodes as if it had never stopped', () => {
    const leaves = leavesOf(67);
    for (let cut = 0; cut <= leaves.length; cut += 1) {
      const before = new Frontier();
      for (const leaf of leaves.slice(0, cut)) before.append(leaf);
      expect(before.nodes).toHaveLength(frontierLength(cut));
      const after = new Frontier(before.size, before.nodes);
      for (const leaf of leaves.slice(cut)) after.append(leaf);
      expect(after.root()).toEqual(treeRoot(leaves));
    }
  });
});

describe('proofs', () => {
  const size = fc.integer({ min: 1, max: 70 });

  it('show every leaf of every tree to be included', () => {
    for (let count = 1; count <= 33; count++) {
      const leaves = leavesOf(count);
      const root = treeRoot(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const path = inclusionProof(leaves, index);
        expect(verifyInclusion({ leaf, index, size: count, root }, path)).toBe(true);
      }
    }
  });

  it('show every tree to continue every smaller one', () => {
    for (let count = 1; count <= 33; count++) {
      const leaves = leavesOf(count);
      const newRoot = treeRoot(leaves);
      for (let oldSize = 1; oldSize <= count; oldSize++) {
        const growth = {
          oldSize,
          oldRoot: treeRoot(leaves.slice(0, oldSize)),
          newSize: count,
          newRoot,
        };
        expect(verifyConsistency(growth, consistencyProof(leaves, oldSize))).toBe(true);
      }
    }
  });

  it('refuse another leaf, place, size or root, and any change of the path', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, at, where) => {
        const leaves = leavesOf(count);
        const index = at % count;
        const path = inclusionProof(leaves, index);
        const claim = { leaf: leaves[index] as Buffer, index, size: count, root: treeRoot(leaves) };
        const other = leafOf(Buffer.from('other'));
        expect(verifyInclusion({ ...claim, leaf: other }, path)).toBe(false);
        expect(verifyInclusion({ ...claim, root: other }, path)).toBe(false);
        expect(verifyInclusion({ ...claim, index: index + 1 }, path)).toBe(false);
        expect(verifyInclusion({ ...claim, index: -1 }, path)).toBe(false);
        expect(verifyInclusion({ ...claim, size: Number.NaN }, path)).toBe(false);
        expect(verifyInclusion({ ...claim, size: count * 2 }, path)).toBe(false);
        const above = nodeHash(other, claim.root);
        expect(verifyInclusion({ ...claim, root: above }, [...path, other])).toBe(false);
        expect(verifyInclusion(claim, [...path, other])).toBe(false);
        if (path.length === 0) return;
        expect(verifyInclusion(claim, path.slice(1))).toBe(false);
        expect(verifyInclusion(claim, path.with(where % path.length, other))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('refuse a tree that was rewritten before it grew', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, at, changed) => {
        const leaves = leavesOf(count);
        const oldSize = 1 + (at % count);
        const forged = leaves.with(changed % oldSize, leafOf(Buffer.from('forged')));
        const growth = {
          oldSize,
          oldRoot: treeRoot(leaves.slice(0, oldSize)),
          newSize: count,
          newRoot: treeRoot(forged),
        };
        expect(verifyConsistency(growth, consistencyProof(forged, oldSize))).toBe(false);
        expect(verifyConsistency(growth, consistencyProof(leaves, oldSize))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('refuse an empty old tree and one that is larger than the new', () => {
    const root = treeRoot(leavesOf(2));
    const empty = { oldSize: 0, oldRoot: new Frontier().root(), newSize: 2, newRoot: root };
    expect(verifyConsistency(empty, [])).toBe(false);
    expect(verifyConsistency({ oldSize: 3, oldRoot: root, newSize: 2, newRoot: root }, [])).toBe(
      false,
    );
    expect(verifyConsistency({ oldSize: 1.5, oldRoot: root, newSize: 2, newRoot: root }, [])).toBe(
      false,
    );
  });
});
