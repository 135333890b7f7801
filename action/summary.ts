import { summary } from '@actions/core';
import { escapeHidden } from '../dsl/escape.ts';
import { actionError } from './errors.ts';
import type { Finding, Product, Report, Unsigned } from './report.ts';

/** GitHub drops a summary larger than 1 MiB; some room is left for what it adds. */
const summaryBytesMax = 1024 * 1024 - 4096;

/** The summary of a step as Markdown, cut between two sections when it would be too large. */
export function summaryText(report: Report): string {
  const sections = [
    headline(report),
    ...productSection(report.product),
    ...findingSections(report),
    ...(report.omitted > 0 ? [`${report.omitted} more findings are not listed.\n`] : []),
  ];
  let text = '';
  for (const [at, section] of sections.entries()) {
    if (Buffer.byteLength(text) + Buffer.byteLength(section) > summaryBytesMax) {
      return `${text}\n${sections.length - at} more sections do not fit here; the log has them.\n`;
    }
    text += `${section}\n`;
  }
  return text;
}

/** Appends to the step's summary; a runner that has none loses nothing but this copy. */
export async function writeSummary(text: string): Promise<void> {
  if (!process.env['GITHUB_STEP_SUMMARY']) return;
  try {
    await summary.addRaw(text).write();
  } catch (cause) {
    throw actionError('SENTRELY_ERR_ACTION_ENVIRONMENT', 'the summary cannot be written', cause);
  }
}

function headline(report: Report): string {
  const { decision, reason_code, files, tests } = report;
  const counted = tests === null ? 'not run' : `${tests.passed} passed, ${tests.failed} failed`;
  return `## Sentrely: ${decision}

| | |
| --- | --- |
| reason | \`${reason_code}\` |
| files | ${files} |
| errors | ${report.errors} |
| warnings | ${report.warnings} |
| tests | ${counted} |
`;
}

const unsignedReasons: Readonly<Record<Unsigned, string>> = {
  'not-asked': 'not signed: the command only compiles',
  'no-key': 'not signed: there is no signing key',
  event: 'not signed: what this event is about is not merged',
};

function productSection(product: Product | null): readonly string[] {
  if (product === null) return [];
  const { bundle, digest, rules, unsigned } = product;
  const rows =
    bundle === null
      ? [['state', unsignedReasons[unsigned ?? 'not-asked']]]
      : [
          ['bundle', code(bundle.path)],
          ['revision', String(bundle.revision)],
          ['channel', code(bundle.channel)],
          ['expires', bundle.expires],
        ];
  const table = [...rows, ['rules', String(rules)], ['digest', code(digest)]]
    .map(([name, value = '']) => `| ${name} | ${value.replaceAll('|', '\\|')} |\n`)
    .join('');
  return [`### Rules\n\n| | |\n| --- | --- |\n${table}`];
}

/** One section for each file, so that a cut never splits a finding. */
function findingSections({ findings }: Report): readonly string[] {
  const byFile = Map.groupBy(findings, ({ file }) => file);
  return [...byFile].map(([file, list]) => `### ${code(file)}\n\n${list.map(item).join('')}`);
}

function item({ level, code: name, message, line, column }: Finding): string {
  return `- **${level}** ${code(name)} at ${line}:${column}: ${code(message)}\n`;
}

/**
 * Text of others as inline code, where Markdown, HTML and mentions mean nothing. The fence is longer
 * than any run of backticks inside, and line ends are escaped.
 */
function code(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return `${fence} ${escapeHidden(text)} ${fence}`;
}
