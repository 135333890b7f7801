import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opposite, type Truth } from '../../../compiler/analyze/reference/truth.ts';
import { truthOf } from '../../../compiler/analyze/reference/condition.ts';
import { commandTruth } from '../../../compiler/analyze/reference/event.ts';
import type { Call } from '../../../compiler/analyze/reference/call.ts';
import { isOfShape } from '../../../compiler/analyze/reference/shape.ts';
import { wireName } from '../../../compiler/bundle/tool-name.ts';
import { callsOf, isAbout } from '../../../compiler/coverage/reach.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import type { DecisionRequest } from '../../../compiler/evaluate/decision.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import { Explainer, type Explanation } from '../../../compiler/explain/explain.ts';
import { ruleId } from '../../../compiler/program.ts';
import type { Condition, Rule } from '../../../dsl/ast.ts';
import { program } from '../../property/random-program.ts';
import { request } from '../../property/random-request.ts';
import { compiled } from '../analyze/programs.ts';

const ranks = { allow: 0, ask: 1, deny: 2 } as const;

/** Random programs with this many calls each. */
const runs = { numRuns: 10 };
const callsPerRun = 16;

describe('random programs', () => {
  const many = fc.array(request, { minLength: 100, maxLength: 100 });
  const calls = fc.array(request, { minLength: callsPerRun, maxLength: callsPerRun });

  it('a flip flips, and a condition that alone is to blame is all that kept a rule from holding', () => {
    const seen = { flips: 0, alone: 0 };
    fc.assert(
      fc.property(program, calls, (text, requests) => {
        const subject = compiled(text);
        const explainer = new Explainer(subject);
        for (const each of requests) {
          const explanation = explainer.explain(each);
          const { outcome, flip, nearest } = explanation;
          // By a plan of its own: what was decided before must not matter.
          expect(decide(planRules(subject.rules), each).verdict).toBe(outcome.verdict);
          if (flip !== undefined) {
            seen.flips += 1;
            expectFlip(subject, each, explanation);
          }
          if (nearest?.why.kind === 'condition' && nearest.why.others === 0) {
            seen.alone += 1;
            expectAlone(subject, each, explanation);
          }
        }
      }),
      runs,
    );
    const pairs = runs.numRuns * callsPerRun;
    expect(seen.flips).toBeGreaterThan(pairs / 30);
    expect(seen.alone).toBeGreaterThan(0);
  }, 120_000);

  it('where another value of one argument flips the verdict, a flip is found', () => {
    let seen = 0;
    fc.assert(
      fc.property(program, many, (text, requests) => {
        const subject = compiled(text);
        const explainer = new Explainer(subject);
        const plan = planRules(subject.rules);
        // Where a path leads depends on the directory of the client, of which only some are tried.
        const plain = requests.filter(({ tool }) => /^(?:Fetch|Send|Push|make)$/.test(tool));
        for (const each of plain.slice(0, 8)) {
          const swaps = plain
            .filter(({ tool }) => tool === each.tool)
            .flatMap(({ input }) =>
              Object.entries(input ?? {}).map(([param, value]) => {
                return { ...each, input: { ...(each.input as object), [param]: value as unknown } };
              }),
            );
          const before = decide(plan, each).verdict;
          const tool = subject.program.subjects.get(`tool ${wireName(each.server, each.tool)}`);
          const isFlipping = swaps.some((one) => {
            const fits = tool !== undefined && isOfShape(tool.params, one.input);
            return fits && isFlip(before, decide(plan, one).verdict);
          });
          if (!isFlipping) continue;
          seen += 1;
          expect(explainer.explain(each).flip, JSON.stringify(each)).toBeDefined();
        }
      }),
      { numRuns: 20 },
    );
    expect(seen).toBeGreaterThan(2);
  }, 120_000);
});

function isFlip(before: keyof typeof ranks, after: keyof typeof ranks): boolean {
  return before === 'allow' ? after !== 'allow' : ranks[after] < ranks[before];
}

function expectFlip(
  { rules }: ReturnType<typeof compiled>,
  each: DecisionRequest,
  { outcome, flip }: Explanation,
): void {
  const changed = decide(planRules(rules), { ...each, input: flip?.input });
  expect(changed.verdict).toBe(flip?.verdict);
  expect(changed.rules.map(({ id }) => id)).toEqual(flip?.rules);
  expect(isFlip(outcome.verdict, changed.verdict)).toBe(true);
  // The changes are all that differs.
  const input = new Map(Object.entries(each.input as Record<string, unknown>));
  for (const { param, from, to } of flip?.changes ?? []) {
    expect(input.get(param)).toEqual(from);
    if (to === undefined) input.delete(param);
    else input.set(param, to);
  }
  expect(Object.fromEntries(input)).toEqual(flip?.input);
}

/** With this one condition otherwise, the rule holds on a facet that decided; as it is, it does not. */
function expectAlone(
  { program: tree }: ReturnType<typeof compiled>,
  each: DecisionRequest,
  { outcome, nearest }: Explanation,
): void {
  const tool = tree.subjects.get(`tool ${outcome.facets[0]?.name ?? ''}`);
  if (tool === undefined || nearest?.why.kind !== 'condition') throw new Error('nothing is near');
  const { span, was } = nearest.why;
  const [rule] = tree.layers.flatMap((layer) =>
    layer.rules.filter((one, at) => ruleId(layer, one, at) === nearest.rule),
  );
  if (rule === undefined) throw new Error(`there is no rule ${nearest.rule}`);
  const facets = callsOf(tree, tool, each).filter((call, at) => {
    return outcome.facets[at]?.verdict === outcome.verdict && isAbout(tree, rule, call.subject);
  });
  // What is unknown may have had to be true, or false.
  const wanted = was === 'unknown' ? [true, false] : [was === 'false'];
  const outcomes = facets.flatMap((call) => {
    const asIs = holds(rule, call, () => undefined);
    return wanted.map((truth) => {
      const otherwise = holds(rule, call, (at) => (at === span.start ? truth : undefined));
      return `${String(asIs)} ${String(otherwise)}`;
    });
  });
  const changes = ['false true', 'undefined true', 'false undefined'];
  expect(outcomes.some((each) => changes.includes(each))).toBe(true);
}

type Override = (start: number) => boolean | undefined;

function holds({ when, unless, targets }: Rule, call: Call, override: Override): Truth {
  const truths = [
    ...targets.map((target) => {
      const [first] = target.kind === 'action' ? target.commands : [];
      const given = first === undefined ? undefined : override(first.span.start);
      return given ?? commandTruth(target, call);
    }),
    when === undefined || evaluate(when, call, override),
    unless === undefined || opposite(evaluate(unless, call, override)),
  ];
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** Strong Kleene, with the truth of some atom overridden. */
function evaluate(condition: Condition, call: Call, override: Override): Truth {
  if (condition.kind === 'not') return opposite(evaluate(condition.operand, call, override));
  if (condition.kind === 'and' || condition.kind === 'or') {
    const both = [condition.left, condition.right].map((one) => evaluate(one, call, override));
    const decisive = condition.kind === 'or';
    if (both.includes(decisive)) return decisive;
    return both.includes(undefined) ? undefined : !decisive;
  }
  return override(condition.span.start) ?? truthOf(condition, call);
}

const policies = compiled(`edition 1
let secrets = paths("**/.env", "~/.ssh/**")
agent dev { owner user "octocat" id 1 }
tool deploy { environment: String, version: String, force?: Bool }
tool Read { path: Path } does fs.read(path)
tool Send { to: [Email] }
tool Bash { command: Shell, note?: String inert }
action git.push(branch: Ref, force?: Bool)
command git complete {
  "push {remote} {branch}" { option --force as force } does git.push(branch, force)
  "status"
}
command cat complete { "{file...?: Path}" does fs.read(path: file) }
guard g for all agents {
  rule no-secrets deny fs.read when .path in secrets
  rule no-force deny git.push when .force
}
policy p for agent dev {
  allow fs.read when .path under workspace
  allow shell.inert
  allow shell.run "npm test"
  allow git.push when .branch matches "feature/**"
  allow deploy when .environment == "staging" and .version matches "1.*" and not has .force
  allow Send when every .to.domain == "acme.com"
  rule production ask deploy when .environment == "production"
  rule look ask opaque
}
`);
const explainer = new Explainer(policies);

function explained(tool: string, input: unknown): Explanation {
  return explainer.explain({ agent: 'dev', server: null, tool, input, workspace: '/w' });
}

/** The call that is decided otherwise, and how. */
function flipOf(tool: string, input: unknown): unknown {
  const { flip } = explained(tool, input);
  return flip === undefined ? undefined : [flip.verdict, flip.input];
}

describe('the smallest change', () => {
  const staging = { environment: 'staging', version: '1.4.0' };

  it.each<[string, unknown, string, unknown]>([
    // One argument that the automata of the rules tell from what was sent.
    ['deploy', { ...staging, environment: 'production' }, 'allow', staging],
    // One character of it.
    ['deploy', { ...staging, version: '2.4.0' }, 'allow', staging],
    ['Read', { path: 'app/.env' }, 'allow', { path: 'app/.en' }],
    ['Read', { path: '/etc/passwd' }, 'allow', { path: 'etc/passwd' }],
    // An argument too many, one that is missing, one of another type.
    ['deploy', { ...staging, x: 1 }, 'allow', staging],
    ['deploy', { environment: 'staging' }, 'allow', { environment: 'staging', version: '1.' }],
    ['deploy', { ...staging, force: 'no' }, 'allow', staging],
    ['deploy', { ...staging, force: true }, 'allow', staging],
    // One element of a list.
    ['Send', { to: ['a@acme.com', 'b@x.org'] }, 'allow', { to: ['a@acme.com'] }],
    // A part of a command: an option, a word, one command of several, a redirection.
    [
      'Bash',
      { command: 'git push --force o feature/a' },
      'allow',
      { command: 'git push o feature/a' },
    ],
    ['Bash', { command: 'git status; make; cat a' }, 'allow', { command: 'git status; cat a' }],
    ['Bash', { command: 'cat a > /etc/x' }, 'allow', { command: 'cat a' }],
    ['Bash', { command: 'X=1 cat a' }, 'allow', { command: 'cat a' }],
  ])('%s %j: %s', (tool, input, verdict, changed) => {
    expect(flipOf(tool, input)).toEqual([verdict, changed]);
  });

  it('of an allowed call makes it stricter, and not one that the tool does not take', () => {
    expect(explained('deploy', staging).flip?.verdict).toBe('deny');
    expect(explained('deploy', staging).flip?.input).toMatchObject({ version: expect.any(String) });
    expect(explained('Bash', { command: 'cat a' }).flip?.verdict).not.toBe('allow');
  });

  it('changes two arguments where one is not enough', () => {
    const { flip } = explained('deploy', { environment: 'x', version: '2' });
    expect(flip?.changes.map(({ param }) => param)).toEqual(['environment']);
    const both = compiled(`edition 1
agent dev { owner user "octocat" id 1 }
tool T { a: String, b: String }
policy p for agent dev { allow T when .a == "1" and .b == "2" }`);
    const call = { agent: 'dev', server: null, tool: 'T', workspace: null };
    const found = new Explainer(both).explain({ ...call, input: { a: 'x', b: 'y' } }).flip;
    expect(found?.input).toEqual({ a: '1', b: '2' });
  });

  it.each<[string, unknown]>([
    ['nobody', {}],
    ['Read', null],
    ['Read', []],
    ['Bash', { command: 'make' }],
  ])('may not be there: %s %j', (tool, input) => {
    const { outcome, flip } = explained(tool, input);
    expect(outcome.verdict).toBe('deny');
    if (tool !== 'Bash') expect(flip).toBeUndefined();
  });

  it('decides a bounded number of calls, whatever was sent', () => {
    const long = { environment: 'x'.repeat(100_000), version: 'y'.repeat(100_000) };
    expect(flipOf('deploy', long)).toEqual(['ask', { ...long, environment: 'production' }]);
    expect(explained('Bash', { command: 'a;'.repeat(100_000) }).outcome.verdict).toBe('deny');
  });
});

describe('the nearest rule', () => {
  const nearest = (tool: string, input: unknown) => {
    const found = explained(tool, input).nearest;
    if (found?.why.kind !== 'condition') return found?.why.kind;
    const { text, was, others } = found.why;
    return [found.effect, found.rule, text, was, others];
  };

  it.each<[string, unknown, unknown]>([
    [
      'deploy',
      { environment: 'staging', version: '2' },
      ['allow', 'p#5', '.version matches "1.*"', 'false', 0],
    ],
    [
      'deploy',
      { environment: 'staging', version: '1.1', force: true },
      ['allow', 'p#5', 'has .force', 'true', 0],
    ],
    ['Read', { path: '/etc/x' }, ['allow', 'p#1', '.path under workspace', 'false', 0]],
    ['Read', { path: 'a' }, ['deny', 'g.no-secrets', '.path in secrets', 'false', 0]],
    // Of what the command does, the part that decided.
    [
      'Bash',
      { command: 'git status && git push o main' },
      ['allow', 'p#4', '.branch matches "feature/**"', 'false', 0],
    ],
    ['Bash', { command: 'npm run x' }, ['allow', 'p#3', 'the command `npm test`', 'false', 0]],
    // A deny that holds is not outvoted.
    ['Read', { path: '.env' }, undefined],
    ['nobody', {}, undefined],
    ['Read', { path: 1 }, undefined],
  ])('%s %j', (tool, input, found) => {
    expect(nearest(tool, input)).toEqual(found);
  });
});
