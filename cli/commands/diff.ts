import { analyzeDifference, type Comparison } from '../../compiler/analyze/difference.ts';
import type { Compiled } from '../../compiler/analyze/model.ts';
import { type Compilation, compile } from '../../compiler/compile.ts';
import { toJson } from '../../dsl/render.ts';
import { command, type ExitCode, jsonOption } from '../command.ts';
import { comparisonJson, writeComparison } from '../difference-report.ts';
import { optionValue } from '../option-value.ts';
import { writeDiagnostics } from '../report.ts';
import { readProgram } from '../sources.ts';
import type { Terminal } from '../terminal.ts';

const reasons = ['newly-allowed', 'any', 'never'] as const;
type Reason = (typeof reasons)[number];

const reasonForm = {
  expected: '`newly-allowed`, `any` or `never`',
  parse: (text: string) => reasons.find((reason) => reason === text),
};

/** `sentrely diff`: what a change of policies really changes. */
const diff = command({
  operands: { usage: 'BASE HEAD', min: 2, max: 2 },
  options: {
    'fail-on': {
      type: 'string',
      value: 'WHAT',
      default: 'newly-allowed',
      help: 'exit 1 on newly-allowed, any difference, or never',
    },
    json: jsonOption,
  },
  details: `BASE and HEAD are each a policy file or a folder of them. Looks at every kind of call that
can be made, and shows one of each kind that is decided differently. Both engines have
decided each shown call on both sides. What could not be looked at is called inconclusive
and counts as newly allowed.`,
  examples: ['diff old/ policies/', 'diff --fail-on any --json old/ policies/ > diff.json'],
  findings: 'something is newly allowed (see --fail-on), or policies have errors',
  async run({ options, operands, terminal }) {
    const reason = optionValue('fail-on', options['fail-on'], reasonForm);
    const [base, head] = operands.map((path) => compile(readProgram([path], terminal.folder)));
    const found = base && head && compare(base, head);
    if (found === undefined) return refuse([base, head], options.json, terminal);
    if (!options.json) writeComparison(found, terminal.out);
    else terminal.out.write(`${JSON.stringify({ diagnostics: [], ...comparisonJson(found) })}\n`);
    return isFailure(found, reason) ? 1 : 0;
  },
});

export { diff as command };

function compare(base: Compilation, head: Compilation): Comparison | undefined {
  return isCompiled(base) && isCompiled(head) ? analyzeDifference(base, head) : undefined;
}

function isCompiled(compilation: Compilation): compilation is Compilation & Compiled {
  return compilation.rules !== undefined && compilation.program !== undefined;
}

/** Policies with errors decide nothing: their errors are shown instead. */
function refuse(
  sides: readonly (Compilation | undefined)[],
  isJson: boolean | undefined,
  { out }: Terminal,
): ExitCode {
  const broken = sides.filter((side) => side !== undefined && side.rules === undefined);
  if (isJson === true) {
    const diagnostics = broken.flatMap((side) =>
      (side?.diagnostics ?? []).map((diagnostic) => toJson(diagnostic, side?.sources ?? [])),
    );
    out.write(
      `${JSON.stringify({ diagnostics, differences: [], inconclusive: [], settings: [] })}\n`,
    );
  } else {
    for (const side of broken) writeDiagnostics(side?.diagnostics ?? [], side?.sources ?? [], out);
  }
  return 1;
}

function isFailure(found: Comparison, reason: Reason): boolean {
  const { differences, inconclusive, settings } = found;
  if (reason === 'never') return false;
  if (reason === 'any' && settings.length > 0) return true;
  const isMeant = reason === 'any' || differences.some(({ kind }) => kind === 'newly-allowed');
  return inconclusive.length > 0 || (isMeant && differences.length > 0);
}
