import { describe, expect, test } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import { declareTools } from '../../../compiler/import/declaration.ts';
import { scan } from '../../../compiler/scan/scan.ts';
import type { Source } from '../../../dsl/source.ts';

/** Declarations without places, and findings as `severity code`. */
async function read(sources: string | readonly Source[], server?: string) {
  const given = typeof sources === 'string' ? [{ file: 'src/a.ts', text: sources }] : sources;
  const { offers, findings } = await scan(given, { server });
  const { text } = declareTools(offers, []);
  return {
    tools: text.split('\n').filter((line) => line !== '' && !/^(edition|\/\/)/.test(line)),
    findings: findings.map(({ code, severity }) => `${severity} ${code}`),
    offers,
  };
}

const zod = `import { z } from 'zod';\n`;

describe('dialects', () => {
  test.each([
    [
      'Anthropic request',
      `client.messages.create({ model: 'm', tools: [{ name: 'read', input_schema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } }] })`,
      ['tool read { path: Path }'],
    ],
    [
      'Anthropic stream with a constant and `as const`',
      `const tool = { name: 'run', input_schema: { type: 'object', properties: { cmd: { type: 'string' }, n: { type: 'integer' } }, required: ['cmd'] } } as const;
       const tools = [tool];
       client.messages.stream({ model: 'm', tools });`,
      ['tool run { cmd: Shell, n?: Int }'],
    ],
    [
      'betaZodTool under another name',
      `import { betaZodTool as make } from '@anthropic-ai/sdk/helpers/beta/zod';\n${zod}
       runner({ tools: [make({ name: 'w', inputSchema: z.object({ city: z.string() }), run: async () => '' })], model: 'm' });`,
      ['tool w { city: String }'],
    ],
    [
      'betaTool',
      `import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
       const t = betaTool({ name: 'w', inputSchema: { type: 'object', properties: { url: { type: 'string' } } }, run });`,
      ['tool w { url?: Url }'],
    ],
    [
      'Claude Agent SDK: the key of the configuration is the name of the server',
      `import { tool, createSdkMcpServer, query } from '@anthropic-ai/claude-agent-sdk';\n${zod}
       const add = tool('add', 'Adds', { a: z.number().int() }, async () => ({}));
       const server = createSdkMcpServer({ name: 'own-name', tools: [add] });
       query({ prompt: '', options: { mcpServers: { calc: server } } });`,
      ['tool mcp calc.add { a: Int }'],
    ],
    [
      'Claude Agent SDK: without a configuration, the name of the server',
      `import { tool, createSdkMcpServer } from '@anthropic-ai/claude-agent-sdk';\n${zod}
       export default createSdkMcpServer({ name: 'calc', tools: [tool('add', 'Adds', {}, async () => ({}))] });`,
      ['tool mcp calc.add {}'],
    ],
    [
      'Vercel AI SDK',
      `import { tool, generateText, jsonSchema } from 'ai';\n${zod}
       const weather = tool({ inputSchema: z.object({ place: z.string() }), execute });
       generateText({ model, prompt, tools: { weather, old: tool({ parameters: z.object({}) }), 'by-json': { inputSchema: jsonSchema({ type: 'object', properties: { x: { type: 'boolean' } } }) } } });`,
      ['tool weather { place: String }', 'tool old {}', 'tool by-json { x?: Bool }'],
    ],
    [
      'MCP server',
      `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\n${zod}
       const server = new McpServer({ name: 'files', version: '1' });
       server.registerTool('list', { inputSchema: { dir: z.string().optional() } }, handler);
       server.registerTool('whole', { inputSchema: z.object({ dir: z.string() }) }, handler);
       server.registerTool('bare', { description: '' }, handler);
       server.tool('ping', handler);
       server.tool('say', 'Says', handler);
       server.tool('rm', 'Removes', { path: z.string() }, { destructiveHint: true }, handler);`,
      [
        'tool mcp files.list { dir?: Path }',
        'tool mcp files.whole { dir: Path }',
        'tool mcp files.bare {}',
        'tool mcp files.ping {}',
        'tool mcp files.say {}',
        'tool mcp files.rm { path: Path }',
      ],
    ],
    [
      'MCP server, low level',
      `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
       const server = new Server({ name: 'files', version: '1' }, {});
       server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [{ name: 'list', inputSchema: { type: 'object', properties: {} } }] }));`,
      ['tool mcp files.list {}'],
    ],
    [
      'OpenAI, both forms and a helper',
      `import { zodFunction } from 'openai/helpers/zod';\n${zod}
       openai.responses.create({ model: 'm', tools: [{ type: 'function', name: 'flat', strict: true, parameters: { type: 'object', properties: { a: { type: ['string'] } }, required: ['a'] } }, { type: 'function', name: 'none' }] });
       openai.chat.completions.create({ model: 'm', messages, tools: [{ type: 'function', function: { name: 'deep', parameters: { type: 'object', properties: {} } } }, zodFunction({ name: 'z', parameters: z.object({ email: z.email() }) })] });`,
      ['tool flat { a: String }', 'tool none {}', 'tool deep {}', 'tool z { email: Email }'],
    ],
    [
      'LangChain',
      `import { tool } from '@langchain/core/tools';\n${zod}
       const t = tool(async () => '', { name: 'look', schema: z.object({ q: z.string() }) });`,
      ['tool look { q: String }'],
    ],
  ])('%s', async (_, text, tools) => {
    expect(await read(text)).toMatchObject({ tools, findings: [] });
  });
});

describe('constants', () => {
  test('are followed through imports, namespaces, enums, functions and templates', async () => {
    const sources = [
      {
        file: 'src/names.ts',
        text: `export enum Name { A = 'a' }\nexport const prefix = 'x';\nexport default 'd';`,
      },
      {
        file: 'src/schemas.ts',
        text: `const base = { type: 'object' };\nexport const empty = { ...base, properties: {} };\nexport function schema() { return empty; }`,
      },
      {
        file: 'src/index.ts',
        text: `export * from './schemas.js';\nexport * as names from './names';`,
      },
      {
        file: 'src/main.ts',
        text: `import d from './names.ts'; import { empty as e, names, schema } from './index';
          const extra = [{ name: names.Name.A, input_schema: e }];
          create({ model, tools: [{ name: d, input_schema: schema() }, { name: \`\${names.prefix}_1\`, input_schema: e }, { name: names.prefix + '2', input_schema: e }, ...extra, ...(flag ? [{ name: 'maybe', input_schema: e }] : [])] });`,
      },
    ];
    expect(await read(sources)).toMatchObject({
      tools: ['tool a {}', 'tool d {}', 'tool x_1 {}', 'tool x2 {}', 'tool maybe {}'],
      findings: [],
    });
  });

  test('CommonJS', async () => {
    const text = `const { z } = require('zod'); const { tool } = require('ai');
      module.exports = { tools: { t: tool({ inputSchema: z.object({ n: z.int() }) }) } };`;
    const { tools } = await read([{ file: 'a.cjs', text }]);
    expect(tools).toEqual(['tool t { n: Int }']);
  });

  test('keys in brackets are keys', async () => {
    const text = `create({ model, ['tools']: [{ ['name']: 'a', "input_schema": { ['type']: 'object' } }] })`;
    expect(await read(text)).toMatchObject({ tools: ['tool a {}'], findings: [] });
  });

  test('tools that are pushed or assigned are found', async () => {
    const text = `const tools = []; tools.push({ name: 'a', parameters: {} }); request.tools = [{ name: 'b', parameters: {} }];`;
    expect((await read(text)).tools).toEqual(['tool a {}', 'tool b {}']);
  });
});

describe('Zod', () => {
  test.each([
    ['z.string()', 'x: String'],
    ['z.string().min(1).max(9).regex(/a/).describe("d")', 'x: String'],
    ['z.string().url()', 'x: Url'],
    ['z.url().optional()', 'x?: Url'],
    ['z.string().email().nullish()', 'x?: Json'],
    ['z.number()', 'x: Json'],
    ['z.number().int().positive()', 'x: Int'],
    ['z.int()', 'x: Int'],
    ['z.boolean().default(false)', 'x?: Bool'],
    ['z.enum(["a", "b"])', 'x: String'],
    ['z.enum(options)', 'x: String'],
    ['z.enum(unknownOptions)', 'x: Json'],
    ['z.literal("a")', 'x: String'],
    ['z.literal([1, 2])', 'x: Int'],
    ['z.literal(true)', 'x: Bool'],
    ['z.union([z.literal("a"), z.literal("b")])', 'x: String'],
    ['z.union([z.string(), z.number()])', 'x: Json'],
    ['z.string().or(z.number())', 'x: Json'],
    ['z.array(z.string())', 'x: Json'],
    ['z.string().array().optional()', 'x?: Json'],
    ['z.record(z.string(), z.number())', 'x: Json'],
    ['z.object({ a: z.string() })', 'x: Json'],
    ['z.string().nullable()', 'x: Json'],
    ['z.coerce.number()', 'x: Json'],
    ['z.iso.date()', 'x: String'],
    ['z.string().transform(Number)', 'x: String'],
    ['z.optional(z.int())', 'x?: Int'],
    ['z.any()', 'x?: Json'],
    ['z.lazy(() => z.string())', 'x: Json'],
    ['z.custom()', 'x: Json'],
    ['city', 'x?: String'],
    ['Base.shape.b', 'x: Int'],
    ['something()', 'x?: Json'],
  ])('%s', async (schema, param) => {
    const text = `${zod} const options = ['a'] as const; const city = z.string().optional();
      const Base = z.object({ a: z.string(), b: z.int() });
      import { betaZodTool } from 'sdk'; betaZodTool({ name: 't', inputSchema: z.object({ x: ${schema} }) });`;
    expect((await read(text)).tools).toEqual([`tool t { ${param} }`]);
  });

  test.each([
    ['Base.extend({ c: z.string() })', 'a: String, b?: Int, c: String'],
    ['Base.merge(z.object({ c: z.string() }))', 'a: String, b?: Int, c: String'],
    ['Base.pick({ a: true })', 'a: String'],
    ['Base.omit({ a: true })', 'b?: Int'],
    ['Base.partial()', 'a?: String, b?: Int'],
    ['Base.partial({ a: true })', 'a?: String, b?: Int'],
    ['Base.required()', 'a: String, b: Int'],
    ['Base.strict().describe("x")', 'a: String, b?: Int'],
    ['z.object({ ...Base.shape, c: z.string() })', 'a: String, b?: Int, c: String'],
    ['z.strictObject({ a: z.string() })', 'a: String'],
    ['z.toJSONSchema(Base)', 'a: String, b?: Int'],
    ['zodToJsonSchema(Base)', 'a: String, b?: Int'],
  ])('%s', async (schema, params) => {
    const text = `${zod} const Base = z.object({ a: z.string(), b: z.int().optional() });
      create({ model, tools: [{ name: 't', input_schema: ${schema} }] });`;
    expect((await read(text)).tools).toEqual([`tool t { ${params} }`]);
  });

  test('an open object is said to be open', async () => {
    const text = `${zod} create({ model, tools: [{ name: 't', input_schema: z.looseObject({}) }] });`;
    expect((await read(text)).findings).toEqual(['warning arguments-open']);
  });
});

describe('what cannot be read is reported, never skipped', () => {
  const schema = 'input_schema: { type: "object" }';
  test.each([
    [
      'a computed name',
      `create({ model, tools: [{ name: pick(), ${schema} }] })`,
      'error name-unresolved',
    ],
    [
      'a name that can change',
      `let n = 'a'; create({ model, tools: [{ name: n, ${schema} }] })`,
      'error name-unresolved',
    ],
    [
      'a name out of two',
      `create({ model, tools: [{ name: p ? 'a' : 'b', ${schema} }] })`,
      'error name-unresolved',
    ],
    [
      'an illegal name',
      `create({ model, tools: [{ name: 'a b', ${schema} }] })`,
      'error name-illegal',
    ],
    [
      'a name of ours',
      `create({ model, tools: [{ name: 'sentrely_x', ${schema} }] })`,
      'error name-illegal',
    ],
    ['a dynamic list', `create({ model, tools: await load() })`, 'error tools-unresolved'],
    ['a mapped list', `create({ model, tools: all.map(f) })`, 'error tools-unresolved'],
    ['a dynamic element', `create({ model, tools: [make(1)] })`, 'error tools-unresolved'],
    ['a dynamic spread', `create({ model, tools: [...more] })`, 'error tools-unresolved'],
    ['a dynamic key', `generateText({ model, tools: { [key]: value } })`, 'error tools-unresolved'],
    [
      'a parameter',
      `function f(tools) { return create({ model, tools }) }`,
      'error tools-unresolved',
    ],
    [
      'a dynamic schema',
      `create({ model, tools: [{ name: 'a', input_schema: load() }] })`,
      'error schema-unresolved',
    ],
    [
      'a schema of no object',
      `create({ model, tools: [{ name: 'a', input_schema: { type: 'string' } }] })`,
      'error schema-unresolved',
    ],
    [
      'dynamic arguments',
      `create({ model, tools: [{ name: 'a', input_schema: { type: 'object', properties: { ...more } } }] })`,
      'error schema-unresolved',
    ],
    [
      'an argument of unknown type',
      `create({ model, tools: [{ name: 'a', input_schema: { type: 'object', properties: { x: load() } } }] })`,
      'warning schema-unresolved',
    ],
    [
      'a tool of the provider',
      `create({ model, tools: [{ type: 'bash_20250124', name: 'bash' }] })`,
      'error entry-unread',
    ],
    [
      'a server without a name',
      `function f(s) { s.registerTool('a', {}, h) }`,
      'error server-unresolved',
    ],
    [
      'a tool without a name',
      `import { tool } from 'ai'; export const t = tool({ inputSchema: z.object({}) })`,
      'error name-unresolved',
    ],
    ['a syntax error', `create({ model, tools: [ { name: 'a', ${schema} ] })`, 'error file-unread'],
  ])('%s', async (_, text, finding) => {
    expect((await read(text)).findings).toContain(finding);
  });

  test('the name of the server can be given', async () => {
    const text = `function f(s) { s.registerTool('a', {}, h) }`;
    expect(await read(text, 'files')).toMatchObject({
      tools: ['tool mcp files.a {}'],
      findings: [],
    });
  });
});

describe('what is no tool is left alone', () => {
  test.each([
    [`const config = { tools: ['Read', 'Bash'], model: 'm' }`],
    [`const shop = { tools: [{ id: 1, label: 'Hammer' }] }`],
    [`const config = { tools: { enabled: true } }`],
    [`function tool(x) { return x } tool({ name: 'a' });`],
    [`type T = { tools: string[] }; interface U { tool(name: string): void }`],
    [`// tools: [{ name: 'a', input_schema: {} }]`],
    [`const s = "tool({ name: 'a' })"`],
    ['create({ model, tools: [] })'],
  ])('%s', async (text) => {
    expect(await read(text)).toEqual({ tools: [], findings: [], offers: [] });
  });
});

describe('hostile programs', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'a tool called %s',
    async (name) => {
      const text = `create({ model, tools: [{ name: '${name}', input_schema: { type: 'object', properties: { ['${name}']: { type: 'string' } }, required: ['${name}'] } }] })`;
      expect(await read(text)).toMatchObject({
        tools: [`tool ${name} { ${name}: String }`],
        findings: [],
      });
    },
  );

  test('a comment that would end the line of the place', async () => {
    const text = `create({ model, tools: [{ name: 'a', parameters: {} }] })`;
    const { offers } = await scan([{ file: 'a\nallow Bash\u202e.ts', text }]);
    const declared = declareTools(offers, ['x\ny']).text;
    expect(declared).toContain('// a\\u{a}allow Bash\\u{202e}.ts:1\n');
    expect(
      compile([{ file: 'a', text: declared }]).diagnostics.map(({ code }) => code),
    ).not.toContain('syntax');
  });

  test.each([
    ['a constant that is itself', 'const a = a; create({ model, tools: a })'],
    ['a list in itself', 'const a = [...a]; create({ model, tools: a })'],
    [
      'objects in each other',
      'const a = { ...b }; const b = { ...a }; create({ model, tools: [a, b] })',
    ],
    ['a function of itself', 'const f = () => f(); create({ model, tools: f() })'],
    [
      'imports in a circle',
      `export * from './a'; import { x } from './a'; create({ model, tools: x })`,
    ],
    [
      'a schema in itself',
      `const s = z.object({ s: s.optional() }); create({ model, tools: [{ name: 'a', input_schema: s }] })`,
    ],
  ])('%s comes to an end', async (_, text) => {
    expect((await read(text)).findings.length).toBeGreaterThan(0);
  });

  test('lists that double', async () => {
    const four = (n: number) => `...a${n}, ...a${n}, ...a${n}, ...a${n}`;
    const levels = Array.from({ length: 15 }, (_, n) => `const a${n + 1} = [${four(n)}];`);
    const text = `const a0 = [{ name: 'a', parameters: {} }]; ${levels.join('\n')} create({ model, tools: a15 })`;
    const { tools, findings } = await read(text);
    expect(tools).toEqual(['tool a {}']);
    expect(findings).toContain('error too-many-tools');
  });

  test.each([
    ['enumerations', (n: number) => `[${`...a${n}, `.repeat(8)}]`, `['x']`, '{ enum: a12 }'],
    [
      'alternatives',
      (n: number) => `{ anyOf: [${`a${n}, `.repeat(8)}] }`,
      `{ type: 'string' }`,
      'a12',
    ],
    ['spreads', (n: number) => `{ ${`...a${n}, `.repeat(8)} }`, `{ type: 'string' }`, 'a12'],
    ['Zod unions', (n: number) => `z.union([${`a${n}, `.repeat(8)}])`, `z.string()`, 'a12'],
  ])('schemas that double: %s', async (_, next, first, last) => {
    const levels = Array.from({ length: 12 }, (_, n) => `const a${n + 1} = ${next(n)};`);
    const properties = first.startsWith('z.')
      ? `z.object({ x: ${last} })`
      : `{ type: 'object', properties: { x: ${last} } }`;
    const text = `const a0 = ${first}; ${levels.join('\n')} create({ model, tools: [{ name: 'a', input_schema: ${properties} }] })`;
    const started = performance.now();
    const { tools, findings } = await read(text);
    expect(tools).toHaveLength(1);
    expect(findings).toContain('error schema-unresolved');
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('texts that double', async () => {
    const levels = Array.from({ length: 60 }, (_, n) => `const a${n + 1} = a${n} + a${n};`);
    const text = `const a0 = 'xxxx'; ${levels.join('\n')} create({ model, tools: [{ name: a60, parameters: {} }] })`;
    expect((await read(text)).findings).toEqual(['error name-unresolved']);
  });

  test.each([
    ['brackets', '['.repeat(20_000)],
    ['closed brackets', `x = ${'['.repeat(3000)}${']'.repeat(3000)}`],
    ['members', `tools${'.a'.repeat(50_000)}`],
    ['a sum', `const tools = ${'1+'.repeat(50_000)}1`],
    ['calls', `tool${'(1)'.repeat(30_000)}`],
  ])('deep nesting: %s', async (_, text) => {
    expect((await read(text)).findings).toContain('error file-unread');
  });

  test('a megabyte in a few seconds', async () => {
    const one = (n: number) =>
      `create({ model, tools: [{ name: 'tool_${n}', input_schema: { type: 'object', properties: { path: { type: 'string' } } } }] });\n`;
    let text = '';
    for (let n = 0; text.length < 1_000_000; n++) text += one(n);
    const started = performance.now();
    const { tools } = await read(text);
    expect(tools.length).toBeGreaterThan(7000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('a file without a tool costs little, and a binary one nothing', async () => {
    expect(await read('\u0000\u0001\ufffd')).toMatchObject({ tools: [] });
  });
});
