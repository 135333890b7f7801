import { describe, expect, it } from 'vitest';
import { readRange } from '../../../gateway/audit/range.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
const day = (text: string) => `${text}T00:00:00.000000Z`;

describe('readRange', () => {
  it.each([
    [{ on: '2026-03-04' }, day('2026-03-04'), day('2026-03-05')],
    [{ on: '2024-02-29' }, day('2024-02-29'), day('2024-03-01')],
    [{ since: '2026-03-04' }, day('2026-03-04'), null],
    [{ until: '2026-03-04' }, null, day('2026-03-05')],
    [{ since: '2026-03-04', until: '2026-03-04' }, day('2026-03-04'), day('2026-03-05')],
    [{ since: '24h' }, '2026-03-09T12:00:00.000000Z', null],
    [{ since: '7d', until: '90m' }, '2026-03-03T12:00:00.000000Z', '2026-03-10T10:30:00.000000Z'],
    [{ since: '2026-03-04T10:00:00Z' }, '2026-03-04T10:00:00.000000Z', null],
    [{ since: '2026-03-04T10:00:00.5+02:00' }, '2026-03-04T08:00:00.500000Z', null],
    [{}, '2026-03-03T12:00:00.000000Z', null],
  ])('reads %j', (text, since, until) => {
    expect(readRange(text, now, 7)).toEqual({ since, until });
  });

  it('is unlimited where nothing is the default', () => {
    expect(readRange({}, now, null)).toEqual({ since: null, until: null });
  });

  it.each([
    { on: '2026-02-30' },
    { on: '04.03.2026' },
    { on: '2026-3-4' },
    { on: '24h' },
    { on: "2026-03-04'; DROP VIEW events" },
    { since: 'yesterday' },
    { since: '2026-03-04T25:00:00Z' },
    { since: '2026-03-04T10:00:00' },
    { since: '' },
    { since: '24' },
    { since: '999999d' },
    { since: '2026-03-05', until: '2026-03-04' },
    { since: '2026-03-04T10:00:00Z', until: '2026-03-04T10:00:00Z' },
    { on: '2026-03-04', since: '24h' },
  ])('refuses %j', (text) => {
    const refused = expect.objectContaining({ code: 'SENTRELY_ERR_AUDIT_QUERY' });
    expect(() => readRange(text, now, 7)).toThrow(refused);
  });
});
