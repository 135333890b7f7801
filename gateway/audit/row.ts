import { hash } from 'node:crypto';
import { assert } from '../../compiler/bundle/assert.ts';
import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import {
  type Column,
  columns,
  integerMax,
  type LogColumn,
  logColumns,
  type Row,
  schemaVersion,
} from './columns.ts';
import { type AuditEvent, auditKinds } from './event.ts';
import { newEventId } from './event-id.ts';

/** Cap on one text, in bytes of UTF-8: a model must not be able to fill the disk with one call. */
export const textBytesMax: number = 16 * 1024;

/** Cap on the entries of a list; their bytes together are capped like one text. */
const listEntriesMax = 1000;

/** Where a row stands. */
export interface Stamp {
  readonly writerId: string;
  readonly epoch: number;
  readonly seq: number;
}

type Value = string | number | boolean | readonly string[];
type Values = Record<string, Value>;

const kinds: ReadonlySet<string> = new Set(auditKinds);
const callerColumns: ReadonlyMap<string, Column> = new Map(
  columns.filter(isCallerColumn).map((column) => [column.name, column]),
);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const timestampText = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$/;
const hex = /^([0-9a-f]{2})*$/;

/**
 * Makes the row of an event, still without its place in the log. Texts are made well formed, lose a
 * leading U+FEFF (the database driver drops it, and verification would then cry tamper) and are cut
 * at {@link textBytesMax}; empty texts and lists and numbers that their column cannot hold are left
 * out. Throws InvariantError on a column that does not exist or a value of another type: that is a
 * bug of the caller.
 */
export function toRow(event: AuditEvent, atMs: number): Row {
  assert(kinds.has(event.kind), 'an audit event has a kind of the schema');
  const values: Values = { ts: timestamp(atMs), schema_version: schemaVersion };
  for (const [name, given] of Object.entries(event)) {
    const column = callerColumns.get(name);
    assert(column !== undefined, `an audit event has only columns of the schema, not ${name}`);
    const value = toValue(column, given);
    if (value !== undefined) values[name] = value;
  }
  values['event_id'] ??= newEventId(atMs);
  values['durability'] ??= 'fsync';
  measureArguments(event, values);
  return values;
}

/** Gives a row its place. */
export function stampRow(row: Row, stamp: Stamp): Row {
  return { ...row, writer_id: stamp.writerId, epoch: stamp.epoch, seq: stamp.seq };
}

/** The canonical text of a row (RFC 8785). Its bytes are what the leaf covers. */
export function canonicalRow(row: Row): string {
  return canonicalJson(row);
}

/**
 * The canonical text of a row that the database wrote as JSON. The database differs from RFC 8785
 * only in how it escapes control characters, which few rows have.
 */
export function canonicalStored(json: string): string {
  return json.includes('\\u00') ? canonicalJson(JSON.parse(json)) : json;
}

/** The leaf of a canonical row: RFC 6962 section 2.1, SHA-256 over 0x00 and the bytes. */
export function leafHash(canonical: string): Buffer {
  return hash('sha256', `\0${canonical}`, 'buffer');
}

/** True for a time as {@link timestamp} writes it: it becomes part of paths and of SQL. */
export function isTimestamp(text: unknown): text is string {
  return typeof text === 'string' && timestampText.test(text);
}

let lastMs = Number.NaN;
let lastTimestamp = '';

/** Milliseconds since the epoch as `2026-03-04T10:00:00.123000Z`. */
export function timestamp(atMs: number): string {
  // Many rows are of one moment.
  if (atMs !== lastMs) {
    lastTimestamp = `${new Date(atMs).toISOString().slice(0, -1)}000Z`;
    lastMs = atMs;
  }
  return lastTimestamp;
}

function isCallerColumn(column: Column): column is Exclude<Column, { name: LogColumn }> {
  return !(logColumns as readonly string[]).includes(column.name);
}

function toValue(column: Column, given: Value | null | undefined): Value | undefined {
  if (given === undefined || given === null) return undefined;
  if (column.type === 'VARCHAR[]') return toList(given);
  const largest = integerMax.get(column.type);
  if (largest !== undefined) return toInteger(column.name, given, largest);
  assert(typeof given === (column.type === 'BOOLEAN' ? 'boolean' : 'string'), column.name);
  return typeof given === 'string' ? toText(column, given) : given;
}

/** Counters come from providers, whose mistakes must not stop the record: null says unknown. */
function toInteger(name: string, given: Value, largest: number): number | undefined {
  assert(typeof given === 'number', `audit column ${name} is a number`);
  return Number.isInteger(given) && Math.abs(given) <= largest ? given : undefined;
}

function toText({ name, type }: Column, given: string): string | undefined {
  if (type === 'VARCHAR') return clean(given, textBytesMax) || undefined;
  const text = given.toLowerCase();
  assert((type === 'UUID' ? uuid : hex).test(text), `audit column ${name} is a ${type}`);
  return text || undefined;
}

function toList(given: Value): readonly string[] | undefined {
  assert(Array.isArray(given), 'an audit list is an array of texts');
  const kept: string[] = [];
  let bytesLeft = textBytesMax;
  for (const entry of given.slice(0, listEntriesMax)) {
    const text = clean(entry, bytesLeft);
    bytesLeft -= Buffer.byteLength(text);
    if (text !== '') kept.push(text);
  }
  return kept.length > 0 ? kept : undefined;
}

function clean(text: string, bytesMax: number): string {
  const wellFormed = text.toWellFormed().replace(/^\uFEFF+/, '');
  if (wellFormed.length * 3 <= bytesMax) return wellFormed;
  const bytes = Buffer.from(wellFormed);
  if (bytes.length <= bytesMax) return wellFormed;
  // In stream mode the decoder keeps a character that the cut has halved to itself.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return decoder.decode(bytes.subarray(0, bytesMax), { stream: true });
}

function measureArguments(event: AuditEvent, values: Values): void {
  if (typeof event.args !== 'string') return;
  const bytes = Buffer.byteLength(event.args);
  values['args_bytes'] ??= bytes;
  if (bytes > textBytesMax) values['args_truncated'] = true;
}
