import { compile } from '../../compiler/compile.ts';
import { explainMiss, type Miss } from '../../compiler/coverage/nearest.ts';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import { readToolName } from '../../compiler/evaluate/tool-name.ts';
import { Explainer } from '../../compiler/explain/explain.ts';
import type { Flip } from '../../compiler/explain/flip.ts';
import { type TestReport, testPolicies } from '../../compiler/test-policies.ts';
import type { Effect } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { toJson } from '../../dsl/render.ts';

/** The name of the one file of the page. */
export const policyFile = 'policy.sentrely';

/** The call that is asked about, as its fields on the page hold it. */
export interface Question {
  readonly agent: string;
  /** Wire name of the tool. */
  readonly tool: string;
  /** JSON text of the arguments. */
  readonly input: string;
  /** Empty is none. */
  readonly workspace: string;
}

/** A diagnostic with its place in the one file. */
export interface Finding {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly help: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

/** What there is to say of a policy and a call. */
export interface Study {
  readonly findings: readonly Finding[];
  readonly agents: readonly string[];
  readonly tools: readonly string[];
  readonly tests: TestReport | undefined;
  /** Undefined while the policy has errors. */
  readonly answer: Answer | undefined;
}

/** The decision, or why there is none. */
export type Answer =
  | {
      readonly kind: 'decided';
      readonly outcome: Outcome;
      readonly misses: readonly NamedMiss[];
      /** The smallest change of the call that was found to flip the verdict. */
      readonly flip: Flip | undefined;
    }
  | { readonly kind: 'unreadable'; readonly why: string };

/** The rule that came nearest to another verdict. */
export interface NamedMiss {
  readonly verdict: Effect;
  readonly miss: Miss;
}

/** Compiles a policy, runs its tests and decides the call. Never throws, whatever was typed. */
export function study(text: string, question: Question): Study {
  const compilation = compile([{ file: policyFile, text }]);
  const { rules, program, sources } = compilation;
  const findings = compilation.diagnostics.map((diagnostic) => {
    const { line, column } = toJson(diagnostic, sources);
    const { code, severity, message, help, span } = diagnostic;
    const { start, end } = span;
    return { code, severity, message, help, line, column, start, end };
  });
  if (rules === undefined || program === undefined)
    return { findings, agents: [], tools: [], tests: undefined, answer: undefined };
  return {
    findings,
    agents: [...program.agents.keys()],
    tools: [...program.tools.keys()],
    tests: testPolicies(compilation),
    answer: answerTo(question, compilation),
  };
}

function answerTo(
  { agent, tool, input, workspace }: Question,
  { rules, program }: ReturnType<typeof compile>,
): Answer | undefined {
  if (rules === undefined || program === undefined) return undefined;
  const parsed = readJson(input);
  if ('why' in parsed) return { kind: 'unreadable', why: parsed.why };
  const { server, tool: name } = readToolName(tool) ?? { server: null, tool };
  const place = workspace === '' ? null : workspace;
  const request = { agent, server, tool: name, input: parsed.value, workspace: place };
  const { outcome, flip } = new Explainer({ rules, program }).explain(request);
  const others = (['allow', 'ask', 'deny'] as const).filter((each) => each !== outcome.verdict);
  const misses = others.flatMap((verdict) => {
    const miss = explainMiss(program, request, { effect: verdict, rule: undefined });
    return miss === undefined ? [] : [{ verdict, miss }];
  });
  return { kind: 'decided', outcome, misses, flip };
}

function readJson(text: string): { readonly value: unknown } | { readonly why: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
