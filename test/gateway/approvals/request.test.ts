import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ApprovalRecord,
  type ApprovalState,
  deadlineOf,
  newRequestId,
  resolveRequirements,
  stateAt,
  useMsMax,
  voteMsMax,
} from '../../../gateway/approvals/request.ts';
import { minute, requestOf, requirementOf, start } from './fixtures.ts';

describe('a request id', () => {
  it('is a ULID: ordered by time, unlike any other', () => {
    const ids = Array.from({ length: 1000 }, () => newRequestId(start));
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^a_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(newRequestId(start) < newRequestId(start + 1)).toBe(true);
    expect(newRequestId(0).slice(0, 12)).toBe('a_0000000000');
    // The example of the specification: 1469918176385 ms is 01ARYZ6S41.
    expect(newRequestId(1_469_918_176_385).slice(2, 12)).toBe('01aryz6s41');
  });
});

describe('requirements', () => {
  const owner = { kind: 'team', team: 'acme/platform' } as const;

  it('that name nobody mean the owner', () => {
    const unnamed = requirementOf({ approvers: [] });
    expect(resolveRequirements([unnamed], owner)).toEqual([{ ...unnamed, approvers: [owner] }]);
  });

  it.each([
    ['nobody asked', [], owner],
    ['nobody named and no owner', [requirementOf({ approvers: [] })], null],
    ['two people wanted and one named', [requirementOf({ count: 2 })], owner],
    [
      'one person named twice',
      [
        requirementOf({
          count: 2,
          approvers: [1, 1].map((id) => ({ kind: 'user', id, login: 'x' }) as const),
        }),
      ],
      owner,
    ],
    ['one rule that asks twice', [requirementOf(), requirementOf()], owner],
    ['nobody wanted', [requirementOf({ count: 0 })], owner],
    ['half a person wanted', [requirementOf({ count: 0.5 })], owner],
    [
      'one that can be met and one that cannot',
      [requirementOf(), requirementOf({ rule: 'other', count: 0 })],
      owner,
    ],
  ])('cannot be met with %s', (_, requirements, owner_) => {
    expect(typeof resolveRequirements(requirements, owner_)).toBe('string');
  });

  it('end at the shortest time that any of them allows, a day at most', () => {
    const of = (...times: number[]) =>
      deadlineOf(
        times.map((expiresMs) => requirementOf({ expiresMs })),
        start,
      ) - start;
    expect(of(30 * minute, 5 * minute)).toBe(5 * minute);
    expect(of(voteMsMax * 2)).toBe(voteMsMax);
  });
});

describe('the state at a time', () => {
  it('is never usable when a time is over or cannot be read', () => {
    const states: ApprovalState[] = ['pending', 'approved', 'denied', 'consumed'];
    const times = fc.oneof(fc.constant(null), fc.integer(), fc.constant(Number.NaN));
    fc.assert(
      fc.property(
        fc.constantFrom(...states),
        times,
        fc.integer({ min: 0 }),
        (state, useByMs, now) => {
          const record: ApprovalRecord = {
            request: requestOf(),
            state,
            version: 0,
            useByMs,
            card: null,
            votes: [],
          };
          const isInTime = useByMs !== null && now < useByMs;
          if (stateAt(record, now) === 'approved') expect(isInTime).toBe(true);
        },
      ),
    );
    expect(useMsMax).toBe(10 * minute);
  });
});
