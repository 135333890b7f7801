import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuleSet } from '../../compiler/bundle/rules.ts';
import { compile } from '../../compiler/compile.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../../compiler/evaluate/decision.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { gatherSources } from '../../compiler/imports/gather.ts';
import { freshHistory } from '../../compiler/test-call.ts';
import type { Source } from '../../dsl/source.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A policy, compiled, with the kernel that gateways run. */
export interface Judge {
  readonly rules: RuleSet;
  readonly judge: (request: DecisionRequest) => Outcome;
}

/** Compiles a file of this repository and what it imports. Throws with the errors found. */
export function judgeOf(file: string): Judge {
  return compiled([{ file, text: readFileSync(`${root}${file}`, 'utf8') }]);
}

/** Compiles a text that is no file, with paths of imports from the root of the repository. */
export function judgeOfText(text: string): Judge {
  return compiled([{ file: 'policy.sentrely', text }]);
}

function compiled(given: readonly Source[]): Judge {
  const sources = gatherSources(given, (file) => {
    return { file, text: readFileSync(`${root}${relative(root, `${root}${file}`)}`, 'utf8') };
  });
  const { rules, diagnostics } = compile(sources);
  if (rules === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    throw new Error(errors.map(({ message, span }) => `${span.file}: ${message}`).join('\n'));
  }
  const plan = planRules(rules);
  return { rules, judge: (request) => decide(plan, request) };
}

/** The first call of a session of the agent `dev`. */
export function firstCall(
  tool: string,
  input: unknown,
  workspace: string | null = null,
): DecisionRequest {
  return { agent: 'dev', server: null, tool, input, workspace, history: freshHistory };
}
