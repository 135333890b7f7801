import { quote } from '../../dsl/escape.ts';
import { offerError, type OfferFinding, type OfferFindingCode } from '../import/offer.ts';
import type { RawOffer } from '../import/read-offer.ts';
import { Gaps } from './gaps.ts';
import { type SchemaReading, readSchema } from './schema.ts';
import { type Expression, textOf } from './expression.ts';

/** A tool as an SDK defines it: its name and schema, still as expressions. */
export interface Definition {
  readonly at: Expression;
  readonly name: Expression | undefined;
  /** Undefined for a tool without arguments. */
  readonly schema: Expression | undefined;
  /** `mcp`: the tool belongs to a server, named by `server` if it can be. */
  readonly owner: 'client' | 'mcp';
  readonly server?: string | undefined;
}

/** Gathers the tools of a program, and what could not be read of them. */
export class Offers {
  readonly found: RawOffer[] = [];
  readonly findings: OfferFinding[] = [];
  readonly #taken = new Set<Expression>();

  /** Notes that an expression is spoken for; false if it was before. */
  take(expression: Expression): boolean {
    if (this.#taken.has(expression)) return false;
    this.#taken.add(expression);
    return true;
  }

  has(expression: Expression): boolean {
    return this.#taken.has(expression);
  }

  report(code: OfferFindingCode, { origin }: Expression, message: string): void {
    this.findings.push(offerError(code, origin, message));
  }

  add({ at, name, schema, owner, server }: Definition): void {
    const text = textOf(name);
    if (text === undefined) {
      this.report('name-unresolved', name ?? at, 'found a tool whose name depends on the run');
      return;
    }
    if (owner === 'mcp' && server === undefined) {
      const found = `found ${quote(text)} of an MCP server whose name is not in the code`;
      this.report('server-unresolved', at, `${found}, expected \`--server\``);
      return;
    }
    const read = schema === undefined ? noArguments : readSchema(schema);
    if (this.#reportGaps(text, read)) return;
    this.found.push({
      server,
      name: text,
      schema: read.schema,
      isPartial: read.gaps.missing.length > 0,
      origin: at.origin,
    });
  }

  /** True if nothing of the schema is known. */
  #reportGaps(tool: string, { schema, gaps: { missing, untyped } }: SchemaReading): boolean {
    const [gap] = missing;
    if (gap !== undefined) {
      const what = schema === undefined ? 'the arguments' : 'some arguments';
      const message = `${what} of ${quote(tool)} depend on the run`;
      this.findings.push(offerError('schema-unresolved', gap, message));
    }
    const [argument] = untyped;
    if (argument !== undefined) {
      const message = `the type of an argument of ${quote(tool)} depends on the run, it becomes \`Json\``;
      const code = 'schema-unresolved';
      this.findings.push({ code, severity: 'warning', origin: argument, message });
    }
    return schema === undefined;
  }
}

const noArguments: SchemaReading = { schema: new Map(), gaps: new Gaps() };
