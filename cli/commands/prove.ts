import { proveClaims } from '../../compiler/analyze/claims.ts';
import { smtClaims, smtText } from '../../compiler/analyze/smt/claims.ts';
import { compile } from '../../compiler/compile.ts';
import { toJson } from '../../dsl/render.ts';
import { claimsJson, writeClaims } from '../claim-report.ts';
import { command, jsonOption, policyPaths } from '../command.ts';
import { writeWhole } from '../files.ts';
import { writeDiagnostics } from '../report.ts';
import { readProgram } from '../sources.ts';

/** `sentrely prove`: whether what the policies claim holds of every call. */
const prove = command({
  operands: policyPaths,
  options: {
    json: jsonOption,
    smt: {
      type: 'string',
      value: 'FILE',
      help: 'write the claims for an SMT solver too',
    },
  },
  details: `Looks at every kind of call that a claim (\`never\`, \`always\`) speaks of. A claim that does not
hold comes with a call that breaks it, which both engines have decided. A claim about too
many kinds of calls is inconclusive, which is a failure too. With \`--smt\` they are also
written as SMT-LIB: a solver that says \`unsat\` has proved the claim by itself.`,
  examples: ['prove policies/', 'prove --smt claims.smt2 policies/'],
  findings: 'a claim is broken or inconclusive, there is none, or the policies have errors',
  async run({ options, operands, terminal }) {
    const { folder, out } = terminal;
    const { rules, program, sources, diagnostics } = compile(readProgram(operands, folder));
    const isCompiled = rules !== undefined && program !== undefined;
    if (options.smt !== undefined && isCompiled)
      writeWhole(folder, options.smt, smtText(smtClaims({ rules, program })));
    const results = isCompiled ? proveClaims({ rules, program }) : [];
    if (options.json) {
      const found = diagnostics.map((diagnostic) => toJson(diagnostic, sources));
      out.write(
        `${JSON.stringify({ diagnostics: found, claims: claimsJson(results, sources) })}\n`,
      );
    } else if (!isCompiled) writeDiagnostics(diagnostics, sources, out);
    else writeClaims(results, sources, out);
    return results.length > 0 && results.every(({ status }) => status === 'proved') ? 0 : 1;
  },
});

export { prove as command };
