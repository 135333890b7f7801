import type { BundleContent } from '../../compiler/bundle/bundle.ts';
import { quote } from '../../dsl/escape.ts';
import { loadBundle } from '../bundle.ts';
import { command, jsonOption } from '../command.ts';
import { plural } from '../report.ts';
import { paint } from '../terminal.ts';

/** `sentrely verify`: whether a gateway would take a bundle, and what is in it. */
const verify = command({
  operands: { usage: 'BUNDLE', min: 1, max: 1 },
  options: {
    trust: { type: 'string', value: 'FILE', required: true, help: 'whose signature counts' },
    json: jsonOption,
  },
  details: `Makes the checks of a gateway in its order, except the revision counter: only a gateway
remembers which revision it has accepted.`,
  examples: ['verify --trust release.trust.json bundle.json'],
  async run({ options, operands: [path = ''], terminal }) {
    const { out } = terminal;
    const summary = summaryOf(loadBundle(terminal, path, options.trust));
    if (options.json) out.write(`${JSON.stringify(summary)}\n`);
    else out.write(`${paint(out, 'green', 'valid')}\n${rowsOf(summary)}`);
    return 0;
  },
});

export { verify as command };

type Summary = ReturnType<typeof summaryOf>;

function summaryOf({ rules, predicate, digest, signers }: BundleContent) {
  const { revision, channel, not_before, expires, source, tests } = predicate;
  return {
    revision,
    channel,
    not_before,
    expires,
    signers,
    digest,
    source,
    tests_passed: tests.passed,
    agents: rules.agents.length,
    tools: rules.tools.length,
    policies: rules.policies.length,
    rules: rules.policies.reduce((sum, policy) => sum + policy.rules.length, 0),
  };
}

function rowsOf(summary: Summary): string {
  const { revision, channel, source } = summary;
  const rows = [
    ['revision', String(revision)],
    ['channel', quote(channel)],
    ['valid from', summary.not_before],
    ['expires', summary.expires],
    ...summary.signers.map((signer) => ['signed by', signer]),
    ['digest', summary.digest],
    ['source', source === null ? 'not stated' : quote(`${source.repo}@${source.commit}`)],
    ['tests', summary.tests_passed === 0 ? 'not stated' : `${summary.tests_passed} passed`],
    ['holds', holdings(summary)],
  ];
  return rows.map(([name = '', value = '']) => `  ${name.padEnd(10)}  ${value}\n`).join('');
}

function holdings({ agents, tools, policies, rules }: Summary): string {
  const counted = [plural(agents, 'agent'), plural(tools, 'tool'), plural(rules, 'rule')];
  return `${counted.join(', ')} in ${policies} policies and guards`;
}
