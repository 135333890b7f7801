import { describe, expect, it } from 'vitest';
import { analyzeDifference } from '../../../compiler/analyze/difference.ts';
import { decideByReference } from '../../../compiler/analyze/reference.ts';
import { compile } from '../../../compiler/compile.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import { renderPlain } from '../../../dsl/render.ts';

const head = `edition 1
agent dev { owner user "octocat" id 1 }
tool Bash { command: Shell }
command cat complete { "{file...?: Path}" does fs.read(path: file) }
command git complete { option -c value opaque, -x value runs "status" }
`;
const lenient = `${head}
guard g for all agents {
  rule secrets deny fs.read when .path in paths("**/.env") on unknown ask
}
policy p for agent dev { allow shell.any rule look ask opaque }
`;

function compiled(text: string) {
  const source = { file: 'a.sentrely', text };
  const { rules, program, diagnostics } = compile([source]);
  if (rules === undefined || program === undefined)
    throw new Error(renderPlain(diagnostics, [source]));
  return { rules, program };
}

function outcomes(text: string, command: string) {
  const { rules, program } = compiled(text);
  const request = {
    agent: 'dev',
    server: null,
    tool: 'Bash',
    input: { command },
    workspace: '/w',
  };
  const kernel = decide(planRules(rules), request);
  const reference = decideByReference(program, request);
  const ids = kernel.rules.map(({ id }) => id);
  expect([reference.verdict, [...reference.rules].sort()]).toEqual([kernel.verdict, ids.sort()]);
  const opaque = kernel.facets.filter(({ name }) => name === 'opaque');
  return { kernel, causes: opaque.map(({ values }) => values?.['cause']) };
}

const dynamic = [
  'eval "$x"',
  'sh -c "$x"',
  '"$x" y',
  'source "$x"',
  'git -c a.b=c status',
  'git -x "$y" status',
  'find . "$x"',
  'xargs -I "$m" cat "$m"',
  'PATH=/x cat a',
  'su',
];

const unreadable = [
  'cat "',
  'cat a\u0007b',
  `cat ${'a'.repeat(40_000)}`,
  'cat a\n'.repeat(5000),
  `${'$('.repeat(70)}cat a${')'.repeat(70)}`,
  `${'{ '.repeat(60)}cat a;${' };'.repeat(60)}`,
  'sudo --nobody-knows cat a',
  'shopt -s compat31; cat a',
  'fish -c "cat a"',
  'cаt a',
  // One part of each kind.
  'eval "$x"; cat "',
];

describe('on unknown ask', () => {
  it.each(dynamic)('asks about what the run decides: %j', (command) => {
    const { kernel, causes } = outcomes(lenient, command);
    expect(new Set(causes)).toEqual(new Set(['dynamic']));
    const ids = kernel.rules.map(({ id }) => id);
    expect([kernel.verdict, ...ids]).toEqual(['ask', 'g.secrets', 'p.look']);
  });

  it.each(unreadable)('denies what nobody could read: %.60j', (command) => {
    const { kernel, causes } = outcomes(lenient, command);
    expect(causes).toContain('unreadable');
    expect(kernel.verdict).toBe('deny');
    const opaque = kernel.facets.find(({ values }) => values?.['cause'] === 'unreadable');
    expect(opaque).toMatchObject({ verdict: 'deny', why: expect.stringMatching(/\.$/) });
  });

  it('grants nothing', () => {
    const ungranted = lenient.replace('rule look ask opaque', '');
    expect(outcomes(ungranted, 'eval "$x"').kernel).toMatchObject({ verdict: 'deny', rules: [] });
  });
});

it('without it a deny holds of both', () => {
  const strict = lenient.replace(' on unknown ask', '');
  for (const command of ['git -c a.b=c status', 'cat "'])
    expect(outcomes(strict, command).kernel.rules[0]?.id).toBe('g.secrets');
});

it('a rule may tell them apart', () => {
  const text = `${head}
policy p for agent dev {
  allow fs.read
  rule look ask opaque when .cause == dynamic
}`;
  expect(outcomes(text, 'git -c a.b=c status').kernel.verdict).toBe('ask');
  expect(outcomes(text, 'cat "').kernel).toMatchObject({
    verdict: 'deny',
    reason: 'no rule allows `opaque` for agent `dev`. The shell text cannot be parsed.',
  });
});

it('the analysis finds it by itself', () => {
  const strict = compiled(lenient.replace(' on unknown ask', ''));
  const { differences, inconclusive } = analyzeDifference(strict, compiled(lenient));
  expect(inconclusive).toEqual([]);
  const seen = differences.map(({ kind, tool, witness: { input } }) => ({ kind, tool, input }));
  const witness = { cause: 'dynamic' };
  expect(seen).toContainEqual({ kind: 'newly-asking', tool: 'opaque', input: witness });
  expect(seen.filter(({ tool }) => tool === 'opaque')).toHaveLength(1);
});
