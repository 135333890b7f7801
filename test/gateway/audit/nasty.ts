import fc from 'fast-check';
import { columns } from '../../../gateway/audit/columns.ts';
import { type AuditEvent, auditKinds } from '../../../gateway/audit/event.ts';

/** Texts that lost or changed something on some way through JSON, SQL or Parquet. */
const nastyTexts = [
  '\u0000',
  'a\u0000b',
  '\u001b[31mred\u001b[0m',
  '\u007f\u0085\u009f',
  '\ud800',
  'x\udfffy\ud83d',
  'e\u0301',
  '\u00e9',
  '\ufeff',
  '\ufeff\ufeffbom',
  'in\ufeffner',
  'x'.repeat(20 * 1024),
  '\u{1f600}'.repeat(5000),
  '\u2028\u2029',
  '\u202emoc.live',
  '\\u001b \\\\ \\" \\/ /',
  '"\\\b\f\n\r\t',
  "'; DROP VIEW events; --",
  '$agent ${x} %s \\x00',
  '\u{10ffff}\uffff\ufffe',
  'NULL',
  '{"a":[1,2,{"b":null}]}',
  '  spaces  ',
  '1e999',
  '-0',
];

const text = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);

const hex = fc
  .uint8Array({ minLength: 0, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

const valueOf = {
  UUID: fc.uuid(),
  TIMESTAMP: text,
  VARCHAR: text,
  'VARCHAR[]': fc.array(text, { maxLength: 5 }),
  SMALLINT: fc.integer({ min: -32_767, max: 32_767 }),
  INTEGER: fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
  BIGINT: fc.maxSafeInteger(),
  BOOLEAN: fc.boolean(),
  BLOB: hex,
};

const ofTheLog = new Set([
  'ts',
  'writer_id',
  'epoch',
  'seq',
  'schema_version',
  'kind',
  'durability',
]);

const authored = columns.filter(({ name }) => !ofTheLog.has(name));

/** Events with any columns set to values that are hard to carry. */
export const nastyEvents: fc.Arbitrary<AuditEvent> = fc
  .tuple(
    fc.constantFrom(...auditKinds.filter((kind) => kind !== 'checkpoint')),
    fc
      .subarray(authored, { maxLength: 12 })
      .chain((chosen) =>
        fc.record(Object.fromEntries(chosen.map(({ name, type }) => [name, valueOf[type]]))),
      ),
  )
  .map(([kind, values]) => ({ ...values, kind }));
