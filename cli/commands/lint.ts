import { compile } from '../../compiler/compile.ts';
import { lint as lintPolicies } from '../../compiler/lint/lint.ts';
import { diagnosticsMax, type Finding } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { toJson } from '../../dsl/render.ts';
import type { Source } from '../../dsl/source.ts';
import { command, jsonOption, policyPaths } from '../command.ts';
import { writeWhole } from '../files.ts';
import { applyFixes } from '../fixes.ts';
import { optionValue } from '../option-value.ts';
import { plural, writeDiagnostics } from '../report.ts';
import { readSources } from '../sources.ts';
import type { Terminal } from '../terminal.ts';

const grades = ['error', 'warning', 'never'] as const;
type Grade = (typeof grades)[number];

const gradeForm = {
  expected: '`error`, `warning` or `never`',
  parse: (text: string) => grades.find((grade) => grade === text),
};

/** More rounds than this and two fixes are undoing each other. */
const roundsMax = 10;

/** `sentrely lint`: rules that say less, or more, than they seem to. */
const lint = command({
  operands: policyPaths,
  options: {
    fix: { type: 'boolean', help: 'make the changes that alter no decision' },
    'fail-on': {
      type: 'string',
      value: 'GRADE',
      default: 'error',
      help: 'exit 1 on an error, on a warning too, or never',
    },
    json: jsonOption,
  },
  details: `Most findings are proved over all calls that can be made. A warning or remark is suppressed by
a comment at the end of its line or on the line before, with the reason:
// sentrely-ignore CODE: reason`,
  examples: ['lint policies/', 'lint --fix policies/', 'lint --fail-on warning --json policies/'],
  findings: 'there are errors (see --fail-on)',
  async run({ options, operands, terminal }) {
    const grade = optionValue('fail-on', options['fail-on'], gradeForm);
    if (options.fix) fixAll(operands, terminal);
    const { findings, sources } = read(operands, terminal);
    if (options.json) {
      const list = findings.map((finding) => toJson(finding, sources));
      terminal.out.write(`${JSON.stringify({ diagnostics: list })}\n`);
    } else writeDiagnostics(findings.slice(0, diagnosticsMax), sources, terminal.out);
    return isFailure(findings, grade) ? 1 : 0;
  },
});

export { lint as command };

function read(
  paths: readonly string[],
  { folder }: Terminal,
): { readonly findings: readonly Finding[]; readonly sources: readonly Source[] } {
  const compilation = compile(readSources(paths, folder));
  return { findings: lintPolicies(compilation), sources: compilation.sources };
}

/** A fix may make another one possible, so they are made in rounds. */
function fixAll(paths: readonly string[], terminal: Terminal): void {
  for (let round = 0; round < roundsMax; round++) {
    const own = readSources(paths, terminal.folder);
    const { changed, count } = applyFixes(read(paths, terminal).findings, own);
    for (const { file, text } of changed) writeWhole(terminal.folder, file, text);
    if (count === 0) return;
    const files = changed.map(({ file }) => quote(file)).join(', ');
    terminal.err.write(`${plural(count, 'finding')} mended in ${files}\n`);
  }
}

function isFailure(findings: readonly Finding[], grade: Grade): boolean {
  const isError = findings.some(({ severity }) => severity === 'error');
  const isWarning = findings.some(({ severity }) => severity === 'warning');
  return grade !== 'never' && (isError || (grade === 'warning' && isWarning));
}
