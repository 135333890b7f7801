import { describe, expect, it } from 'vitest';
import { decide } from '../../../compiler/evaluate/decide.ts';
import type { Outcome } from '../../../compiler/evaluate/decision.ts';
import { shellFacetsMax } from '../../../compiler/evaluate/effects.ts';
import { type Plan, planRules } from '../../../compiler/evaluate/plan.ts';
import { stepsMax, textUnitsMax } from '../../../compiler/evaluate/shell/limits.ts';
import { readShell } from '../../../compiler/evaluate/shell/shell.ts';
import { benchRules } from '../../bench/decide.ts';
import { overlapping } from '../../bench/worst.ts';
import { compiled } from '../analyze/programs.ts';

/** Worst cases end in bounds of work, which docs/reference/language.md states. Times are in the bench. */
const plan = planRules(
  compiled(`edition 1
agent dev { owner user "octocat" id 1 }
tool Bash { command: Shell }
tool Many { commands: [Shell] }
tool Store { data: Json, to: [Email] } does x.put(data, to)
tool Read { path: Path, note?: String, url?: Url }
action x.put(data: Json, to: Email)
command cp { "{src...: Path} {dst: Path}" does fs.read(src), fs.write(dst) }
command pair complete { "{path...: Path}" does fs.read(path), fs.write(path) }
policy p for agent dev {
  allow Read when .path under workspace and .note matches "*x" and .url.host == "x.org"
  allow x.put, fs.list, fs.write
  rule look ask opaque
}
guard g for all agents { rule secrets deny fs.read when .path in paths("**/.env") on unknown ask }
`).rules,
);

function decided(by: Plan, tool: string, input: unknown): Outcome {
  return decide(by, { agent: 'dev', server: null, tool, input, workspace: '/w' });
}

describe('a shell text', () => {
  const opaqueOf = ({ facets }: Outcome) => facets.filter(({ name }) => name === 'opaque');

  it.each([
    ['of 10 MB', 'x'.repeat(10_000_000)],
    ['of 100,000 commands', 'cat a;'.repeat(100_000)],
  ])('%s is not read, and denied whatever a person would say', (_, command) => {
    const outcome = decided(plan, 'Bash', { command });
    expect(outcome).toMatchObject({ verdict: 'deny', rules: [{ id: 'g.secrets' }] });
    expect(opaqueOf(outcome)).toMatchObject([
      { values: { cause: 'unreadable' }, why: 'The shell text is too long to be read.' },
    ]);
    expect(outcome.facets).toHaveLength(2);
  });

  it('takes a bounded number of steps, the words of braces among them', () => {
    const many = 'a\n'.repeat(textUnitsMax / 2);
    expect(readShell(many, null).commands.length).toBeLessThanOrEqual(stepsMax);
    const braces = `a ${'{b,c}{b,c}{b,c}{b,c}{b,c}{b,c} '.repeat(1000)}`;
    const { commands, isUnreadable } = readShell(braces, null);
    const words = commands.reduce((sum, command) => sum + command.words.length, 0);
    expect(words).toBeLessThanOrEqual(stepsMax + braces.length / 2);
    expect(isUnreadable).toBe(true);
  });

  const files = Array.from({ length: 250 }, (_, at) => `a${at}`);

  it.each<[string, unknown]>([
    ['Bash', { command: `pair ${files.join(' ')};`.repeat(20) }],
    ['Many', { commands: Array.from({ length: 100_000 }, () => 'cp a b') }],
  ])('%s: what does too many things is unreadable', (tool, input) => {
    const outcome = decided(plan, tool, input);
    expect(outcome.facets.length).toBeLessThanOrEqual(shellFacetsMax + 2);
    expect(outcome.facets.length).toBeGreaterThan(shellFacetsMax / 2);
    expect(opaqueOf(outcome).at(-1)).toMatchObject({
      verdict: 'deny',
      values: { cause: 'unreadable' },
      why: `It does more than ${shellFacetsMax} things.`,
    });
    expect(outcome).toMatchObject({ verdict: 'deny', directories: null });
  });
});

describe('arguments', () => {
  it('of 10 MB are compared once, or are over the limit of their type', () => {
    const long = 'x'.repeat(10_000_000);
    const call = { path: 'a', note: long, url: 'https://x.org/' };
    expect(decided(plan, 'Read', call).verdict).toBe('allow');
    expect(decided(plan, 'Read', { ...call, note: `${long}y` }).verdict).toBe('deny');
    expect(decided(plan, 'Read', { ...call, note: 'x', path: long }).verdict).toBe('deny');
    const url = `https://x.org/${long}`;
    expect(decided(plan, 'Read', { ...call, note: 'x', url }).verdict).toBe('allow');
    expect(decided(plan, 'Read', { ...call, note: 'x' }).verdict).toBe('allow');
  });

  it('may nest as deep as they like', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
    const { verdict, facets } = decided(plan, 'Store', { data: deep, to: ['a@x.org'] });
    expect(verdict).toBe('allow');
    expect(facets[1]?.values).toEqual({ data: '?', to: 'a@x.org' });
  });

  it('of many elements are many facets up to 512, and then one of which nothing is known', () => {
    const store = (count: number) =>
      decided(plan, 'Store', { data: {}, to: Array.from({ length: count }, () => 'a@x.org') });
    expect(store(512).facets).toHaveLength(513);
    expect(store(513).facets).toMatchObject([{}, { values: { to: '?' } }]);
    expect(store(100_000).facets).toHaveLength(2);
  });
});

describe('rules', () => {
  it('of other agents and tools are not looked at', () => {
    const cell = planRules(benchRules(10_000)).find('agent-3', 'tool-4');
    if (typeof cell === 'string') throw new Error(cell);
    const looked = [...cell.denies, ...cell.asks, ...cell.layers.flatMap(({ allows }) => allows)];
    expect(looked).toHaveLength(10_000 / 20 / 20);
  });

  it('with 16 overlapping `**` are 16 small automata, each of which reads a path once', () => {
    const { rules } = compiled(overlapping(16));
    expect(rules.automata.length).toBe(16);
    for (const { next, classes } of rules.automata) {
      expect(next.length / classes).toBeLessThan(40);
    }
    const globs = planRules(rules);
    expect(decided(globs, 'T', { path: 'a1/x/b1.x' }).verdict).toBe('allow');
    expect(decided(globs, 'T', { path: 'a1/x/c1.x' }).verdict).toBe('deny');
    expect(decided(globs, 'T', { path: 'a/'.repeat(5_000_000) }).verdict).toBe('deny');
  });
});
