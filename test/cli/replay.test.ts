import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../gateway/audit/event.ts';
import { openAudit } from '../../gateway/audit/writer.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

const head = `edition 1

agent dev {
  owner user "octocat" id 1
}

tool read_file { path: Path }
tool write_file { path: Path, text: String }
tool mail { to: Email }

`;
const base = `${head}policy main for agent dev {
  rule docs allow read_file when .path matches "/docs/**"
  rule writes allow write_file when .path matches "/docs/**"
  rule prompted allow mail when .to from prompt and not after read_file
}

test "docs" {
  as dev
  read_file { path: "/docs/a" } => allow
}
`;
/** Everything may be read, writing is asked, mail may go anywhere that was typed. */
const wider = base
  .replace(
    'allow read_file when .path matches "/docs/**"',
    'allow read_file when .path matches "/**"',
  )
  .replace('allow write_file', 'ask write_file')
  .replace(' and not after read_file', '');

let folder: Folder;
const put = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
const run = (line: string, stdin?: string) => sentrely(folder.path, line.split(' '), stdin);

function decision(tool_name: string, input: unknown, more: Partial<AuditEvent> = {}): AuditEvent {
  return {
    kind: 'tool.decision',
    agent_id: 'dev',
    session_id: 's1',
    tool_use_id: 'toolu_1',
    tool_name,
    verdict: 'allow',
    disposition: 'released',
    enforced_by: 'stream',
    args: JSON.stringify(input),
    ...more,
  };
}

beforeAll(async () => {
  folder = newFolder();
  for (const [name, policy] of [
    ['base', base],
    ['head', wider],
  ] as const) {
    put(`${name}.sentrely`, policy);
    const { code, err } = await run(`compile -o ${name}.json ${name}.sentrely`);
    expect(code, err).toBe(0);
  }
  for (const line of [
    'keys new --signing --out k',
    'sign --key k.key --revision 1 -o base.bundle base.json',
    'sign --key k.key --revision 2 -o head.bundle head.json',
    'keys new --signing --out other',
  ]) {
    const { code, err } = await run(line);
    expect(code, err).toBe(0);
  }
  await writeLog('data', true);
  await writeLog('live', false);
});
afterAll(() => folder.remove());

/** Ten reads outside of the documents, two writes, and what a replay must not count. */
async function writeLog(name: string, isSealed: boolean): Promise<void> {
  let now = Date.parse('2026-03-04T10:00:00Z');
  const clock = () => (now += 1000);
  const path = join(folder.path, name);
  const log = await openAudit({ folder: path, origin: 'acme/gateway', sealEveryMs: 0, clock });
  for (let at = 0; at < 10; at++) {
    await log.append(decision('read_file', { path: `/etc/file-${at}` }, { tool_use_id: `r${at}` }));
  }
  await log.append(decision('read_file', { path: '/docs/a' }));
  await log.append(decision('write_file', { path: '/docs/a', text: 'x' }));
  const held = decision('write_file', { path: '/docs/held', text: 'x' }, { disposition: 'held' });
  const { eventId } = await log.append(held);
  await log.append({ ...held, disposition: 'released', ref_event_id: eventId });
  await log.append(decision('model.use', { model: 'm' }, { enforced_by: 'request' }));
  await log.append(decision('web_search', { action: 'a' }, { enforced_by: 'observed' }));
  await log.append(decision('write_file', { path: '/docs/big', text: 'x'.repeat(20_000) }));
  await log.append({ ...decision('read_file', {}), args: undefined });
  if (isSealed) await log.sealNow();
  await log.close();
}

async function found(line: string) {
  const { code, out, err } = await run(`replay --json ${line}`);
  expect(err).toBe('');
  return { code, ...JSON.parse(out) };
}

describe('replay of an audit log', () => {
  test.each(['data', 'live'])('groups what flips: %s', async (log) => {
    const seen = await found(`--base base.json --head head.json --audit ${log}`);
    expect(seen).toMatchObject({
      code: 1,
      calls: 14,
      cut: 1,
      problems: [],
      counts: { 'newly-allowed': 10, 'approval-changed': 0, 'newly-asking': 2, 'newly-denied': 0 },
      groups: [
        {
          kind: 'newly-allowed',
          agent: 'dev',
          subject: 'read_file',
          base: { verdict: 'deny', rules: [] },
          head: { verdict: 'allow', rules: ['main.docs'] },
          count: 10,
        },
        {
          kind: 'newly-asking',
          subject: 'write_file',
          base: { verdict: 'allow', rules: ['main.writes'] },
          head: { verdict: 'ask', rules: ['main.writes'] },
          count: 2,
        },
      ],
    });
    expect(seen.groups[0].samples).toEqual(
      [0, 1, 2].map((at) => ({
        session: 's1',
        id: `r${at}`,
        at: `2026-03-04T10:00:${String(at + 1).padStart(2, '0')}.000Z`,
        server: null,
        tool: 'read_file',
        input: { path: `/etc/file-${at}` },
      })),
    );
  });

  test('the other way round the same calls are newly denied, and newly allowed to write', async () => {
    const seen = await found('--base head.json --head base.json --audit data');
    expect(seen).toMatchObject({
      code: 1,
      counts: { 'newly-allowed': 2, 'newly-asking': 0, 'newly-denied': 10 },
    });
  });

  test('bundles decide as their rules do, and need a trust file that knows their key', async () => {
    const files = '--base base.bundle --head head.bundle --audit data';
    const [signed, plain] = [
      await found(`${files} --trust k.trust.json`),
      await found('--base base.json --head head.json --audit data'),
    ];
    expect(signed).toEqual(plain);
    expect(await run(`replay ${files}`)).toMatchObject({ code: 2, out: '' });
    const other = await run(`replay ${files} --trust other.trust.json`);
    expect(other).toMatchObject({ code: 2, out: '' });
    expect(other.err).toContain('SENTRELY_ERR_BUNDLE_SIGNATURE');
  });

  test.each([
    ['', 1],
    ['--max-newly-allowed 9', 1],
    ['--max-newly-allowed 10', 0],
    ['--max-newly-allowed 10 --max-newly-asking 1', 1],
    ['--max-newly-allowed 10 --max-newly-asking 2 --max-newly-denied 0', 0],
    ['--since 2026-03-05', 0],
    ['--since 2026-03-04T10:00:10Z', 1],
  ])('thresholds: %s', async (more, code) => {
    const words = `replay --base base.json --head head.json --audit data ${more}`.trim();
    expect((await run(words)).code).toBe(code);
  });

  test('since leaves out what came before', async () => {
    const files = '--base base.json --head head.json --audit data';
    const seen = await found(`${files} --since 2026-03-04T10:00:09Z`);
    expect(seen.counts).toMatchObject({ 'newly-allowed': 2, 'newly-asking': 2 });
  });

  test('says in words what was found and what failed', async () => {
    const { out } = await run('replay --base base.json --head head.json --audit data');
    expect(out).toBe(`newly allowed: 10 calls of \`read_file\` by agent \`dev\`
  before  deny
  after   allow by \`main.docs\`
  calls   read_file {"path":"/etc/file-0"}
          read_file {"path":"/etc/file-1"}
          read_file {"path":"/etc/file-2"}

newly asking: 2 calls of \`write_file\` by agent \`dev\`
  before  allow by \`main.writes\`
  after   ask by \`main.writes\`
  calls   write_file {"path":"/docs/a","text":"x"}
          write_file {"path":"/docs/held","text":"x"}

not decided: 1 call with arguments cut in the log
14 calls: 10 newly allowed, 2 newly asking
failed: 10 newly allowed, at most 0 may be
`);
  });

  test('the same rules flip nothing', async () => {
    const { code, out } = await run('replay --base base.json --head base.json --audit data');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'not decided: 1 call with arguments cut in the log\n14 calls: all decided as before\n',
    });
  });

  test('arguments that are not one JSON value are no call, whatever they make of the line', async () => {
    const log = await openAudit({ folder: join(folder.path, 'odd'), origin: 'o', sealEveryMs: 0 });
    const texts = ['{"path":"/docs/a"', '{"path":"/docs/a"},{}', '{}],[{}', ',', '"\\ud800'];
    for (const args of texts) await log.append({ ...decision('read_file', {}), args });
    await log.append(decision('read_file', { path: '/docs/a' }));
    await log.sealNow();
    await log.close();
    const seen = await found('--base base.json --head base.json --audit odd');
    expect(seen).toMatchObject({ code: 0, calls: 1, cut: texts.length });
  });

  test('a sealed file that was changed is left out, and that is no success', async () => {
    await writeLog('broken', true);
    const files = readdirSync(join(folder.path, 'broken'), { recursive: true, encoding: 'utf8' });
    const sealed = files.filter((name) => name.endsWith('.parquet'));
    expect(sealed).toHaveLength(1);
    const path = join(folder.path, 'broken', sealed[0] ?? '');
    truncateSync(path, statSync(path).size - 1);
    const seen = await found('--base base.json --head base.json --audit broken');
    expect(seen).toMatchObject({ code: 1, calls: 0 });
    expect(seen.problems.join()).toContain('is not the file that was sealed');
    rmSync(join(folder.path, 'broken'), { recursive: true });
  });
});

describe('replay of a trace', () => {
  const user = (text: string) => JSON.stringify({ type: 'user', session: 's', agent: 'dev', text });
  const call = (id: string, tool: string, input: unknown, more = {}) =>
    JSON.stringify({ type: 'call', session: 's', agent: 'dev', id, tool, input, ...more });
  const result = (id: string) => JSON.stringify({ type: 'result', session: 's', id, text: 'ok' });

  test('what was typed and what came back counts on each side by its own decisions', async () => {
    put(
      'trace.jsonl',
      [
        user('read /docs/a and mail it to kim@x.example'),
        call('1', 'mail', { to: 'kim@x.example' }),
        result('1'),
        call('2', 'read_file', { path: '/docs/a' }),
        result('2'),
        call('3', 'mail', { to: 'kim@x.example' }),
        call('4', 'mail', { to: 'eve@x.example' }),
      ].join('\n'),
    );
    const seen = await found('--base base.json --head head.json --trace trace.jsonl');
    expect(seen).toMatchObject({
      code: 1,
      calls: 4,
      groups: [{ kind: 'newly-allowed', subject: 'mail', count: 1, samples: [{ id: '3' }] }],
    });
  });

  test('since leaves calls out that it still remembers', async () => {
    const day = (at: number) => ({ at: `2026-03-0${at}T00:00:00Z` });
    put(
      'dated.jsonl',
      [
        user('mail kim@x.example'),
        call('1', 'read_file', { path: '/etc/x' }, day(1)),
        call('2', 'read_file', { path: '/docs/a' }, day(1)),
        result('2'),
        call('3', 'mail', { to: 'kim@x.example' }, day(3)),
      ].join('\n'),
    );
    const files = '--base base.json --head head.json --trace dated.jsonl';
    expect(await found(files)).toMatchObject({ calls: 3, counts: { 'newly-allowed': 2 } });
    const late = await found(`${files} --since 2026-03-02`);
    expect(late).toMatchObject({ calls: 1, counts: { 'newly-allowed': 1 } });
  });

  test('what the model wrote cannot act on the terminal', async () => {
    put('evil.jsonl', call('1', 'read_file', { path: '/etc/\u001b[2J\u202ex' }));
    const { out } = await run('replay --base base.json --head head.json --trace evil.jsonl');
    expect(out).toContain('\\u');
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });

  test.each([
    ['--base base.json --head head.json', '`--trace` and `--audit`'],
    ['--base base.json --head head.json --trace a --audit b', '`--trace` and `--audit`'],
    ['--base base.json --head head.json --trace none.jsonl', '`none.jsonl` does not exist'],
    ['--base base.json --head head.json --audit none', 'found no audit log in'],
    ['--base base.json --head base.sentrely --audit data', 'SENTRELY_ERR_BUNDLE_STRUCTURE'],
    ['--base base.json --head head.json --audit data --since soon', '`soon`'],
    ['--base base.json --head head.json --audit data --max-newly-denied -1', 'SENTRELY_ERR_CLI'],
    ['--base base.json --head head.json --audit data --max-newly-asking 1e3', '`1e3`'],
    ['--base base.json --head head.json --trace base.json', 'SENTRELY_ERR_CLI_TRACE'],
  ])('%s is wrong usage', async (words, message) => {
    const { code, out, err } = await run(`replay ${words}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('rules that no gateway would load decide nothing', async () => {
    const rules = JSON.parse(readFileSync(join(folder.path, 'base.json'), 'utf8'));
    put('loose.json', JSON.stringify({ ...rules, policies: [{ ...rules.policies[0], rules: 7 }] }));
    const { code, err } = await run('replay --base base.json --head loose.json --audit data');
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_BUNDLE_STRUCTURE');
  });
});

describe('decide with a past', () => {
  test('what was typed allows, and what was read forbids', async () => {
    const at = { session: 's', agent: 'dev' };
    const mail = { type: 'call', ...at, tool: 'mail', input: { to: 'kim@x.example' } };
    const read = { ...mail, id: '2', tool: 'read_file', input: { path: '/docs/a' } };
    const lines = [
      { ...mail, id: '0' },
      { type: 'user', ...at, text: 'mail kim@x.example' },
      { ...mail, id: '1' },
      { ...read, message: 'm', at: '2026-03-04T10:00:00Z' },
      { type: 'result', session: 's', id: '2', text: 'x', is_error: false },
      { ...mail, id: '3' },
    ];
    const trace = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const decide = 'decide --bundle base.bundle --trust k.trust.json';
    const { code, out } = await run(decide, trace);
    const decisions = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(decisions.map(({ id, verdict, enforced }) => [id, verdict, enforced])).toEqual([
      ['0', 'deny', true],
      ['1', 'allow', true],
      ['2', 'allow', true],
      ['3', 'deny', true],
    ]);
  });

  test.each([
    [{ at: 'yesterday' }, '`at`'],
    [{ at: '2026-03-04T10:00:00' }, '`at`'],
    [{ message: 7 }, '`message`'],
    [{ type: 'result', text: 'x', is_error: 'no' }, '`is_error`'],
  ])('%j stops the work', async (more, named) => {
    const call = { type: 'call', session: 's', agent: 'dev', id: '1', tool: 'mail', input: {} };
    const line = JSON.stringify({ ...call, ...more });
    const { code, err } = await run('decide --bundle base.bundle --trust k.trust.json', line);
    expect(code).toBe(2);
    expect(err).toContain(named);
  });
});
