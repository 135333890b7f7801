import { bundleErrors, type ErrorEntry } from '../../compiler/bundle/errors.ts';
import { lintRules } from '../../compiler/lint/rules.ts';
import { actionErrors } from '../../action/errors.ts';
import { type DiagnosticEntry, diagnostics } from '../../dsl/diagnostics.ts';
import { quote } from '../../dsl/escape.ts';
import { suggest } from '../../dsl/suggest.ts';
import { gatewayErrors } from '../../gateway/errors.ts';
import { command, jsonOption } from '../command.ts';
import { cliError, cliErrors } from '../errors.ts';
import { shownExample } from '../example.ts';
import { paint, type Screen } from '../terminal.ts';

const findings: ReadonlyMap<string, DiagnosticEntry> = new Map<string, DiagnosticEntry>([
  ...Object.entries(diagnostics),
  ...lintRules.map((rule) => [rule.code, rule] as const),
]);
const errors: ReadonlyMap<string, ErrorEntry> = new Map(
  Object.entries({ ...bundleErrors, ...gatewayErrors, ...cliErrors, ...actionErrors }),
);

/** `sentrely explain`: what a code of a finding or an error means, and what to do. */
const explain = command({
  operands: { usage: '[CODE]', min: 0, max: 1 },
  options: { json: jsonOption },
  details: 'Without a code, lists all of them.',
  examples: ['explain unknown-agent', 'explain SENTRELY_ERR_BUNDLE_EXPIRED'],
  async run({ operands: [code], options, terminal }) {
    const { out } = terminal;
    if (code === undefined) {
      const codes = [...findings.keys(), ...errors.keys()];
      out.write(options.json ? `${JSON.stringify({ codes })}\n` : `${codes.join('\n')}\n`);
      return 0;
    }
    const entry = findings.get(code) ?? errors.get(code);
    if (entry === undefined) throw unknownCode(code);
    if (options.json) out.write(`${JSON.stringify({ code, ...entry })}\n`);
    else out.write('explanation' in entry ? finding(code, entry, out) : failure(code, entry, out));
    return 0;
  },
});

export { explain as command };

function finding(code: string, entry: DiagnosticEntry, screen: Screen): string {
  const { severity, title, explanation, bad, good } = entry;
  return [
    `${heading(`${severity}[${code}]`, screen)}: ${title}\n`,
    `${explanation}\n`,
    example('wrong', bad, screen),
    example('right', good, screen),
  ].join('\n');
}

function failure(code: string, { title, help, status }: ErrorEntry, screen: Screen): string {
  return `${heading(`error[${code}]`, screen)}: ${title}\n\n${help}\n\nHTTP status, where one is sent: ${status}\n`;
}

function heading(text: string, screen: Screen): string {
  return paint(screen, 'bold', text);
}

function example(title: string, text: string, screen: Screen): string {
  const lines = shownExample(text)
    .split('\n')
    .map((line) => (line === '' ? '\n' : `  ${line}\n`));
  return `${paint(screen, 'bold', title)}\n${lines.join('')}`;
}

function unknownCode(code: string): Error {
  const guess = suggest(code, [...findings.keys(), ...errors.keys()]);
  const hint = guess === undefined ? '' : `, did you mean ${quote(guess)}`;
  return cliError('SENTRELY_ERR_CLI_CODE', `found ${quote(code)}${hint}`);
}
