import type { Severity } from '../../dsl/diagnostic.ts';
import type { TypeName } from '../../dsl/ast.ts';

/** Where a tool was found: a place in a program, or an entry of a JSON document. */
export interface Origin {
  readonly file: string;
  /** From 1; absent in JSON documents. */
  readonly line?: number;
  /** From 1, in UTF-16 units. */
  readonly column?: number;
  /** `tools[3]`; absent in programs. */
  readonly entry?: string;
}

/** What values an argument takes. `unknown`: the schema could not be read. */
export type ValueClass = 'text' | 'integer' | 'number' | 'boolean' | 'any' | 'unknown';

/** An argument as its schema describes it, and the type that a declaration gives it. */
export interface OfferedParam {
  readonly name: string;
  readonly optional: boolean;
  readonly valueClass: ValueClass;
  readonly type: TypeName;
}

/** A tool that something offers to a model. Its names are legal in a declaration. */
export interface Offer {
  readonly server: string | undefined;
  readonly name: string;
  readonly params: readonly OfferedParam[];
  /** Part of the schema could not be read: arguments may be missing from `params`. */
  readonly isPartial: boolean;
  readonly origin: Origin;
}

/** What can be wrong with what was found, or differ from the policies. */
export type OfferFindingCode =
  | 'argument-differs'
  | 'argument-dropped'
  | 'arguments-open'
  | 'entry-unread'
  | 'file-unread'
  | 'name-illegal'
  | 'name-unresolved'
  | 'no-tools'
  | 'offers-differ'
  | 'schema-unresolved'
  | 'server-unresolved'
  | 'tool-undeclared'
  | 'tool-unused'
  | 'too-many-tools'
  | 'tools-unresolved';

/**
 * A finding about a tool outside of the policies, which no policy span could name. An `error` means
 * that a declaration is missing, incomplete or not what the tool needs.
 */
export interface OfferFinding {
  readonly code: OfferFindingCode;
  readonly severity: Severity;
  readonly origin: Origin;
  /** One line, lower case, no final period. */
  readonly message: string;
}

/** A finding that makes a run fail. */
export function offerError(code: OfferFindingCode, origin: Origin, message: string): OfferFinding {
  return { code, severity: 'error', origin, message };
}

/** `src/tools.ts:12`, `list.json tools[3]`. */
export function originText({ file, line, entry }: Origin): string {
  if (line !== undefined) return `${file}:${line}`;
  return entry === undefined ? file : `${file} ${entry}`;
}
