import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideByReference } from '../../compiler/analyze/reference.ts';
import type { Verdict } from '../../compiler/bundle/rules.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { compiled } from '../compiler/analyze/programs.ts';
import { guardBlock, program } from './random-program.ts';
import { request } from './random-request.ts';

/** The laws of verdicts, on whole programs: tools, actions, shell texts, layers and guards. */
const callsPerProgram = 60;
const calls = fc.array(request, { minLength: callsPerProgram, maxLength: callsPerProgram });
const runs = { numRuns: 16 };

const ranks: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };

it('one more guard never allows more', () => {
  const seen = { milder: 0, stricter: 0 };
  fc.assert(
    fc.property(program, guardBlock, calls, (text, extra, requests) => {
      const before = planRules(compiled(text).rules);
      const after = planRules(compiled(`${text}\n${extra(99)}`).rules);
      for (const each of requests) {
        const [one, other] = [decide(before, each).verdict, decide(after, each).verdict];
        expect(ranks[other], JSON.stringify(each)).toBeGreaterThanOrEqual(ranks[one]);
        if (one !== 'deny') seen.milder += 1;
        if (ranks[other] > ranks[one]) seen.stricter += 1;
      }
    }),
    runs,
  );
  // Guards that never say anything would prove nothing.
  expect(seen.milder).toBeGreaterThan(runs.numRuns * 3);
  expect(seen.stricter).toBeGreaterThan(runs.numRuns / 4);
}, 60_000);

it('the order of blocks and of their rules changes nothing', () => {
  fc.assert(
    fc.property(program, calls, fc.integer(), (text, requests, seed) => {
      const { rules } = compiled(text);
      const shuffled = <T>(list: readonly T[]): T[] =>
        list
          .map((each, at) => ({ each, key: Math.sin((at + 1) * (seed + 1)) }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
      const policies = shuffled(rules.policies).map((each) => {
        return { ...each, rules: shuffled(each.rules) };
      });
      const [plan, other] = [planRules(rules), planRules({ ...rules, policies })];
      for (const each of requests) {
        const [one, two] = [plan, other].map((by) => {
          const { verdict, rules: decided, facets, marks } = decide(by, each);
          return { verdict, ids: decided.map(({ id }) => id).sort(), facets, marks };
        });
        expect(two).toEqual(one);
      }
    }),
    runs,
  );
}, 60_000);

it('any JSON is decided, by both engines, and never throws', () => {
  const name = fc.oneof(
    fc.constantFrom('dev', 'Run', 'Mail', 'Note', '__proto__', 'constructor'),
    fc.string({ unit: 'binary' }),
  );
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      fc.constantFrom('command', 'path', 'many', 'people', '__proto__'),
      fc.jsonValue(),
    ),
    fc.record({ command: fc.string({ unit: 'binary' }) }),
    fc.record({ path: fc.string({ unit: 'binary' }) }),
    fc.record({ many: fc.array(fc.string({ unit: 'binary' })) }),
  );
  const call = fc.record({
    agent: fc.oneof(fc.constantFrom('dev', 'ci-1'), name),
    server: fc.constantFrom(null, null, 'hub'),
    tool: fc.oneof(fc.constantFrom('Run', 'Read', 'Mail', 'Note', 'Copy', 'make'), name),
    input: anything,
    workspace: fc.option(fc.string({ unit: 'binary' })),
  });
  fc.assert(
    fc.property(program, fc.array(call, { minLength: 100, maxLength: 100 }), (text, requests) => {
      const subject = compiled(text);
      const plan = planRules(subject.rules);
      for (const each of requests) {
        const { verdict } = decide(plan, each);
        expect(decideByReference(subject.program, each).verdict).toBe(verdict);
      }
    }),
    runs,
  );
}, 60_000);
