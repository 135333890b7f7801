import type { Observation } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { readInstant } from '../bundle/instant.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';

/** The instant of `until`, a day or a time in UTC; undefined for any other text. */
export function untilOf({ until }: Observation): string | undefined {
  const text = /^\d{4}-\d{2}-\d{2}$/.test(until.text) ? `${until.text}T00:00:00Z` : until.text;
  return readInstant(text) === undefined ? undefined : text;
}

/** `observe until`: once, and until a day that exists. How far ahead is for whoever signs to say. */
export function* checkObservations({ observations }: Program): Generator<Diagnostic> {
  const [first, ...others] = observations;
  for (const { until } of observations.filter((each) => untilOf(each) === undefined)) {
    const message = `found ${quote(until.text)}, expected a day such as \`2026-12-31\``;
    yield finding('observe-date', until.span, message);
  }
  for (const { span } of others) {
    yield finding('duplicate-name', span, 'found `observe` twice, expected it once', {
      ...(first === undefined ? {} : { labels: [{ span: first.span, text: 'first said here' }] }),
      help: 'remove one of the two',
    });
  }
}
