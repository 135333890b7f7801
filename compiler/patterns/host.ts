import { type Pattern, parsePattern } from '../automata/pattern.ts';
import { readHost } from '../evaluate/facts/host.ts';
import { faultAt, matching, type Reading } from './pattern-terms.ts';

/** What a host in its one spelling is made of: labels, and the brackets and colons of IPv6. */
const notInHost = /[^a-z0-9.:[\]_-]/u;

/** What makes a pattern more than one host. */
const wildcard = /[*?{}\\]/;

/**
 * A host pattern: `*` is one label, `**` one or more, so neither `*.x` nor `**.x` covers `x`. Without
 * wildcards it is a host in any spelling.
 */
export function readHostPattern(text: string): Reading {
  const literal = wildcard.test(text) ? null : readHost(text);
  if (literal !== null) return matching('host', [{ kind: 'text', text: literal }]);
  const parsed = parsePattern(text.toLowerCase());
  if (!parsed.ok) return parsed;
  const stray = strayIn(parsed.pattern);
  if (stray !== undefined) {
    const at = text.toLowerCase().indexOf(stray);
    const expected = 'the letters, digits, dots and hyphens of a host, others as `xn--...`';
    return faultAt(Math.max(at, 0), `found \`${stray}\`, expected ${expected}`);
  }
  return matching('host', parsed.pattern);
}

/** The first literal character that no host can hold. */
function strayIn(pattern: Pattern): string | undefined {
  return literalsOf(pattern).flatMap((text) => notInHost.exec(text) ?? [])[0];
}

function literalsOf(pattern: Pattern): readonly string[] {
  return pattern.flatMap((piece) => {
    if (piece.kind === 'text') return [piece.text];
    return piece.kind === 'choice' ? piece.options.flatMap(literalsOf) : [];
  });
}
