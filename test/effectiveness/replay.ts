import { parse as parseYaml } from 'yaml';
import type { Verdict } from '../../compiler/bundle/rules.ts';
import { Session } from '../../compiler/session/session.ts';
import { freshHistory } from '../../compiler/test-call.ts';
import type { RecordedCall } from './data.ts';
import type { Judge } from './policy.ts';

/** A call and what a policy makes of it. */
export interface Judged {
  readonly call: RecordedCall;
  readonly verdict: Verdict;
  readonly rules: readonly string[];
  readonly reason: string;
}

/**
 * Plays recorded runs against a policy: the prompt, then every call with what was released before
 * it. A call that the policy does not allow leaves nothing behind, as if nobody approved it. The
 * recorded tools print YAML where a server of today sends JSON, so results are turned into that; they
 * take null as an optional argument that was left out, so it is left out.
 */
export function replay(
  { rules, judge }: Judge,
  agent: string,
  calls: readonly RecordedCall[],
  results: ReadonlyMap<string, string>,
): readonly Judged[] {
  const asJson = new Map<string, string>();
  return runsOf(calls).flatMap((run) => {
    const session = new Session(rules);
    session.prompt(run[0]?.user_prompt ?? '');
    return run.map((call): Judged => {
      const { tool } = call;
      const input = withoutNulls(rules, call);
      const first = { agent, server: null, tool, input, workspace: null, history: freshHistory };
      const request = session.request(first);
      const outcome = judge(request);
      const result = resultOf(call, results, asJson);
      session.settle(request, outcome, { text: result, fails: Boolean(call.result_error) });
      const { verdict, reason } = outcome;
      return { call, verdict, reason, rules: outcome.rules.map(({ id }) => id) };
    });
  });
}

/** Arguments without optional ones that are null. */
function withoutNulls({ tools }: Judge['rules'], { tool, input }: RecordedCall) {
  const params = tools.find(({ server, name }) => server === null && name === tool)?.params ?? [];
  const optional = params.filter((param) => param.optional).map(({ name }) => name);
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => value !== null || !optional.includes(name)),
  );
}

/** The calls of each run together, in order. */
function runsOf(calls: readonly RecordedCall[]): readonly (readonly RecordedCall[])[] {
  const runs = new Map<string, RecordedCall[]>();
  for (const call of calls) {
    const run = runs.get(call.trace_id);
    if (run === undefined) runs.set(call.trace_id, [call]);
    else run.push(call);
  }
  return [...runs.values()];
}

function resultOf(
  { result_ref, result_excerpt }: RecordedCall,
  results: ReadonlyMap<string, string>,
  asJson: Map<string, string>,
): string {
  const text = results.get(result_ref ?? '') ?? result_excerpt ?? '';
  const known = asJson.get(text);
  if (known !== undefined) return known;
  const json = jsonOf(text);
  asJson.set(text, json);
  return json;
}

function jsonOf(text: string): string {
  try {
    return JSON.stringify(parseYaml(text)) ?? text;
  } catch {
    return text;
  }
}
