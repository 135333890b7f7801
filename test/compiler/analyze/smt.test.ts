import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proveClaims } from '../../../compiler/analyze/claims.ts';
import { smtClaims, smtText } from '../../../compiler/analyze/smt/claims.ts';
import { regexOf, textOf } from '../../../compiler/analyze/smt/regex.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import { compiled } from './programs.ts';

const hasSolver = spawnSync('z3', ['--version']).status === 0;

/** What a solver says of each question, in order: `unknown` where it takes longer than half a second. */
function solved(text: string): readonly string[] {
  const { stdout } = spawnSync('z3', ['-in', '-t:500', '-T:60'], { input: text, encoding: 'utf8' });
  return stdout.trim().split('\n');
}

const head = `edition 1
agent dev { owner user "octocat" id 1 }
tool T { s: String, k?: Key, n: Int, b?: Bool, m: FAST | SAFE }
`;

const values = {
  s: ['', 'a', 'b', 'prod-1', 'a/b', 'e\u0301'],
  k: [undefined, 'a', 'a/b', 'b'],
  n: [-1, 0, 1, 2],
  b: [undefined, true, false],
  m: ['FAST', 'SAFE'],
} as const;

const literal = fc.constantFrom('"a"', '"b"', '"prod-1"', '"a/b"');
const pattern = fc.constantFrom('"a*"', '"*b"', '"prod-?"', '"**"', '"a/**"', '"{a,b}"');
const atom = fc.oneof(
  fc
    .tuple(fc.constantFrom('.s', '.k'), fc.constantFrom('==', '!='), literal)
    .map((all) => all.join(' ')),
  fc.tuple(fc.constantFrom('.s', '.k'), pattern).map((all) => all.join(' matches ')),
  fc
    .tuple(fc.constantFrom('<', '<=', '==', '>'), fc.constantFrom('0', '1', '-1'))
    .map(([op, n]) => `.n ${op} ${n}`),
  fc.constantFrom('.b', 'has .k', 'has .b', '.m == FAST', '.m in [SAFE]'),
);
const condition = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc
      .tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any'))
      .map((all) => `(${all.join(' ')})`),
    tie('any').map((of) => `not (${of})`),
  ),
})).any;

function rules(effects: readonly string[]) {
  const rule = fc.tuple(fc.constantFrom(...effects), condition, fc.boolean());
  return fc.array(rule, { minLength: 1, maxLength: 4 }).map((all) =>
    all.map(([effect, when, isLenient], at) => {
      const more = effect === 'deny' && isLenient ? ' on unknown ask' : '';
      return `rule r${at} ${effect} T when ${when}${more}`;
    }),
  );
}

const claim = fc
  .tuple(fc.constantFrom('never', 'never without approval', 'always'), condition)
  .map(([law, where]) =>
    law === 'always'
      ? `always "c" { agent dev may T where ${where} }`
      : `${law} "c" { agent dev does T where ${where} }`,
  );

const program = fc
  .tuple(
    rules(['allow', 'allow', 'ask', 'deny']),
    rules(['ask', 'deny']),
    fc.boolean(),
    fc.array(claim, { minLength: 3, maxLength: 3 }),
  )
  .map(([own, guard, otherwise, claims]) => {
    const named = claims.map((text, at) => text.replace(/"c\d*"/, `"c${at}"`));
    return [
      head,
      `policy p for all agents { ${own.join('\n')} ${otherwise ? 'otherwise ask' : ''} }`,
      `guard g for all agents { ${guard.join('\n')} }`,
      ...named,
    ].join('\n');
  });

/** Whether some call of a small universe breaks the claims, by the kernel and a condition as a rule. */
function* calls(): Generator<Record<string, unknown>> {
  for (const s of values.s)
    for (const k of values.k)
      for (const n of values.n)
        for (const b of values.b)
          for (const m of values.m)
            yield { s, n, m, ...(k === undefined ? {} : { k }), ...(b === undefined ? {} : { b }) };
}

describe.skipIf(!hasSolver)('against a solver', () => {
  it('claims about plain arguments are proved by both, or broken by both', () => {
    const seen = { unsat: 0, sat: 0, found: 0 };
    fc.assert(
      fc.property(program, (text) => {
        const subject = compiled(text);
        const results = proveClaims(subject);
        const smt = smtClaims(subject);
        const answers = solved(smtText(smt));
        expect(smt.left).toEqual([]);
        expect(answers).toHaveLength(results.length);
        for (const [at, { status }] of results.entries()) {
          expect(smt.questions[at]?.isExact).toBe(true);
          const answer = answers[at];
          if (answer === 'unknown') continue;
          expect([status, answer]).toEqual(
            answer === 'unsat' ? ['proved', 'unsat'] : ['broken', 'sat'],
          );
          seen[answer === 'unsat' ? 'unsat' : 'sat'] += 1;
        }
        // What a call of a small universe shows to be broken, no solver may prove.
        const plan = planRules(subject.rules);
        const never = /^never "c(\d)" \{ agent dev does T where (.*) \}$/m.exec(text);
        if (never === null) return;
        const where = planRules(
          compiled(
            `${head}policy q for all agents { rule r ask T when ${never[2]} }\npolicy a for all agents { allow T }`,
          ).rules,
        );
        const request = { agent: 'dev', server: null, tool: 'T', workspace: null };
        for (const input of calls()) {
          const isMeant = decide(where, { ...request, input }).verdict === 'ask';
          if (!isMeant || decide(plan, { ...request, input }).verdict === 'deny') continue;
          seen.found += 1;
          expect(answers[Number(never[1])]).not.toBe('unsat');
          break;
        }
      }),
      // Which questions a solver finds hard is luck, so they are the same ones each time.
      { numRuns: 25, seed: 20261124 },
    );
    expect(seen.unsat).toBeGreaterThan(4);
    expect(seen.sat).toBeGreaterThan(4);
    expect(seen.found).toBeGreaterThan(2);
  }, 120_000);

  it('what is left open is never taken for broken', () => {
    const subject = compiled(`edition 1
agent dev { owner user "octocat" id 1 }
tool R { path: Path, n: Int }
tool S { path: Path } does fs.read(path)
policy p for agent dev { allow R when .path under workspace and .n < 3 allow fs.read }
never "many" { any agent does R where .n > 5 }
never "elsewhere" { any agent does R where .path matches "/etc/**" }
never "by a tool" { any agent does S }
`);
    const smt = smtClaims(subject);
    expect(smt.left.map(({ title }) => title.text)).toEqual(['by a tool']);
    expect(smt.questions.map(({ isExact }) => isExact)).toEqual([false, false]);
    expect(solved(smtText(smt))).toEqual(['unsat', 'sat']);
  });

  it('an automaton and its regular expression read the same', () => {
    const { rules } = compiled(`edition 1
agent dev { owner user "octocat" id 1 }
tool T { k: Key }
policy p for agent dev { allow T when .k matches "a/**/b-?.{x,yz}" }`);
    const [automaton] = rules.automata;
    if (automaton === undefined) throw new Error('there is an automaton');
    const regex = regexOf(automaton);
    const texts = ['a/b-1.x', 'a/c/b-2.yz', 'a/b-.x', 'a/c/d/b-é.x', 'a/b-"\\.x', '', 'a//b-1.x'];
    const plan = planRules(rules);
    const answers = solved(
      texts
        .map(
          (text) => `(push 1)\n(assert (str.in_re ${textOf(text)} ${regex}))\n(check-sat)\n(pop 1)`,
        )
        .join('\n'),
    );
    const decided = texts.map((k) => {
      const call = { agent: 'dev', server: null, tool: 'T', input: { k }, workspace: null };
      return decide(plan, call).verdict === 'allow' ? 'sat' : 'unsat';
    });
    expect(answers).toEqual(decided);
    expect(new Set(decided)).toEqual(new Set(['sat', 'unsat']));
  });
});

it('a claim is written whatever its title holds, on one line', () => {
  const subject = compiled(`${head}policy p for agent dev { allow T }
never "a\\n(exit)\\u{202e}" { any agent does T }`);
  const text = smtText(smtClaims(subject));
  expect(text.split('\n').filter((line) => line.startsWith('(exit'))).toEqual([]);
  expect(text).toMatch(/^[ -~\n]*$/);
});
