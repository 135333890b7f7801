import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

function put(name: string, text: string): void {
  const path = join(folder.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
const run = (line: string) => sentrely(folder.path, line.split(' '));

/** A program as people write it: a request loop, tools by file, a server, another SDK beside it. */
function putProgram(): void {
  put(
    'src/tools/shared.ts',
    `import { z } from 'zod';\nexport const target = { file_path: z.string() };\n`,
  );
  put(
    'src/tools/read.ts',
    `import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { z } from 'zod';
import { target } from './shared.ts';

export const readFile = betaZodTool({
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: z.object({ ...target, limit: z.number().int().optional() }),
  run: async ({ file_path }) => file_path,
});
`,
  );
  put(
    'src/tools/shell.ts',
    `import type Anthropic from '@anthropic-ai/sdk';
export const shell = {
  name: 'run_command',
  description: 'Runs a command.',
  input_schema: {
    type: 'object',
    properties: { command: { type: 'string' }, timeout: { type: 'integer' } },
    required: ['command'],
  },
} satisfies Anthropic.Tool;
`,
  );
  put(
    'src/tools/index.ts',
    `import { readFile } from './read.ts';\nimport { shell } from './shell.ts';\nexport const tools = [readFile, shell];\n`,
  );
  put(
    'src/agent.ts',
    `import Anthropic from '@anthropic-ai/sdk';
import { tools } from './tools/index.js';
const client = new Anthropic();
export const answer = (messages) => client.beta.messages.toolRunner({ model: 'claude', max_tokens: 1024, messages, tools });
`,
  );
  put(
    'src/mcp.js',
    `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
const server = new McpServer({ name: 'tickets', version: '1.0.0' });
server.registerTool('close', { inputSchema: { id: z.number().int(), note: z.string().optional() } }, async () => ({}));
`,
  );
  put(
    'node_modules/x/index.js',
    `create({ model, tools: [{ name: 'foreign', parameters: {} }] });`,
  );
  put('.cache/a.js', `create({ model, tools: [{ name: 'hidden', parameters: {} }] });`);
}

const declarations = `edition 1

// Written by \`sentrely scan\`. Types are read from schemas, and from names where schemas say no more:
// read each line before you rely on it.

// src/mcp.js:4
tool mcp tickets.close { id: Int, note?: String }

// src/tools/read.ts:5
tool read_file { file_path: Path, limit?: Int }

// src/tools/shell.ts:2
tool run_command { command: Shell, timeout?: Int }
`;

describe('scan', () => {
  test('declares the tools of a program of several files', async () => {
    putProgram();
    expect(await run('scan .')).toEqual({
      code: 0,
      out: declarations,
      err: '3 tools, 0 findings\n',
    });
    expect(await run('scan src/agent.ts src/tools -o tools.sentrely')).toMatchObject({
      code: 0,
      out: '',
    });
    expect(read('tools.sentrely')).not.toContain('tickets');
  });

  test('--json has the documented members', async () => {
    putProgram();
    put('src/lost.ts', `create({ model, tools: load() });`);
    const { code, out, err } = await run('scan --json .');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const { tools, findings } = JSON.parse(out);
    expect(tools[0]).toEqual({
      server: 'tickets',
      name: 'close',
      arguments: [
        { name: 'id', optional: false, type: 'Int' },
        { name: 'note', optional: true, type: 'String' },
      ],
      file: 'src/mcp.js',
      line: 4,
      column: 1,
    });
    expect(findings).toEqual([
      {
        code: 'tools-unresolved',
        severity: 'error',
        message: expect.any(String),
        file: 'src/lost.ts',
        line: 1,
        column: 24,
      },
    ]);
  });

  test('--check compares with the policies', async () => {
    putProgram();
    put('policies/tools.sentrely', declarations);
    put(
      'policies/policy.sentrely',
      `edition 1\nagent dev {\n  owner user "octocat" id 1\n  identify key "sha256:${'0'.repeat(64)}"\n}\npolicy p for agent dev {\n  allow read_file, mcp tickets.close\n  rule ask-shell ask run_command\n}\n`,
    );
    expect(await run('scan --check policies .')).toEqual({
      code: 0,
      out: '3 tools, 0 findings\n',
      err: '',
    });
    put(
      'src/tools/shared.ts',
      `import { z } from 'zod';\nexport const target = { file_path: z.int(), encoding: z.string() };\n`,
    );
    put('src/new.ts', `create({ model, tools: [{ name: 'rm', parameters: {} }] });`);
    const { code, out } = await run('scan --check policies src');
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'src/new.ts:1:25: error[tool-undeclared]: `rm` is not declared, expected a declaration: every call of it is denied',
      'src/tools/read.ts:5:25: error[argument-differs]: `read_file`: argument `file_path` is an integer, but is declared as `Path`',
      'src/tools/read.ts:5:25: error[argument-differs]: `read_file`: argument `encoding` is not declared',
      '4 tools, 3 findings',
      '',
    ]);
  });

  test('--check with policies that have errors says which', async () => {
    putProgram();
    put('bad.sentrely', 'edition 1\nallow\n');
    expect((await run('scan --check bad.sentrely src')).code).toBe(1);
    const { out } = await run('scan --check bad.sentrely --json src');
    expect(JSON.parse(out).diagnostics.length).toBeGreaterThan(0);
  });

  test('a file that is too large is reported', async () => {
    putProgram();
    put('src/bundle.js', `/* ${'x'.repeat(1024 * 1024)} */`);
    const { code, err } = await run('scan src');
    expect(code).toBe(1);
    expect(err).toContain('src/bundle.js: error[file-unread]: ');
  });

  test('links are not followed', async () => {
    put('src/a.ts', '');
    symlinkSync('/', join(folder.path, 'src/root'));
    expect(await run('scan src')).toMatchObject({ code: 0, err: '0 tools, 0 findings\n' });
  });

  test.each([
    ['scan nowhere', 'does not exist'],
    ['scan empty', 'found no TypeScript or JavaScript file'],
    ['scan README.md', 'is no TypeScript or JavaScript file'],
    ['scan', 'expected PATH...'],
    ['scan --check p -o f .', 'expected one'],
  ])('%s', async (line, text) => {
    mkdirSync(join(folder.path, 'empty'));
    put('README.md', '');
    const { code, err } = await run(line);
    expect(code).toBe(2);
    expect(err).toContain(text);
  });
});
