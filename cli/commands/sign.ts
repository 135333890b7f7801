import { predicateOf } from '../../action/publication.ts';
import { channel, duration, type Quantity, revision } from '../../action/quantities.ts';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { readInstant } from '../../compiler/bundle/instant.ts';
import { signingKeyFromPem } from '../../compiler/bundle/keys.ts';
import { signBundle } from '../../compiler/bundle/sign.ts';
import { quote } from '../../dsl/escape.ts';
import { command } from '../command.ts';
import { readBytes, readText, writeWhole } from '../files.ts';
import { optionValue } from '../option-value.ts';

/** `sentrely sign`: from rules to the bundle that a gateway loads. */
const sign = command({
  operands: { usage: 'RULES', min: 1, max: 1 },
  options: {
    key: { type: 'string', value: 'FILE', required: true, multiple: true, help: 'signing key' },
    revision: { type: 'string', value: 'N', required: true, help: 'counts up in a channel' },
    out: { type: 'string', short: 'o', value: 'FILE', required: true, help: 'bundle to write' },
    channel: { type: 'string', value: 'NAME', default: 'main', help: 'who it is meant for' },
    'expires-in': { type: 'string', value: 'TIME', default: '90d', help: 'how long it is valid' },
    'not-before': { type: 'string', value: 'TIME', help: 'valid from then on, RFC 3339 in UTC' },
    'tests-passed': { type: 'string', value: 'N', default: '0', help: 'what `compile` reported' },
  },
  details: `A gateway accepts only a higher revision than the last one, so use a number that grows.
Several --key sign together. Rules that no gateway would load are refused.`,
  examples: ['sign --key release.key --revision 7 rules.json -o bundle.json'],
  async run({ options, operands: [rules = ''], terminal }) {
    const { folder } = terminal;
    const notBefore = options['not-before'];
    const publication = {
      revision: optionValue('revision', options.revision, revision),
      channel: optionValue('channel', options.channel, channel),
      notBeforeMs:
        notBefore === undefined ? Date.now() : optionValue('not-before', notBefore, instant),
      lifetimeMs: optionValue('expires-in', options['expires-in'], duration),
      source: null,
      testsPassed: optionValue('tests-passed', options['tests-passed'], count),
    };
    const predicate = predicateOf(publication);
    const rulesBytes = readBytes(folder, rules);
    const keys = options.key.map((path) => signingKeyFromPem(readText(folder, path)));
    writeWhole(folder, options.out, signBundle({ rulesBytes, predicate, keys }));
    const what = `revision ${predicate.revision} of channel ${quote(predicate.channel)}`;
    terminal.err.write(
      `signed ${what}, valid until ${predicate.expires}: ${quote(options.out)}\n` +
        `digest ${sha256Hex(rulesBytes)}\n`,
    );
    return 0;
  },
});

export { sign as command };

const instant: Quantity<number> = {
  expected: 'a time in UTC like `2026-03-04T00:00:00Z`',
  parse: readInstant,
};

const count: Quantity<number> = {
  expected: 'a whole number from 0',
  parse: (text) => (text === '0' ? 0 : revision.parse(text)),
};
