import { describe, expect, it } from 'vitest';
import { openSession } from './session-scene.ts';

// Rules about requests, and rules that are only observed.

const search = { tools: [{ type: 'web_search_20250305', name: 'web_search' }] };

describe('requests', () => {
  it('a model that a rule denies is never asked, and that is on record', async () => {
    const one = await openSession(`policy work for agent dev {
      allow read_file
      rule cheap deny model.use when .model matches "claude-*" because "Use the small model."
    }`);
    const { status, error } = await one.say('go', []);
    expect([status, error]).toEqual([402, expect.stringContaining('Use the small model.')]);
    expect(one.stage.provider.requests).toHaveLength(0);
    expect(
      await one.audit(
        `SELECT tool_name, verdict, disposition, enforced_by, rule_id FROM events WHERE kind = 'tool.decision'`,
      ),
    ).toEqual([['model.use', 'deny', 'stopped', 'request', 'work.cheap']]);
  });

  it('a server tool is refused unless a rule grants it', async () => {
    const one = await openSession('policy work for agent dev { allow read_file }');
    const refused = await one.say('go', [], { body: search });
    expect([refused.status, refused.error]).toEqual([
      402,
      expect.stringContaining('web_search_20250305'),
    ]);
    const two = await openSession(`policy work for agent dev {
      allow read_file
      allow server.tool when .name == "web_search"
    }`);
    expect((await two.say('go', [], { body: search })).status).toBe(200);
    const other = { tools: [{ type: 'code_execution_20250522', name: 'code_execution' }] };
    expect((await two.say('go', [], { body: other })).status).toBe(402);
    expect(two.stage.provider.requests).toHaveLength(1);
  });

  it('tokens of a server tool are counted where a rule grants it', async () => {
    const one = await openSession(`policy work for agent dev {
      allow read_file
      allow server.tool when .name == "web_search"
    }`);
    const { gateway, agentKey } = one.stage;
    const count = async (tools: readonly object[]): Promise<string> => {
      const answer = await fetch(`${gateway.url}/v1/messages/count_tokens`, {
        method: 'POST',
        headers: { 'x-api-key': agentKey, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'go' }], tools }),
      });
      return await answer.text();
    };
    expect(await count(search.tools)).toBe('{"input_tokens":42}');
    const other = [{ type: 'code_execution_20250522', name: 'code_execution' }];
    expect(await count(other)).toContain('SENTRELY_ERR_SERVER_TOOL');
  });

  describe('the domains of a search', () => {
    const rules = `policy work for agent dev {
      allow read_file
      allow server.tool when .name == "web_search" and .domain in hosts("python.org", "**.python.org")
    }`;
    const searching = (allowed_domains: readonly string[] | undefined) => ({
      tools: [{ ...search.tools[0], allowed_domains }],
    });

    it('must all be allowed, and the refusal names those that are not', async () => {
      const one = await openSession(rules);
      const listed = searching(['docs.python.org', 'Python.org.']);
      expect((await one.say('go', [], { body: listed })).status).toBe(200);
      expect(one.stage.provider.requests).toHaveLength(1);
      const refused = await one.say('go', [], { body: searching(['python.org', 'evil.example']) });
      expect(refused.status).toBe(402);
      expect(refused.error).toContain(
        'with the name `web_search` for the domain `evil.example`, the type',
      );
      expect(refused.error).toContain(
        'for the domain `**.evil.example`, and no rule allows `server.tool` for all of it: a listed domain stands for every host below it too',
      );
      expect(refused.error).not.toContain('python.org');
      const open = await one.say('go', [], { body: searching(undefined) });
      expect([open.status, open.error]).toEqual([402, expect.stringContaining('for any domain')]);
      const odd = await one.say('go', [], { body: searching(['*.python.org']) });
      expect([odd.status, odd.error]).toEqual([402, expect.stringContaining('`*.python.org`')]);
      expect(one.stage.provider.requests).toHaveLength(1);
    });

    it('are on record', async () => {
      const one = await openSession(rules);
      await one.say('go', [], { body: searching(['docs.python.org']) });
      const rows = await one.audit(
        `SELECT args, detail FROM events WHERE kind = 'tool.decision' AND enforced_by = 'request'`,
      );
      expect(rows).toEqual([
        [
          expect.stringContaining('"domains":["docs.python.org"]'),
          expect.stringContaining('"domain":"**.docs.python.org"'),
        ],
      ]);
    });

    it('may be a thousand in one request', async () => {
      const one = await openSession('policy work for agent dev { allow read_file, server.tool }');
      const many = (count: number) => ({
        tools: Array.from({ length: count }, (_all, at) => ({
          type: 'web_search_20250305',
          name: `search_${at}`,
          allowed_domains: Array.from({ length: 100 }, (_each, place) => `d${place}.example`),
        })),
      });
      expect((await one.say('go', [], { body: many(10) })).status).toBe(200);
      const refused = await one.say('go', [], { body: many(11) });
      expect([refused.status, refused.error]).toEqual([402, expect.stringContaining('1000')]);
      const plain = {
        tools: Array.from({ length: 1001 }, (_all, at) => ({ ...search.tools[0], name: `s${at}` })),
      };
      expect((await one.say('go', [], { body: plain })).status).toBe(200);
    });
  });

  it('a rule may look at the session', async () => {
    const one = await openSession(`policy work for agent dev {
      allow read_file
      allow server.tool
      rule calm deny server.tool when after read_file
    }`);
    expect((await one.say('go', [['read_file', { path: '/ws/a' }]], { body: search })).status).toBe(
      200,
    );
    expect((await one.say('on', [], { body: search, isAlone: true })).status).toBe(402);
  });
});

describe('observe', () => {
  const rules = `observe until "2999-01-01"
    policy work for agent dev { rule no deny write_file  allow read_file }`;
  const write = ['write_file', { path: '/ws/a', content: '' }] as const;

  it('passes calls, with the true verdict on record, and says so', async () => {
    const one = await openSession(rules);
    expect(
      (await one.say('go', [write, ['deploy', { environment: 'a', version: '1' }]])).names,
    ).toEqual(['write_file', 'deploy']);
    expect(
      await one.audit(
        `SELECT verdict, disposition, enforced FROM events WHERE kind = 'tool.decision'`,
      ),
    ).toEqual([
      ['deny', 'released', false],
      ['deny', 'released', false],
    ]);
    const ready = await (await fetch(`${one.stage.gateway.adminUrl}/readyz`)).json();
    expect(ready).toMatchObject({ ready: true, observe_until: '2999-01-01T00:00:00.000Z' });
    const said = (event: string) => one.stage.log.filter((line) => line.includes(event)).length;
    expect([said('bundle.observed'), said('call.observed')]).toEqual([1, 2]);
  });

  it('ends on its day', async () => {
    const one = await openSession(rules.replace('2999', '2020'));
    expect((await one.say('go', [write])).names).toEqual(['sentrely_denied']);
    const ready = await (await fetch(`${one.stage.gateway.adminUrl}/readyz`)).json();
    expect(ready).toMatchObject({ observe_until: null });
  });
});
