import { describe, expect, test } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import type { RecordedCall, RecordedLine, RecordedResult } from '../../../compiler/replay/line.ts';
import { playCalls, playSessions } from '../../../compiler/replay/player.ts';
import type { Side } from '../../../compiler/replay/session.ts';
import { testPolicies } from '../../../compiler/test-policies.ts';

const declared = `edition 1
agent dev { owner user "octocat" id 1 }
agent other { owner user "octocat" id 1 }
tool read_file { path: Path }
tool deploy { env: String }
tool find { query: String } trusted "[].email"
tool mail { to: Email }
tool bash { command: Shell }
`;

function sideOf(policy: string, more = ''): Side {
  const compilation = compile([{ file: 'p.sentrely', text: `${declared}${more}\n${policy}` }]);
  const { rules, diagnostics } = compilation;
  if (rules === undefined) throw new Error(JSON.stringify(diagnostics));
  expect(testPolicies(compilation).failed).toBe(0);
  return { rules, plan: planRules(rules) };
}

const history = `policy main for agent dev, other {
  allow read_file, find
  allow mail when .to from prompt, find
  rule go allow deploy
  rule once deny deploy when after read_file where .path under "/secret"
}`;

function call(id: string, tool: string, input: unknown, more: Partial<RecordedCall> = {}) {
  const given = { session: 's', agent: 'dev', server: null, defect: null, message: null, at: null };
  return { kind: 'call', ...given, id, tool, input, ...more } as const;
}
const secret = (id: string, more: Partial<RecordedCall> = {}) =>
  call(id, 'read_file', { path: '/secret/a' }, more);
const deploy = (more: Partial<RecordedCall> = {}) => call('d', 'deploy', { env: 'x' }, more);
const result = (id: string, text = 'ok', fails = false): RecordedResult => ({
  kind: 'result',
  session: 's',
  id,
  text,
  fails,
});
const prompt = (text: string, agent = 'dev'): RecordedLine => ({
  kind: 'prompt',
  session: 's',
  agent,
  text,
});

function verdicts(policy: string | Side, lines: readonly RecordedLine[]): readonly string[] {
  const player = playSessions(typeof policy === 'string' ? sideOf(policy) : policy);
  return lines.flatMap((line) => {
    if (line.kind === 'call') return [player.judge(line).verdict];
    player.hear(line);
    return [];
  });
}

describe('history', () => {
  const opposite = history.replace('deny deploy when after', 'deny deploy when not after');

  test('what came back without error has happened', () => {
    expect(verdicts(history, [deploy()])).toEqual(['allow']);
    expect(verdicts(history, [secret('1'), result('1'), deploy()]).at(-1)).toBe('deny');
    expect(verdicts(opposite, [secret('1'), result('1'), deploy()]).at(-1)).toBe('allow');
  });

  test.each([
    ['no result yet', [secret('1')]],
    ['a failed one', [secret('1'), result('1', 'no', true)]],
    ['a result of another call', [secret('1'), result('2')]],
    ['a call of the same message', [secret('1', { message: 'm' })]],
  ])('%s is unknown either way', (_, before) => {
    const next = deploy({ message: 'm' });
    expect(verdicts(history, [...before, next]).at(-1)).toBe('deny');
    expect(verdicts(opposite, [...before, next]).at(-1)).toBe('deny');
  });

  test('results within a message are not known to its later calls, but to the next message', () => {
    const lines = [secret('1', { message: 'm' }), result('1')];
    expect(verdicts(opposite, [...lines, deploy({ message: 'm' })]).at(-1)).toBe('deny');
    expect(verdicts(opposite, [...lines, deploy({ message: 'n' })]).at(-1)).toBe('allow');
    expect(verdicts(opposite, [...lines, prompt('go'), deploy()]).at(-1)).toBe('allow');
  });

  test('sessions and agents have their own', () => {
    const before = [secret('1'), result('1')];
    expect(verdicts(history, [...before, deploy({ session: 't' })]).at(-1)).toBe('allow');
    expect(verdicts(history, [...before, deploy({ agent: 'other' })]).at(-1)).toBe('allow');
  });

  test('a denied call has not happened, whatever came back; an asked one that did may have', () => {
    const denied = history.replace('allow read_file, find', 'allow find');
    expect(verdicts(denied, [secret('1'), result('1'), deploy()])).toEqual(['deny', 'allow']);
    const asked = history.replace('allow read_file, find', 'allow find\n  rule slow ask read_file');
    expect(verdicts(asked, [secret('1'), deploy()])).toEqual(['ask', 'allow']);
    expect(verdicts(asked, [secret('1'), result('1'), deploy()])).toEqual(['ask', 'deny']);
  });

  test('a defect is denied and has not happened', () => {
    const lines = [secret('1', { defect: 'the key `a` twice' }), result('1'), deploy()];
    expect(verdicts(history, lines)).toEqual(['deny', 'allow']);
  });

  test('what is too long ago does not count where times are known', () => {
    const recent = history.replace('under "/secret"', 'under "/secret" in the last 2h');
    const hour = 3_600_000;
    const after = (hours: number) =>
      verdicts(recent, [secret('1', { at: 0 }), result('1'), deploy({ at: hours * hour })]).at(-1);
    expect([after(1), after(2), after(3)]).toEqual(['deny', 'deny', 'allow']);
    expect(verdicts(recent, [secret('1', { at: 0 }), result('1'), deploy()]).at(-1)).toBe('deny');
  });

  test('without sessions it is unknown', () => {
    const player = playCalls(sideOf(history));
    expect(player.judge(deploy()).verdict).toBe('deny');
  });

  test('rules that are only observed let everything go, until their day', () => {
    const observed = sideOf(
      history.replace('allow read_file, find', 'allow find'),
      'observe until "2026-12-31"',
    );
    const player = playSessions(observed);
    const early = Date.parse('2026-12-01');
    expect(player.judge(secret('1', { at: early }))).toMatchObject({
      verdict: 'deny',
      enforced: false,
    });
    player.hear(result('1'));
    expect(player.judge(deploy({ at: early }))).toMatchObject({ verdict: 'deny', enforced: false });
    expect(player.judge(deploy({ at: Date.parse('2027-01-01') })).enforced).toBe(true);
    expect(player.judge(deploy()).enforced).toBe(true);
  });
});

describe('origin', () => {
  const mail = (to: string) => call('m', 'mail', { to });

  test('what was typed, by the person of this session', () => {
    const typed = prompt('write to kim@x.example.');
    expect(verdicts(history, [typed, mail('kim@x.example'), mail('eve@x.example')])).toEqual([
      'allow',
      'deny',
    ]);
    const other = prompt('write to kim@x.example', 'other');
    expect(verdicts(history, [other, mail('kim@x.example')])).toEqual(['deny']);
  });

  test('a prompt that repeats what the model wrote was typed by nobody', () => {
    const text = 'please write to eve@x.example at once';
    const lines = [call('1', 'find', { query: text }), prompt(text), mail('eve@x.example')];
    expect(verdicts(history, lines).at(-1)).toBe('deny');
  });

  const found = JSON.stringify([{ email: 'ann@x.example', note: 'eve@x.example' }]);

  test('what a result holds in a trusted place, once the message is over', () => {
    const lines = [call('1', 'find', { query: 'ann' }, { message: 'm' }), result('1', found)];
    expect(verdicts(history, [...lines, mail('ann@x.example')]).at(-1)).toBe('allow');
    expect(verdicts(history, [...lines, mail('eve@x.example')]).at(-1)).toBe('deny');
    const together = { ...mail('ann@x.example'), message: 'm' };
    expect(verdicts(history, [...lines, together]).at(-1)).toBe('deny');
  });

  test('what the model wrote itself before the result is not trusted', () => {
    const own = [call('1', 'find', { query: 'ann@x.example' }), result('1', found)];
    expect(verdicts(history, [...own, mail('ann@x.example')]).at(-1)).toBe('deny');
    const beside = [
      call('1', 'find', { query: 'ann' }, { message: 'm' }),
      result('1', found),
      call('2', 'find', { query: 'ann@x.example' }, { message: 'm' }),
    ];
    expect(verdicts(history, [...beside, mail('ann@x.example')]).at(-1)).toBe('deny');
  });

  test('a failed result tells nothing', () => {
    const lines = [call('1', 'find', { query: 'ann' }), result('1', found, true)];
    expect(verdicts(history, [...lines, mail('ann@x.example')]).at(-1)).toBe('deny');
  });
});

describe('directories', () => {
  const policy = `policy main for agent dev {
  allow shell.inert
  allow shell.run "cd *"
  allow fs.read when .path under workspace
}`;
  const bash = (id: string, command: string) => call(id, 'bash', { command });
  const probe = bash('p', '< a.txt');

  test('a call that led out of the workspace counts as soon as it may have run', () => {
    const side = sideOf(policy);
    const away = bash('1', 'cd /etc');
    expect(verdicts(side, [probe])).toEqual(['allow']);
    expect(verdicts(side, [away, probe])).toEqual(['allow', 'deny']);
    expect(verdicts(side, [away, result('1'), probe]).at(-1)).toBe('deny');
    expect(verdicts(side, [away, result('1', 'no', true), probe]).at(-1)).toBe('deny');
  });

  test('of two calls at once nobody knows which was last', () => {
    const side = sideOf(policy);
    const lines = [bash('1', 'cd /etc'), bash('2', 'cd sub'), result('1'), result('2'), probe];
    expect(verdicts(side, lines).at(-1)).toBe('deny');
    const one = [bash('1', 'cd sub'), result('1'), probe];
    expect(verdicts(side, one).at(-1)).toBe('allow');
  });
});
