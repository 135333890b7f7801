import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEventId } from '../../../gateway/audit/event-id.ts';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import {
  canonicalRow,
  canonicalStored,
  leafHash,
  stampRow,
  textBytesMax,
  toRow,
} from '../../../gateway/audit/row.ts';
import { decision } from './harness.ts';
import { nastyEvents } from './nasty.ts';

const at = Date.parse('2026-03-04T10:00:00.123Z');
const stamp = { writerId: 'w-000000000000', epoch: 1, seq: 7 };
const textOf = (event: AuditEvent) => canonicalRow(stampRow(toRow(event, at), stamp));

describe('toRow', () => {
  it('sets what the log sets and leaves out what is empty', () => {
    const row = toRow({ kind: 'session.start', agent_id: 'a', reason: '', rule_ids: [] }, at);
    expect(row).toEqual({
      kind: 'session.start',
      agent_id: 'a',
      ts: '2026-03-04T10:00:00.123000Z',
      schema_version: 1,
      durability: 'fsync',
      event_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('keeps false and zero, which are not the same as unknown', () => {
    const row = toRow({ kind: 'tool.decision', enforced: false, gate_us: 0 }, at);
    expect(row).toMatchObject({ enforced: false, gate_us: 0 });
  });

  it('writes ids and bytes in lower case', () => {
    const id = '01A20C41-6325-77E5-8CEA-69358A303789';
    const row = toRow({ kind: 'tool.decision', event_id: id, trace_id: 'AB'.repeat(16) }, at);
    expect(row).toMatchObject({ event_id: id.toLowerCase(), trace_id: 'ab'.repeat(16) });
  });

  it('makes texts well formed and takes a leading byte order mark away', () => {
    const row = toRow(
      { kind: 'tool.decision', reason: 'a\ud800b', tool_name: '\ufeff\ufeffBash' },
      at,
    );
    expect(row).toMatchObject({ reason: 'a\ufffdb', tool_name: 'Bash' });
    expect(toRow({ kind: 'tool.decision', reason: '\ufeff' }, at).reason).toBeUndefined();
  });

  it('cuts a text at a whole character and says so of arguments', () => {
    const args = '\u{1f600}'.repeat(5000);
    const row = toRow({ kind: 'tool.decision', args, detail: `x${args}` }, at);
    expect(Buffer.byteLength(row.args ?? '')).toBe(textBytesMax);
    expect(row).toMatchObject({ args_truncated: true, args_bytes: 20_000 });
    expect(Buffer.byteLength(row.detail ?? '')).toBe(textBytesMax - 3);
    expect(row.detail?.isWellFormed()).toBe(true);
  });

  it('does not mark arguments that fit', () => {
    const row = toRow(decision({ args: 'x'.repeat(textBytesMax) }), at);
    expect(row.args_bytes).toBe(textBytesMax);
    expect(row.args_truncated).toBeUndefined();
  });

  it('bounds a list by entries and by bytes', () => {
    const row = toRow({ kind: 'tool.decision', resources: Array(5000).fill('x') }, at);
    expect(row.resources).toHaveLength(1000);
    const wide = toRow({ kind: 'tool.decision', resources: ['y'.repeat(20_000), 'z'] }, at);
    expect(wide.resources).toEqual(['y'.repeat(textBytesMax)]);
  });

  it.each([Number.NaN, 1.5, 2 ** 31, Number.POSITIVE_INFINITY])(
    'leaves out the number %s, which its column cannot hold',
    (value) => {
      expect(toRow({ kind: 'llm.response', input_tokens: value }, at).input_tokens).toBeUndefined();
    },
  );

  it.each([
    ['an unknown column', { kind: 'tool.decision', nonsense: 1 }],
    ['a column of the log', { kind: 'tool.decision', seq: 1 }],
    ['an unknown kind', { kind: 'tool.decided' }],
    ['a text for a number', { kind: 'tool.decision', turn: '1' }],
    ['a number for a text', { kind: 'tool.decision', reason: 1 }],
    ['an id that is none', { kind: 'tool.decision', ref_event_id: 'x' }],
    ['odd hex', { kind: 'tool.decision', trace_id: 'abc' }],
    ['a text for a list', { kind: 'tool.decision', rule_ids: 'x' }],
    ['a prototype key', JSON.parse('{"kind":"tool.decision","__proto__":1}')],
  ])('refuses %s as a bug', (_, event) => {
    expect(() => toRow(event as AuditEvent, at)).toThrow(
      expect.objectContaining({ name: 'InvariantError' }),
    );
  });
});

describe('the canonical text', () => {
  it('is that of RFC 8785 for every event', () => {
    fc.assert(
      fc.property(nastyEvents, (event) => {
        const text = textOf(event);
        expect(text).toBe(canonicalize(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });

  it('is restored from what the database writes differently', () => {
    const row = stampRow(toRow(decision({ reason: '\u001b[31m\u0000é\u2028\\' }), at), stamp);
    const text = canonicalRow(row);
    expect(canonicalStored(text.replace('\\u001b', '\\u001B'))).toBe(text);
  });

  it('does not restore what was changed', () => {
    const text = textOf(decision({ rule_id: 'x' }));
    expect(canonicalStored(text.replace('"rule_id":"x"', '"rule_id":""'))).not.toBe(text);
  });
});

it('the leaf is SHA-256 of 0x00 and the bytes', () => {
  // RFC 6962: the leaf of the empty input.
  const empty = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
  expect(leafHash('').toString('hex')).toBe(empty);
});

it('ids are of version 7, carry the time and differ', () => {
  const ids = Array.from({ length: 1000 }, () => newEventId(at));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16)).toBe(at);
});
