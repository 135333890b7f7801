import { parsePattern } from '../automata/pattern.ts';
import { readHostPattern } from './host.ts';
import { both, faultAt, matching, onPart, type Reading, shifted } from './pattern-terms.ts';

/** A mail pattern, judged before and after its one `@`, which no wildcard crosses. */
export function readEmailPattern(text: string): Reading {
  const at = text.indexOf('@');
  if (at < 0 || text.includes('@', at + 1)) {
    return faultAt(0, `found ${at < 0 ? 'no' : 'more than one'} \`@\`, expected \`local@domain\``);
  }
  const local = parsePattern(text.slice(0, at));
  const domain = shifted(at + 1, readHostPattern(text.slice(at + 1)));
  return both(
    onPart('local', local.ok ? matching('text', local.pattern) : local),
    onPart('domain', domain),
  );
}
