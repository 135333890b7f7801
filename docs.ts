import { readFileSync, writeFileSync } from 'node:fs';
import { actionErrors } from './action/errors.ts';
import { cliErrors } from './cli/errors.ts';
import { shownExample } from './cli/example.ts';
import { railroadPage } from './docs/railroad/page.ts';
import { bundleErrors, type ErrorEntry } from './compiler/bundle/errors.ts';
import type { LintRule } from './compiler/lint/rule.ts';
import { lintRules } from './compiler/lint/rules.ts';
import { type DiagnosticEntry, diagnostics } from './dsl/diagnostics.ts';
import { format } from './dsl/print.ts';
import { configSchema } from './gateway/config-schema.ts';
import { gatewayErrors } from './gateway/errors.ts';
import { type MetricEntry, metricList } from './gateway/telemetry/metric-list.ts';

/**
 * Writes the reference pages that are nothing but data of the code. `node docs.ts --check` compares
 * instead and exits 1 when a page is stale; a test runs that.
 */
const pages: ReadonlyMap<string, string> = new Map([
  ['docs/reference/diagnostics.md', diagnosticsPage()],
  ['docs/reference/errors.md', errorsPage()],
  ['docs/reference/config.md', configPage()],
  ['docs/reference/metrics.md', metricsPage()],
  ['docs/reference/grammar.html', railroadPage()],
  ['docs/reference/rules/README.md', rulesPage()],
  ...lintRules.map((rule) => [`docs/reference/rules/${rule.code}.md`, rulePage(rule)] as const),
]);

const isCheck = process.argv.includes('--check');
for (const [path, text] of pages) {
  if (!isCheck) writeFileSync(path, text);
  else if (read(path) !== text) {
    console.error(`${path} is stale: run \`npm run docs\``);
    process.exitCode = 1;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function diagnosticsPage(): string {
  const sections = Object.entries<DiagnosticEntry>(diagnostics)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, entry]) => `## ${code}

**${entry.severity}**: ${entry.title}

${entry.explanation}

Avoid:

\`\`\`sentrely
${shownExample(entry.bad)}
\`\`\`

Prefer:

\`\`\`sentrely
${shownExample(entry.good)}
\`\`\`
`,
    );
  return `# Diagnostics

What \`sentrely check\` finds in policy text. Generated from the catalogue; \`sentrely explain CODE\` prints
the same.

${sections.join('\n')}`;
}

function rulesPage(): string {
  const rows = lintRules.map(
    ({ code, severity, title }) => `| [${code}](${code}.md) | ${severity} | ${title} |`,
  );
  return `# Lint rules

What \`sentrely lint\` finds beside the mistakes that \`sentrely check\` finds. Most of it is proved over all
calls that can be made. A warning or remark is suppressed by a comment at the end of its line or alone on
the line before: \`// sentrely-ignore CODE: reason\`. Generated from the catalogue.

| rule | severity | what |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function rulePage({ code, severity, title, explanation, bad, good }: LintRule): string {
  return `# ${code}

## Summary

**${severity}**: ${title}

## Avoid

\`\`\`sentrely
${laidOut(bad)}
\`\`\`

## Prefer

\`\`\`sentrely
${laidOut(good)}
\`\`\`

## Rationale

${explanation}
`;
}

function laidOut(text: string): string {
  return shownExample(format({ file: 'example', text }).text ?? text);
}

function errorsPage(): string {
  const areas: readonly [string, Readonly<Record<string, ErrorEntry>>][] = [
    ['Bundles', bundleErrors],
    ['Gateway', gatewayErrors],
    ['Command line', cliErrors],
    ['GitHub Action', actionErrors],
  ];
  const tables = areas.map(
    ([title, entries]) => `## ${title}

| code | status | what | what to do |
| --- | --- | --- | --- |
${Object.entries(entries)
  .map(([code, { status, title: what, help }]) => `| \`${code}\` | ${status} | ${what} | ${help} |`)
  .join('\n')}
`,
  );
  return `# Errors

What goes wrong at run time, by area. Generated from the catalogues; \`sentrely explain CODE\` prints the
same. The status is the HTTP status where one is sent.

${tables.join('\n')}`;
}

interface SchemaNode {
  readonly items?: SchemaNode;
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

function configPage(): string {
  const rows = settings(configSchema as SchemaNode, []).map(
    ({ path, node }) =>
      `| \`${path.join('.')}\` | ${variableOf(path)} | ${defaultOf(node)} | ${node.description ?? ''} |`,
  );
  return `# Configuration

\`sentrely gateway run\` reads \`sentrely.yaml\` of its folder, or the file that \`--config\` names. Every key
but those of lists (\`[]\`) can be given as an environment variable, which wins. No key is required. An unknown key or an unknown
\`SENTRELY_\` variable is an error: a misspelt one would silently leave a default in force.
\`ANTHROPIC_API_KEY\` is taken for \`upstream.api_key\` when that is not set, and \`OPENAI_API_KEY\` for
\`upstream.openai_api_key\`.

| key | variable | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function metricsPage(): string {
  const rows = Object.entries<MetricEntry>(metricList).map(([name, { type, help, labels }]) => {
    const spelt = Object.entries(labels).map(([label, values]) => `\`${label}\`: ${values}`);
    return `| \`${name}\` | ${type} | ${help} | ${spelt.join('<br>')} |`;
  });
  return `# Metrics

\`GET /metrics\` on the admin listener, in the text format of Prometheus, without a key. Labels have a fixed
set of values: nothing that a client sends becomes one, so their number does not grow with traffic. Metrics
of the process (\`process_...\`, \`nodejs_...\`) are there too.

| metric | type | meaning | labels |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** What is in a list has none: text cannot spell it. */
function variableOf(path: readonly string[]): string {
  const name = path.join('_').toUpperCase();
  return name.includes('[]') ? '' : `\`SENTRELY_${name}\``;
}

function defaultOf(node: SchemaNode): string {
  return node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``;
}

function settings(
  node: SchemaNode,
  path: readonly string[],
): readonly { path: readonly string[]; node: SchemaNode }[] {
  if (node.items?.properties !== undefined)
    return settings(node.items, [...path.slice(0, -1), `${path.at(-1) ?? ''}[]`]);
  if (node.properties === undefined) return [{ path, node }];
  return Object.entries(node.properties).flatMap(([key, child]) => settings(child, [...path, key]));
}
