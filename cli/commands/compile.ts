import { rulesBytesOf } from '../../action/publication.ts';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { compile } from '../../compiler/compile.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { quote } from '../../dsl/escape.ts';
import { command, policyPaths } from '../command.ts';
import { writeWhole } from '../files.ts';
import { writeDiagnostics } from '../report.ts';
import { readProgram } from '../sources.ts';
import { writeTestReport } from '../test-report.ts';

/** `sentrely compile`: from policies to rules, which `sign` makes a bundle of. */
const compileVerb = command({
  operands: policyPaths,
  options: {
    out: { type: 'string', short: 'o', value: 'FILE', required: true, help: 'rules to write' },
  },
  details: `Refuses, and writes nothing, when the policies have errors or a test of theirs fails; no
option changes that. The same policies give the same bytes.`,
  examples: ['compile -o rules.json policies/'],
  findings: 'the policies have errors, or a test failed',
  async run({ options, operands, terminal }) {
    const { folder, err } = terminal;
    const sources = readProgram(operands, folder);
    const compilation = compile(sources);
    const { rules, diagnostics } = compilation;
    if (rules === undefined || diagnostics.length > 0) writeDiagnostics(diagnostics, sources, err);
    if (rules === undefined) return 1;
    const report = testPolicies(compilation);
    writeTestReport(report, sources.length, err);
    if (report.failed > 0) return 1;
    const bytes = rulesBytesOf(rules);
    writeWhole(folder, options.out, bytes);
    err.write(`compiled: ${quote(options.out)}\ndigest ${sha256Hex(bytes)}\n`);
    return 0;
  },
});

export { compileVerb as command };
