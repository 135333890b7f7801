import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { TestStage } from '../harness.ts';
import { openSession } from './session-scene.ts';

// What a session remembers, over real requests to a gateway on loopback.

const leak = `policy work for agent dev {
  allow read_file, write_file
  rule once deny deploy when after read_file where .path under "/ws/secret"
  allow deploy
}`;
const read = (path: string) => ['read_file', { path }] as const;
const deploy = ['deploy', { environment: 'a', version: '1' }] as const;
const denied = 'sentrely_denied';

describe('after', () => {
  it('holds over several requests of a session, and not in another', async () => {
    const one = await openSession(leak);
    expect((await one.say('go', [deploy])).names).toEqual(['deploy']);
    expect((await one.answer(['ok'], [read('/ws/secret/key')])).names).toEqual(['read_file']);
    expect((await one.answer(['-'], [deploy])).names).toEqual([denied]);
    const two = await openSession(leak, { stage: one.stage, session: 'two' });
    expect((await two.say('go', [deploy])).names).toEqual(['deploy']);
  });

  it('sees earlier calls of the same message, whatever becomes of them', async () => {
    const one = await openSession(leak);
    const { names } = await one.say('go', [deploy, read('/ws/secret/key'), deploy]);
    expect(names).toEqual(['deploy', 'read_file', denied]);
    const failed = new Error('no such file');
    expect((await one.answer(['ok', failed, '-'], [deploy])).names).toEqual([denied]);
  });

  it('grants only once the result is there and without error', async () => {
    const one = await openSession(`policy work for agent dev {
      allow read_file
      allow deploy when after read_file where .path == "/ws/tests"
    }`);
    expect((await one.say('go', [read('/ws/tests'), deploy])).names).toEqual(['read_file', denied]);
    const failed = new Error('exit code 1');
    expect((await one.answer([failed, '-'], [deploy])).names).toEqual([denied]);
    expect((await one.answer(['-'], [read('/ws/tests')])).names).toEqual(['read_file']);
    expect((await one.answer(['fine'], [deploy])).names).toEqual(['deploy']);
  });

  it('does not count what was denied', async () => {
    const one = await openSession(`policy work for agent dev {
      rule shut deny read_file when .path under "/ws/secret"
      rule once deny deploy when after read_file where .path under "/ws/secret"
      allow read_file, deploy
    }`);
    expect((await one.say('go', [read('/ws/secret/a')])).names).toEqual([denied]);
    expect((await one.answer(['-'], [deploy])).names).toEqual(['deploy']);
  });

  it('outlives the process', async () => {
    const one = await openSession(leak);
    await one.say('go', [read('/ws/secret/key')]);
    await one.answer(['-'], []);
    await one.stage.restart();
    expect((await one.say('and now', [deploy], { isAlone: true })).names).toEqual([denied]);
  });
});

describe('count', () => {
  const two = `policy work for agent dev {
    rule most deny write_file when count write_file >= 2
    allow write_file
  }`;
  const write = ['write_file', { path: '/ws/a', content: '' }] as const;

  it('counts calls of one message against each other', async () => {
    const one = await openSession(two);
    expect((await one.say('go', [write, write, write])).names).toEqual([
      'write_file',
      'write_file',
      denied,
    ]);
  });

  it('counts calls to which the provider gives one id, and takes none back for another', async () => {
    const one = await openSession(two);
    const same = ['write_file', { path: '/ws/a', content: '' }, 'call_0'] as const;
    const alone = { isAlone: true };
    expect((await one.say('go', [same, same])).names).toEqual(['write_file', denied]);
    expect((await one.say('again', [same], alone)).names).toEqual(['write_file']);
    expect((await one.say('again', [same], alone)).names).toEqual([denied]);
    expect((await one.say('again', [same], alone)).names).toEqual([denied]);
  });

  it('counts what two requests of a session make at the same time', async () => {
    const one = await openSession(two);
    const other = await openSession(two, { stage: one.stage });
    const [first, second] = await Promise.all([
      one.say('go', [write, write]),
      other.say('go', [write, write], { headers: { 'x-claude-code-agent-id': 'a' } }),
    ]);
    const names = [...first.names, ...second.names];
    expect(names.filter((name) => name === 'write_file')).toHaveLength(2);
  });
});

describe('a history that is not known', () => {
  it('is adopted as released: what it holds may have happened, and no more', async () => {
    const one = await openSession(leak);
    await one.say('go', [read('/ws/secret/key')]);
    await one.answer(['-'], []);
    const fork = await openSession(leak, { stage: one.stage, session: 'fork' });
    fork.messages.push(...one.messages);
    expect((await fork.say('and now', [deploy])).names).toEqual([denied]);
    const clean = await openSession(leak, { stage: one.stage, session: 'clean' });
    await clean.say('go', [read('/ws/a')]);
    await clean.answer(['-'], []);
    const other = await openSession(leak, { stage: one.stage, session: 'other' });
    other.messages.push(...clean.messages);
    expect((await other.say('and now', [deploy])).names).toEqual(['deploy']);
  });

  it('is incomplete behind a summary', async () => {
    const one = await openSession(leak);
    const summary = 'This session is being continued from a previous conversation that ran out.';
    const content = [
      { type: 'text', text: summary },
      { type: 'text', text: 'go on' },
    ];
    expect((await one.say(content, [deploy])).names).toEqual([denied]);
  });
});

describe('the rules change', () => {
  it('what was released before may have been what a new rule watches for', async () => {
    const one = await openSession(leak);
    await one.say('go', [read('/ws/secret/key')]);
    await one.answer(['-'], []);
    const rules = leak.replace('/ws/secret', '/ws/other');
    await one.stage.restart(() => Promise.resolve(one.stage.publish(rules, { revision: 2 })));
    expect((await one.say('and now', [deploy])).names).toEqual([denied]);
    const two = await openSession(rules, { stage: one.stage, session: 'two' });
    expect((await two.say('go', [deploy])).names).toEqual(['deploy']);
  });
});

describe('a store', () => {
  const table = (stage: TestStage, sql: string) => {
    const database = new DatabaseSync(join(stage.dataFolder, 'state.db'));
    database.exec(sql);
    database.close();
  };

  it('that fails between two requests refuses the second', async () => {
    const one = await openSession(leak);
    expect((await one.say('go', [deploy])).names).toEqual(['deploy']);
    table(one.stage, 'ALTER TABLE session_states RENAME TO gone');
    const { status, error } = await one.answer(['ok'], [deploy]);
    expect([status, error]).toEqual([
      402,
      expect.stringContaining('SENTRELY_ERR_STATE_UNAVAILABLE'),
    ]);
    expect(one.stage.provider.requests).toHaveLength(1);
  });

  it('that holds nonsense makes the history incomplete', async () => {
    const one = await openSession(leak);
    await one.say('go', [read('/ws/a')]);
    table(one.stage, "UPDATE session_states SET state = '{}'");
    expect((await one.answer(['-'], [deploy])).names).toEqual([denied]);
  });

  it('is not touched by rules that ask for no history', async () => {
    const rules = 'policy work for agent dev { allow read_file }';
    const policies = (keyHash: string, own: string) => [
      {
        file: 'policy.sentrely',
        text: `edition 1\nagent dev { identify key "${keyHash}" }\ntool read_file { path: Path }\n${own}`,
      },
    ];
    const one = await openSession(rules, { policies });
    table(one.stage, 'ALTER TABLE session_states RENAME TO gone');
    expect((await one.say('go', [read('/ws/a')])).names).toEqual(['read_file']);
  });
});

describe('directories', () => {
  const rules = `policy work for agent dev {
    allow shell.inert
    allow shell.run "cd", "cd *"
    allow fs.read when .path under "/ws"
  }
  command cat complete { "{path...: Path}" does fs.read(path) }`;
  const bash = (command: string) => ['Bash', { command }] as const;

  it('carry a cd to the next call until the client states another', async () => {
    const one = await openSession(rules);
    expect((await one.say('go', [bash('cat a')])).names).toEqual(['Bash']);
    expect((await one.answer(['-'], [bash('cd /etc')])).names).toEqual(['Bash']);
    expect((await one.answer(['-'], [bash('cat passwd')])).names).toEqual([denied]);
    expect((await one.answer(['-'], [bash('cat /ws/a')])).names).toEqual(['Bash']);
    await one.stage.restart();
    expect((await one.answer(['-'], [bash('cat passwd')])).names).toEqual([denied]);
    const body = { system: 'Working directory: /ws/sub' };
    expect((await one.say('go on', [bash('cat passwd')], { body, isAlone: true })).names).toEqual([
      'Bash',
    ]);
  });

  it('count before the result is there', async () => {
    const one = await openSession(rules);
    const { names } = await one.say('go', [bash('cd /etc'), bash('cat passwd')]);
    expect(names).toEqual(['Bash', denied]);
  });
});
