import { quote } from '../../dsl/escape.ts';
import { toolsMax } from '../bundle/limits.ts';
import { type Offer, offerError, type OfferFinding, type Origin } from './offer.ts';
import { readOffer } from './read-offer.ts';
import { elementsOf, isSchemaObject, type SchemaObject, type SchemaValue } from './schema.ts';

/** Names that a document may leave out. */
export interface GivenNames {
  /** The MCP server whose list this is, as the client calls it. */
  readonly server: string | undefined;
  /** The tool whose bare schema this is. */
  readonly name: string | undefined;
}

/** The tools of a document and what is wrong with the others. */
export interface ToolList {
  readonly offers: readonly Offer[];
  readonly findings: readonly OfferFinding[];
}

/** What one entry says, in the words of its dialect. */
interface Entry {
  readonly name: SchemaValue;
  readonly schema: SchemaValue;
  /** Tools of an MCP list are named within their server. */
  readonly isMcp: boolean;
}

/**
 * Reads the tools of a JSON document: an MCP `tools/list` result, bare or as a JSON-RPC response; a
 * recorded request body for Anthropic Messages, OpenAI Responses or Chat Completions; or one JSON
 * Schema, with a name beside it. `json` is a parsed value.
 */
export function readToolList(json: unknown, file: string, given: GivenNames): ToolList {
  const document = toSchemaValue(json);
  const entries = entriesOf(document);
  if (entries === undefined) return readSchema(document, file, given);
  const shown = entries.slice(0, toolsMax);
  const readings = shown.map((entry, index) =>
    readEntry(entry, { file, entry: `tools[${index}]` }, given.server),
  );
  const findings = readings.flatMap((reading) => reading.findings);
  if (entries.length === 0) findings.push(offerError('no-tools', { file }, 'found no tools'));
  if (entries.length > toolsMax) {
    const message = `found ${entries.length} tools, expected at most ${toolsMax}`;
    findings.push(offerError('too-many-tools', { file }, message));
  }
  return { offers: readings.flatMap(({ offer }) => offer ?? []), findings };
}

/**
 * A parsed JSON value with maps for objects. Its depth is that of the parser's cap, so recursion is
 * safe.
 */
function toSchemaValue(json: unknown): SchemaValue {
  if (Array.isArray(json)) return json.map(toSchemaValue);
  if (typeof json !== 'object' || json === null) return json as SchemaValue;
  return new Map(Object.entries(json).map(([key, value]) => [key, toSchemaValue(value)]));
}

function entriesOf(document: SchemaValue): readonly SchemaValue[] | undefined {
  if (Array.isArray(document)) return elementsOf(document);
  if (!isSchemaObject(document)) return undefined;
  const result = document.get('result');
  const holder = isSchemaObject(result) ? result : document;
  const lists = ['tools', 'functions'].map((key) => holder.get(key)).filter(Array.isArray);
  return lists.length === 0 ? undefined : lists.flatMap(elementsOf);
}

function readEntry(value: SchemaValue, origin: Origin, server: string | undefined) {
  const entry = isSchemaObject(value) ? entryOf(value) : undefined;
  if (entry === undefined) return unread(origin, 'found no definition of a tool with arguments');
  if (typeof entry.name !== 'string') return unread(origin, 'found a tool without a name');
  if (entry.isMcp && server === undefined) {
    const message = `found ${quote(entry.name)} of an MCP server, expected the server's name`;
    return { offer: undefined, findings: [offerError('server-unresolved', origin, message)] };
  }
  return readOffer({
    server: entry.isMcp ? server : undefined,
    name: entry.name,
    schema: entry.schema,
    isPartial: false,
    origin,
  });
}

/** The dialects, told apart by the key that holds the schema. */
function entryOf(value: SchemaObject): Entry | undefined {
  const inner = value.get('function');
  const holder = isSchemaObject(inner) ? inner : value;
  const name = holder.get('name');
  if (holder.has('inputSchema')) return { name, schema: holder.get('inputSchema'), isMcp: true };
  if (holder.has('input_schema')) return { name, schema: holder.get('input_schema'), isMcp: false };
  if (holder.has('parameters')) {
    // OpenAI writes a function without arguments as null.
    return { name, schema: holder.get('parameters') ?? new Map(), isMcp: false };
  }
  const isFunction = isSchemaObject(inner) || value.get('type') === 'function';
  return isFunction ? { name, schema: new Map(), isMcp: false } : undefined;
}

function readSchema(document: SchemaValue, file: string, given: GivenNames): ToolList {
  const origin = { file };
  const title = isSchemaObject(document) ? document.get('title') : undefined;
  const name = given.name ?? (typeof title === 'string' ? title : undefined);
  const isSchema =
    isSchemaObject(document) &&
    ['type', 'properties', '$ref', 'allOf'].some((key) => document.has(key));
  const fault = !isSchema
    ? offerError('no-tools', origin, 'found neither `tools` nor a JSON Schema')
    : offerError('name-unresolved', origin, 'found a JSON Schema without a title, expected a name');
  if (!isSchema || name === undefined) return { offers: [], findings: [fault] };
  const { server } = given;
  const reading = readOffer({ server, name, schema: document, isPartial: false, origin });
  return { offers: reading.offer === undefined ? [] : [reading.offer], findings: reading.findings };
}

function unread(origin: Origin, message: string) {
  return { offer: undefined, findings: [offerError('entry-unread', origin, message)] };
}
