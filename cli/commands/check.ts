import { compile } from '../../compiler/compile.ts';
import { toJson } from '../../dsl/render.ts';
import { command, jsonOption, policyPaths } from '../command.ts';
import { writeDiagnostics } from '../report.ts';
import { readProgram } from '../sources.ts';

/** `sentrely check`: every mistake that can be seen without running a call. */
const check = command({
  operands: policyPaths,
  options: { json: jsonOption },
  details: `All files together are one program: names declared in one are known in the others.
Warnings and remarks are printed and do not change the exit code.`,
  examples: ['check policies/', 'check --json policies/ > findings.json'],
  findings: 'there are errors',
  async run({ options, operands, terminal }) {
    const sources = readProgram(operands, terminal.folder);
    const { diagnostics } = compile(sources);
    if (!options.json) return writeDiagnostics(diagnostics, sources, terminal.out);
    const list = diagnostics.map((diagnostic) => toJson(diagnostic, sources));
    terminal.out.write(`${JSON.stringify({ diagnostics: list })}\n`);
    return list.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
});

export { check as command };
