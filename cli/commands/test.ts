import { compile } from '../../compiler/compile.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { toJson } from '../../dsl/render.ts';
import { command, jsonOption, policyPaths } from '../command.ts';
import { writeDiagnostics } from '../report.ts';
import { readSources } from '../sources.ts';
import { testReportJson, writeTestReport } from '../test-report.ts';

/** `sentrely test`: what the policies say of the calls in their own tests. */
const test = command({
  operands: policyPaths,
  options: { json: jsonOption },
  details: `Every case is decided twice: by the engine of a gateway, and by a second, slower one that
was written from the language reference alone.`,
  examples: ['test policies/'],
  findings: 'a test failed, there is none, or the policies have errors',
  async run({ options, operands, terminal }) {
    const { folder, out } = terminal;
    const sources = readSources(operands, folder);
    const compilation = compile(sources);
    const { rules, diagnostics } = compilation;
    const report = rules === undefined ? undefined : testPolicies(compilation);
    if (options.json) {
      const found = diagnostics.map((diagnostic) => toJson(diagnostic, sources));
      out.write(`${JSON.stringify({ diagnostics: found, ...testReportJson(report) })}\n`);
    } else if (report === undefined) writeDiagnostics(diagnostics, sources, out);
    else writeTestReport(report, sources.length, out);
    return report !== undefined && report.failed === 0 && report.passed > 0 ? 0 : 1;
  },
});

export { test as command };
