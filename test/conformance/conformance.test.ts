import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decideByReference } from '../../compiler/analyze/reference.ts';
import { compile } from '../../compiler/compile.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { DecisionRequest } from '../../compiler/evaluate/decision.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';

/** One call and what every evaluator must answer. */
interface Case {
  readonly description: string;
  readonly request: DecisionRequest;
  readonly verdict: string;
  /** Ids of the deciding rules. */
  readonly rules: readonly string[];
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const topics = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(topics.map(({ name }) => name))('%s', (topic) => {
  const file = join(topic, 'policy.sentrely');
  const { rules, program, diagnostics } = compile([
    { file, text: readFileSync(join(folder, file), 'utf8') },
  ]);
  const cases: Case[] = JSON.parse(readFileSync(join(folder, topic, 'cases.json'), 'utf8'));

  it('is a program without findings', () => {
    expect(diagnostics).toEqual([]);
  });
  if (rules === undefined || program === undefined) return;
  // What a gateway loads went through bytes.
  const plan = planRules(JSON.parse(JSON.stringify(rules)));

  it.each(cases)('kernel: $description', ({ request, verdict, rules }) => {
    const outcome = decide(plan, request);
    const ids = outcome.rules.map(({ id }) => id);
    expect({ verdict: outcome.verdict, rules: ids.sort() }).toEqual({
      verdict,
      rules: [...rules].sort(),
    });
  });

  it.each(cases)('reference: $description', ({ request, verdict, rules }) => {
    const outcome = decideByReference(program, request);
    expect({ verdict: outcome.verdict, rules: [...outcome.rules].sort() }).toEqual({
      verdict,
      rules: [...rules].sort(),
    });
  });
});
