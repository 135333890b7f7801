import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideByReference } from '../../../compiler/analyze/reference.ts';
import { compile } from '../../../compiler/compile.ts';
import type { DecisionRequest } from '../../../compiler/evaluate/decision.ts';
import { mutatePolicies } from '../../../compiler/mutate.ts';
import { wireName } from '../../../compiler/evaluate/tool-name.ts';
import type { Program } from '../../../compiler/program.ts';
import { isExpected, testCalls } from '../../../compiler/test-call.ts';
import { parse } from '../../../dsl/parse.ts';
import { objectText } from '../../../dsl/print/json.ts';
import { toolNameText } from '../../../dsl/print/text.ts';
import { program as programText } from '../../property/random-program.ts';
import { request } from '../../property/random-request.ts';
import { changedProgram, compiled } from './programs.ts';

/** Calls as tests that expect what the program says; calls that no test can hold are left out. */
function testsOf(program: Program, requests: readonly DecisionRequest[]): string {
  const tests = requests.flatMap(({ agent, server, tool: name, input }) => {
    const tool = program.tools.get(wireName(server, name));
    const values = Object.entries(input ?? {});
    const isPlain = values.every(([, value]) => typeof value !== 'object');
    if (tool === undefined || !program.agents.has(agent) || !isPlain) return [];
    const call = { agent, server, tool: name, input, workspace: null };
    const { verdict } = decideByReference(program, call);
    const text = `${toolNameText(tool.tool)} ${objectText(new Map(values), 80)}`;
    return `test "t" { as ${agent} ${text} => ${verdict} }\n`;
  });
  // A call of another shape is an error of its own, whatever else there is.
  return tests.filter((test) => parse({ file: 't', text: test }).diagnostics.length === 0).join('');
}

it('mutants judged by few rules meet the fate that judging all rules gives them', () => {
  const seen = { killed: 0, survived: 0 };
  fc.assert(
    fc.property(
      programText,
      fc.array(request, { minLength: 3, maxLength: 12 }),
      (text, requests) => {
        const base = compile([{ file: 'a.sentrely', text }]);
        fc.pre(base.program !== undefined);
        const tested = `${text}\n${testsOf(base.program, requests)}`;
        fc.pre(compile([{ file: 'a.sentrely', text: tested }]).program !== undefined);
        const compilation = compiled(tested);
        const calls = testCalls(compilation.program.tests);
        for (const { mutant, fate } of mutatePolicies(compilation, 25).trials) {
          if (fate.kind === 'refused') continue;
          const changed = changedProgram(compilation.program, mutant.change());
          const fails = calls.some(
            ({ testCase, request }) => !isExpected(testCase, decideByReference(changed, request)),
          );
          expect(fate.kind === 'killed').toBe(fails);
          if (fate.kind === 'killed') seen.killed++;
          if (fate.kind !== 'survived') continue;
          seen.survived++;
          const { original, mutant: other, ...call } = fate.witness;
          expect(decideByReference(compilation.program, call).verdict).toBe(original);
          expect(decideByReference(changed, call).verdict).toBe(other);
        }
      },
    ),
    { numRuns: 20 },
  );
  // Runs that hardly ever meet a fate would prove nothing.
  expect(seen.killed).toBeGreaterThan(0);
  expect(seen.survived).toBeGreaterThan(0);
}, 60_000);
