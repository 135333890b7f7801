import { quote } from '../../dsl/escape.ts';
import { paramsMax } from '../bundle/limits.ts';
import { wireName } from '../bundle/tool-name.ts';
import { type Offer, offerError, type OfferFinding, type Origin } from './offer.ts';
import { argumentsOf, type SchemaValue } from './schema.ts';
import { readOfferedName } from './tool-name.ts';

/** A tool before its name and schema are judged. */
export interface RawOffer {
  readonly server: string | undefined;
  readonly name: string;
  readonly schema: SchemaValue;
  /** Parts of the schema are not known. */
  readonly isPartial: boolean;
  readonly origin: Origin;
}

/** An offer with what is wrong with it; no offer where it cannot be declared at all. */
export interface OfferReading {
  readonly offer: Offer | undefined;
  readonly findings: readonly OfferFinding[];
}

/** Judges the name and the schema of a tool. */
export function readOffer({ server, name, schema, isPartial, origin }: RawOffer): OfferReading {
  const named = readOfferedName(name, server);
  if (!named.ok) return refused(offerError('name-illegal', origin, named.message));
  const tool = quote(wireName(named.server ?? null, named.name));
  const read = argumentsOf(schema);
  if (read === undefined) {
    const message = `the arguments of ${tool} cannot be read, expected the schema of an object`;
    return refused(offerError('schema-unresolved', origin, message));
  }
  const { params, isOpen, dropped } = read;
  const findings = dropped.slice(0, 1).map((param) => {
    const expected = `at most ${paramsMax} names of 1 to 128 characters`;
    const message = `${tool} has ${dropped.length} arguments that cannot be declared, such as ${quote(param)}, expected ${expected}`;
    return offerError('argument-dropped', origin, message);
  });
  const offer = { server: named.server, name: named.name, params, isPartial, origin };
  return { offer, findings: isOpen ? [...findings, openFinding(tool, origin)] : findings };
}

function refused(finding: OfferFinding): OfferReading {
  return { offer: undefined, findings: [finding] };
}

function openFinding(tool: string, origin: Origin): OfferFinding {
  const message = `${tool} takes arguments that its schema does not name, calls with these are denied`;
  return { code: 'arguments-open', severity: 'warning', origin, message };
}
