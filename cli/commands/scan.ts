import { compile } from '../../compiler/compile.ts';
import { declareTools } from '../../compiler/import/declaration.ts';
import { offerError, type OfferFinding } from '../../compiler/import/offer.ts';
import { compareOffers } from '../../compiler/scan/compare.ts';
import { type Scan, scan } from '../../compiler/scan/scan.ts';
import { toJson } from '../../dsl/render.ts';
import { command, type ExitCode, jsonOption } from '../command.ts';
import { cliError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { offerExitCode, offersJson, writeOfferFindings } from '../offer-report.ts';
import { readPrograms } from '../program-files.ts';
import { plural, writeDiagnostics } from '../report.ts';
import { readSources } from '../sources.ts';
import type { Terminal } from '../terminal.ts';

const heading = [
  'Written by `sentrely scan`. Types are read from schemas, and from names where schemas say no more:',
  'read each line before you rely on it.',
];

/** `sentrely scan`: the tools that programs offer to models. */
const scanTools = command({
  operands: { usage: 'PATH...', min: 1, max: Number.POSITIVE_INFINITY },
  options: {
    check: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'compare with these policies instead of writing declarations',
    },
    server: { type: 'string', value: 'NAME', help: 'what clients call the MCP server in the code' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the declarations to a file' },
    json: jsonOption,
  },
  details: `Reads TypeScript and JavaScript: the tools of the Anthropic, OpenAI, Claude Agent, Vercel AI
and MCP SDKs. Nothing is run. A tool that cannot be read from the text alone is reported, with its
place; its declaration has to be written by hand.`,
  examples: ['scan -o policies/tools.sentrely src/', 'scan --check policies/ src/'],
  findings: 'a tool cannot be read, or differs from the policies',
  async run({ options, operands, terminal }) {
    const { check, out, server, json } = options;
    if (check !== undefined && out !== undefined) {
      throw cliError('SENTRELY_ERR_CLI_OPTION', 'found `--check` and `--out`, expected one');
    }
    const { sources, tooLarge } = readPrograms(operands, terminal.folder);
    const scanned = await scan(sources, { server });
    const unread = tooLarge.map((file) =>
      offerError('file-unread', { file }, 'found a file of more than 1 MiB, expected less'),
    );
    const found = { offers: scanned.offers, findings: [...unread, ...scanned.findings] };
    if (check !== undefined) return compare(found, check, { terminal, json });
    return declare(found, out, { terminal, json });
  },
});

export { scanTools as command };

interface Answer {
  readonly terminal: Terminal;
  readonly json: boolean | undefined;
}

function declare(
  { offers, findings }: Scan,
  out: string | undefined,
  { terminal, json }: Answer,
): ExitCode {
  const declared = declareTools(offers, heading);
  const all = [...findings, ...declared.findings];
  if (out !== undefined) writeWhole(terminal.folder, out, declared.text);
  if (json) terminal.out.write(`${JSON.stringify(offersJson(offers, all))}\n`);
  else if (out === undefined) terminal.out.write(declared.text);
  if (!json) summarise(offers.length, all, terminal);
  return offerExitCode(all);
}

function summarise(offers: number, findings: readonly OfferFinding[], { err }: Terminal): void {
  writeOfferFindings(findings, err);
  err.write(`${plural(offers, 'tool')}, ${plural(findings.length, 'finding')}\n`);
}

function compare(
  { offers, findings }: Scan,
  paths: readonly string[],
  { terminal, json }: Answer,
): ExitCode {
  const policies = readSources(paths, terminal.folder);
  const { program, diagnostics } = compile(policies);
  if (program === undefined) {
    if (!json) return writeDiagnostics(diagnostics, policies, terminal.out);
    const list = diagnostics.map((diagnostic) => toJson(diagnostic, policies));
    terminal.out.write(`${JSON.stringify({ diagnostics: list })}\n`);
    return 1;
  }
  const all = [...findings, ...compareOffers(offers, program)];
  if (json) terminal.out.write(`${JSON.stringify(offersJson(offers, all))}\n`);
  else {
    writeOfferFindings(all, terminal.out);
    terminal.out.write(`${plural(offers.length, 'tool')}, ${plural(all.length, 'finding')}\n`);
  }
  return offerExitCode(all);
}
