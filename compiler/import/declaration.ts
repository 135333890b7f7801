import { assert } from '../../dsl/assert.ts';
import { escapeHidden, quote, stringLiteral } from '../../dsl/escape.ts';
import { sourceLengthMax } from '../../dsl/limits.ts';
import { format } from '../../dsl/print.ts';
import { wireName } from '../bundle/tool-name.ts';
import { type Offer, offerError, type OfferFinding, type Origin, originText } from './offer.ts';

/** A policy file of tool declarations. */
export interface Declarations {
  readonly text: string;
  readonly findings: readonly OfferFinding[];
}

/** Places named above one declaration; more are counted. */
const originsShownMax = 3;

/**
 * Writes a declaration for each tool, in the order given, in the canonical layout. Where several
 * offers share a name the first is declared, and the others must agree with it. `heading` stands
 * first, one comment line each.
 */
export function declareTools(offers: readonly Offer[], heading: readonly string[]): Declarations {
  const byName = Map.groupBy(offers, offerKey);
  const findings = [...byName.values()].flatMap(disagreements);
  let text = `edition 1\n\n${heading.map(commentLine).join('')}\n`;
  for (const [, same] of byName) {
    const next = declarationText(same);
    if (text.length + next.length > sourceLengthMax) {
      findings.push(tooMany(same[0]?.origin));
      break;
    }
    text += next;
  }
  const formatted = format({ file: 'declarations', text });
  assert(formatted.text !== undefined, 'what we write is well formed');
  return { text: formatted.text, findings };
}

/** The name that a model sees, which is what two tools cannot share. */
export function offerKey({ server, name }: Offer): string {
  return wireName(server ?? null, name);
}

/** Text of one comment line, whatever it holds. */
export function commentLine(text: string): string {
  return `// ${escapeHidden(text)}\n`;
}

function declarationText(offers: readonly Offer[]): string {
  const [offer, ...others] = offers;
  assert(offer !== undefined, 'a group has a member');
  const name = stringLiteral(offer.name);
  const tool = offer.server === undefined ? name : `mcp ${stringLiteral(offer.server)}.${name}`;
  const params = offer.params.map(
    (param) => `  ${stringLiteral(param.name)}${param.optional ? '?' : ''}: ${param.type},\n`,
  );
  return `${originLine([offer, ...others])}tool ${tool} {\n${params.join('')}}\n\n`;
}

function originLine(offers: readonly Offer[]): string {
  const places = [...new Set(offers.map(({ origin }) => originText(origin)))];
  const more = places.length - originsShownMax;
  const shown = places.slice(0, originsShownMax).join(', ');
  return commentLine(more > 0 ? `${shown} and ${more} more` : shown);
}

function disagreements(offers: readonly Offer[]): readonly OfferFinding[] {
  const [first, ...others] = offers;
  assert(first !== undefined, 'a group has a member');
  return others
    .filter((other) => signature(other) !== signature(first))
    .map((other) => {
      const found = `${quote(offerKey(other))} has other arguments here`;
      const where = quote(originText(first.origin));
      return offerError('offers-differ', other.origin, `${found}, expected those of ${where}`);
    });
}

/** Everything that a declaration says, whatever the order of the arguments. */
function signature({ server, name, params }: Offer): string {
  const parts = params.map((param) => [param.name, param.optional, param.type].join('\0')).sort();
  return JSON.stringify([server ?? null, name, parts]);
}

function tooMany(origin: Origin | undefined): OfferFinding {
  const message = `found more declarations than one file holds, expected ${sourceLengthMax} characters`;
  return offerError('too-many-tools', origin ?? { file: '' }, message);
}
