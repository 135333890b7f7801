import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { broken, good } from '../action/policies.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

const path = (name: string) => join(folder.path, name);
const put = (name: string, text: string) => writeFileSync(path(name), text);
const run = (line: string) => sentrely(folder.path, line.split(' '));
const wider = good.replace('under workspace', 'under workspace or .path == "~/notes"');

describe('diff', () => {
  test('says when nothing changes, whatever the files are called', async () => {
    mkdirSync(path('head'));
    put('a.sentrely', good);
    put('head/b.sentrely', `// moved\n${good}`);
    expect(await run('diff a.sentrely head')).toEqual({
      code: 0,
      out: 'every call is decided as before\n',
      err: '',
    });
  });

  test('shows a call that is newly allowed, and exits 1', async () => {
    put('a.sentrely', good);
    put('b.sentrely', wider);
    expect(await run('diff a.sentrely b.sentrely')).toEqual({
      code: 1,
      out: `newly allowed: \`read_file\` for agent \`dev\`
  before  deny
  after   allow by \`main#1\`
  call    {"path":"~/notes"}

1 newly allowed
`,
      err: '',
    });
    expect((await run('diff b.sentrely a.sentrely')).code).toBe(0);
    expect((await run('diff --fail-on any b.sentrely a.sentrely')).code).toBe(1);
    expect((await run('diff --fail-on never a.sentrely b.sentrely')).code).toBe(0);
    expect((await run('diff --fail-on often a.sentrely b.sentrely')).code).toBe(2);
  });

  test('shows what no call shows: identities, owners, limits, messages held whole', async () => {
    const agent = (clauses: string): string => good.replace(/agent dev \{[^}]*\}/, clauses);
    const key = `sha256:${'a'.repeat(64)}`;
    put('a.sentrely', agent('agent dev { owner user "octocat" id 1 budget 5 USD per day }'));
    put(
      'b.sentrely',
      agent(
        `agent dev { owner user "octocat" id 1 identify key "${key}" budget 5000 USD per day }`,
      ).replace('for agent dev {', 'for agent dev {\n  hold message'),
    );
    expect(await run('diff a.sentrely b.sentrely')).toEqual({
      code: 0,
      out: `changed: agent dev
  - budget 5 USD per day
  + identify key "${key}"
  + budget 5000 USD per day

changed: policy main
  + hold message

2 changed beside decisions
`,
      err: '',
    });
    expect((await run('diff --fail-on any a.sentrely b.sentrely')).code).toBe(1);
    const { settings } = JSON.parse((await run('diff --json b.sentrely a.sentrely')).out);
    expect(settings).toContainEqual({ of: 'policy main', removed: ['hold message'], added: [] });
  });

  test('shows that another place of a result is trusted, from which values may come', async () => {
    const inbox = (places: string): string => `${good}\ntool inbox {} trusted ${places}\n`;
    put('a.sentrely', inbox('"[].to"'));
    put('b.sentrely', inbox('"[].to", "[].body"'));
    const { out } = await run('diff a.sentrely b.sentrely');
    expect(out).toContain('changed: tool inbox\n  + trusted "[].body"\n');
  });

  test('--json has the documented members', async () => {
    put('a.sentrely', good);
    put('b.sentrely', wider);
    const { code, out } = await run('diff --json a.sentrely b.sentrely');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      diagnostics: [],
      differences: [
        {
          kind: 'newly-allowed',
          agents: ['dev'],
          facet: 'tool',
          tool: 'read_file',
          from: { verdict: 'deny', rules: [], approvals: [] },
          to: { verdict: 'allow', rules: ['main#1'], approvals: [] },
          witness: {
            agent: 'dev',
            server: null,
            tool: 'read_file',
            input: { path: '~/notes' },
            workspace: null,
          },
          whole: null,
        },
      ],
      inconclusive: [],
      settings: [],
    });
  });

  test('a side with errors shows them instead', async () => {
    put('a.sentrely', good);
    put('b.sentrely', broken(1));
    const { code, out } = await run('diff a.sentrely b.sentrely');
    expect(code).toBe(1);
    expect(out).toContain('error[unknown-tool]');
    const json = JSON.parse((await run('diff --json b.sentrely a.sentrely')).out);
    expect(json).toMatchObject({ diagnostics: [{ file: 'b.sentrely' }], differences: [] });
  });

  test('a call that nobody can see whole is escaped', async () => {
    put('a.sentrely', good);
    put('b.sentrely', good.replace('under workspace', 'under workspace or .path == "/\\u{202e}x"'));
    const { out } = await run('diff a.sentrely b.sentrely');
    expect(out).toContain('{"path":"/\\u202ex"}');
  });
});

describe('prove', () => {
  const claim = (law: string) =>
    `\n${law} {\n  any agent does read_file where .path under "/etc"\n}\n`;

  test('--smt writes a question for each claim and agent', async () => {
    put(
      'a.sentrely',
      `${good}never "outside" { any agent does read_file where .path == "/etc/x" }\n`,
    );
    const { code, out } = await run('prove --smt claims.smt2 .');
    expect(code, out).toBeLessThan(2);
    const smt = readFileSync(path('claims.smt2'), 'utf8');
    expect(smt).toContain('; "outside", agent "dev"\n');
    expect(smt.match(/\(check-sat\)/g)).toHaveLength(1);
  });

  test('says how many claims are proved', async () => {
    const open = 'always "t" { agent dev may read_file where .path under workspace }\n';
    put('a.sentrely', good + open);
    const { code, out } = await run('prove .');
    expect({ code, out }).toEqual({ code: 0, out: '1 proved, 0 broken in 1 file\n' });
  });

  test('shows a call that breaks a claim', async () => {
    put('a.sentrely', good + claim('never "nobody reads /etc"'));
    const { code, out } = await run('prove .');
    expect(code).toBe(1);
    expect(out).toBe(`broken: \`nobody reads /etc\`
  --> a.sentrely:19
  agent   \`dev\`
  call    {"path":"etc"} in /
  got     allow by \`main#1\`

0 proved, 1 broken in 1 file
`);
    const { claims } = JSON.parse((await run('prove --json .')).out);
    expect(claims).toMatchObject([
      { file: 'a.sentrely', line: 19, law: 'never', status: 'broken' },
    ]);
  });

  test('says why a claim is neither proved nor broken, and what to claim instead', async () => {
    put(
      'a.sentrely',
      `edition 1
agent dev { owner user "octocat" id 1 }
tool Bash { command: Shell }
policy main for agent dev { allow shell.run "make" }
never "nothing is removed" { any agent does Bash where .command == "rm x" }
`,
    );
    const { code, out } = await run('prove .');
    expect(code).toBe(1);
    expect(out).toContain(`inconclusive: \`nothing is removed\`
  --> a.sentrely:5
  why     what a command does is in its text
  write   a claim about an action that commands do, such as \`shell.run\` or \`fs.write\`
`);
    const { claims } = JSON.parse((await run('prove --json .')).out);
    expect(claims).toMatchObject([{ status: 'inconclusive', gap: { why: expect.any(String) } }]);
  });

  test('no claims are no success', async () => {
    put('a.sentrely', good);
    expect(await run('prove .')).toMatchObject({ code: 1, out: 'no claims in 1 file\n' });
  });
});

describe('lint', () => {
  const weak = good
    .replace('under workspace', 'in paths("src/**", "src/a")')
    .replace('a.txt" } => allow', 'src/b" } => allow');

  test('prints findings, and fails on what it is told to', async () => {
    put('a.sentrely', weak);
    const { code, out } = await run('lint .');
    expect(code).toBe(0);
    expect(out).toContain('warning[set-entry-shadowed]');
    expect(out).toMatch(/\n1 warning, 1 remark in 1 file\n$/);
    expect((await run('lint --fail-on warning .')).code).toBe(1);
    expect((await run('lint --fail-on never .')).code).toBe(0);
  });

  test('--fix rewrites the file in its layout, and leaves nothing to fix', async () => {
    put('a.sentrely', weak);
    const { code, err } = await run('lint --fix .');
    expect({ code, err }).toEqual({ code: 0, err: '1 finding mended in `a.sentrely`\n' });
    expect(readFileSync(path('a.sentrely'), 'utf8')).toBe(weak.replace(', "src/a"', ''));
    expect((await run('lint --fix .')).err).toBe('');
  });

  test('--json is one line of diagnostics', async () => {
    put('a.sentrely', weak);
    const { out } = await run('lint --json .');
    const codes = JSON.parse(out).diagnostics.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['agent-without-key', 'set-entry-shadowed']);
  });

  test('policies with errors show these', async () => {
    put('a.sentrely', broken(1));
    expect(await run('lint .')).toMatchObject({
      code: 1,
      out: expect.stringContaining('error[unknown-tool]'),
    });
  });

  test('explain knows its codes', async () => {
    const { code, out } = await run('explain set-entry-shadowed');
    expect(code).toBe(0);
    expect(out).toContain(
      'warning[set-entry-shadowed]: a pattern of a set is covered by another one',
    );
  });
});
