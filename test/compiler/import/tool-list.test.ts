import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import { declareTools } from '../../../compiler/import/declaration.ts';
import { readToolList } from '../../../compiler/import/tool-list.ts';
import { format } from '../../../dsl/print.ts';

const none = { server: undefined, name: undefined };

function read(json: unknown, given: Partial<Record<'server' | 'name', string>> = {}) {
  const list = readToolList(json, 'list.json', { ...none, ...given });
  const { text, findings } = declareTools(list.offers, ['Written by a test.']);
  return {
    text,
    tools: text.split('\n').filter((line) => line.startsWith('tool ')),
    findings: [...list.findings, ...findings].map(({ code }) => code),
  };
}

const schema = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const one = (properties: object, more: object = {}) =>
  read({ tools: [{ name: 't', input_schema: schema(properties, more) }] });

describe('documents', () => {
  const listed = [{ name: 'search', inputSchema: schema({ q: { type: 'string' } }) }];

  test.each([
    ['tools/list', { tools: listed }],
    ['a JSON-RPC response', { jsonrpc: '2.0', id: 1, result: { tools: listed } }],
    ['a bare list', listed],
  ])('MCP: %s', (_, json) => {
    expect(read(json, { server: 'github' })).toMatchObject({
      tools: ['tool mcp github.search { q?: String }'],
      findings: [],
    });
    expect(read(json)).toMatchObject({ tools: [], findings: ['server-unresolved'] });
  });

  test('an Anthropic request names the servers itself', () => {
    const tools = [
      {
        name: 'Bash',
        input_schema: schema({ command: { type: 'string' } }, { required: ['command'] }),
      },
      { name: 'mcp__github__merge', input_schema: schema({}) },
      { name: 'web_search', type: 'web_search_20250305' },
    ];
    expect(read({ model: 'm', messages: [], tools })).toMatchObject({
      tools: ['tool Bash { command: Shell }', 'tool mcp github.merge {}'],
      findings: ['entry-unread'],
    });
  });

  test('OpenAI requests, both forms and the oldest', () => {
    const parameters = schema({ n: { type: 'integer' } });
    const json = {
      tools: [
        { type: 'function', function: { name: 'chat', parameters } },
        { type: 'function', name: 'flat', parameters },
        { type: 'function', name: 'none', parameters: null },
        { type: 'web_search' },
      ],
      functions: [{ name: 'old', parameters }],
    };
    expect(read(json)).toMatchObject({
      tools: [
        'tool chat { n?: Int }',
        'tool flat { n?: Int }',
        'tool none {}',
        'tool old { n?: Int }',
      ],
      findings: ['entry-unread'],
    });
  });

  test('one schema, named by its title or by the user', () => {
    const json = schema({ url: { type: 'string' } }, { title: 'fetch' });
    expect(read(json).tools).toEqual(['tool fetch { url?: Url }']);
    expect(read(json, { name: 'get', server: 's' }).tools).toEqual([
      'tool mcp s.get { url?: Url }',
    ]);
    expect(read(schema({})).findings).toContain('name-unresolved');
  });

  test.each([null, 1, 'x', {}, { tools: {} }, { tools: [] }, []])('%j holds no tools', (json) => {
    expect(read(json)).toMatchObject({ tools: [], findings: ['no-tools'] });
  });
});

describe('types', () => {
  test.each([
    [{ type: 'string' }, 'String'],
    [{ type: 'string', format: 'uri' }, 'Url'],
    [{ type: 'string', format: 'email' }, 'Email'],
    [{ type: 'string', format: 'hostname' }, 'Host'],
    [{ type: 'string', format: 'date' }, 'String'],
    [{ type: 'string', format: 'constructor' }, 'String'],
    [{ type: 'integer' }, 'Int'],
    [{ type: 'number' }, 'Json'],
    [{ type: 'boolean' }, 'Bool'],
    [{ type: ['string', 'null'] }, 'Json'],
    [{ type: ['string'] }, 'String'],
    [{ type: 'string', nullable: true }, 'Json'],
    [{ enum: ['a', 'b'] }, 'String'],
    [{ enum: ['a', 1] }, 'Json'],
    [{ enum: [] }, 'Json'],
    [{ const: 3 }, 'Int'],
    [{ const: 1e300 }, 'Json'],
    [{ anyOf: [{ type: 'string' }, { const: 'x' }] }, 'String'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'Json'],
    [{ allOf: [{ minLength: 1 }, { type: 'string' }] }, 'String'],
    [{ $ref: '#/$defs/s' }, 'String'],
    [{ $ref: '#/$defs/missing' }, 'Json'],
    [{ $ref: 'https://example.com/schema' }, 'Json'],
    [{ $ref: '#/$defs/loop' }, 'Json'],
    [{}, 'Json'],
    [true, 'Json'],
    [null, 'Json'],
  ])('%j is %s', (property, type) => {
    const $defs = {
      s: { type: 'string' },
      loop: { $ref: '#/$defs/loop2' },
      loop2: { $ref: '#/$defs/loop' },
    };
    expect(one({ x: property }, { $defs }).tools).toEqual([`tool t { x?: ${type} }`]);
  });

  test.each([
    ['path', 'Path'],
    ['file_path', 'Path'],
    ['filePath', 'Path'],
    ['source-path', 'Path'],
    ['cwd', 'Path'],
    ['url', 'Url'],
    ['imageUrl', 'Url'],
    ['command', 'Shell'],
    ['cmd', 'Shell'],
    ['email', 'Email'],
    ['commander', 'String'],
    ['pathological', 'String'],
    ['curl', 'String'],
    ['constructor', 'String'],
  ])('a text called %s is %s', (name, type) => {
    const [tool = ''] = one({ [name]: { type: 'string' } }).tools;
    expect(tool).toContain(`: ${type} }`);
  });

  test('a name says nothing where the values are listed', () => {
    expect(one({ command: { enum: ['view', 'edit'] } }).tools).toEqual([
      'tool t { command?: String }',
    ]);
  });
});

describe('composed schemas', () => {
  test('what all parts demand is required, what one alternative has is optional', () => {
    const json = {
      name: 't',
      input_schema: {
        allOf: [{ $ref: '#/$defs/base' }],
        anyOf: [
          schema({ b: { type: 'string' } }, { required: ['b'] }),
          schema({ c: { type: 'string' } }),
        ],
        required: ['d'],
        $defs: { base: schema({ a: { type: 'string' } }, { required: ['a'] }) },
      },
    };
    expect(read([json]).tools).toEqual(['tool t { a: String, b?: String, c?: String, d: Json }']);
  });

  test.each([
    [{ additionalProperties: true }, true],
    [{ additionalProperties: { type: 'string' } }, true],
    [{ patternProperties: { x: {} } }, true],
    [{ $ref: 'https://example.com/x' }, true],
    [{ additionalProperties: false }, false],
    [{}, false],
  ])('%j', (more, isOpen) => {
    expect(one({}, more).findings).toEqual(isOpen ? ['arguments-open'] : []);
  });
});

describe('hostile documents', () => {
  test('keys of Object.prototype are names like others', () => {
    const json: unknown = JSON.parse(
      `{"tools":[{"name":"__proto__","input_schema":{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"integer"}},"required":["__proto__","toString"]}}]}`,
    );
    expect(read(json)).toMatchObject({
      tools: ['tool __proto__ { __proto__: String, constructor?: Int, toString: Json }'],
      findings: [],
    });
  });

  test.each([
    '',
    'a b',
    'a\nb',
    'ä',
    'mcp__',
    'mcp__x',
    'mcp__x__',
    'sentrely_denied',
    'x'.repeat(129),
    7,
    null,
  ])('the name %j is refused', (name) => {
    const { tools, findings } = read([{ name, input_schema: schema({}) }]);
    expect({ tools, count: findings.length }).toEqual({ tools: [], count: 1 });
  });

  test('a server with an illegal name', () => {
    expect(read([{ name: 'a', inputSchema: schema({}) }], { server: 'a b' }).findings).toEqual([
      'name-illegal',
    ]);
  });

  test('the same name twice: the first is declared, another one is an error', () => {
    const tools = ['string', 'string', 'integer'].map((type) => ({
      name: 't',
      input_schema: schema({ x: { type } }),
    }));
    expect(read({ tools })).toMatchObject({
      tools: ['tool t { x?: String }'],
      findings: ['offers-differ'],
    });
  });

  test('one wire name, two spellings', () => {
    const tools = ['mcp__a__b__c'].map((name) => ({ name, input_schema: schema({}) }));
    const mixed = [...tools, { name: 'c', inputSchema: schema({}) }];
    const { text, findings } = read(mixed, { server: 'a__b' });
    expect(findings).toEqual(['offers-differ']);
    expect(compile([{ file: 'a', text }]).diagnostics.map(({ code }) => code)).not.toContain(
      'tool-name-clash',
    );
  });

  test('reserved words, spaces and quotes as arguments', () => {
    const names = ['allow', 'a b', 'a"b', '\u202e', '.', '//', 'ä'];
    const { text, findings } = one(
      Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    );
    expect(findings).toEqual([]);
    expect(text).toContain('"a\\"b"?: String');
    expect(text).not.toContain('\u202e');
  });

  test('too many and too long arguments are dropped, and that is an error', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`a${n}`, {}]));
    expect(one(many).findings).toEqual(['argument-dropped']);
    expect(one({ '': {}, ['x'.repeat(129)]: {} })).toMatchObject({
      tools: ['tool t {}'],
      findings: ['argument-dropped'],
    });
  });

  test('references in every way there is come to an end', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => {
        const next = { $ref: `#/$defs/d${(n + 1) % 50}` };
        return [`d${n}`, { anyOf: [next, next, next, next], allOf: [next, next] }];
      }),
    );
    const started = performance.now();
    const { tools } = one(
      { x: { $ref: '#/$defs/d0' } },
      { $defs, allOf: [{ $ref: '#/$defs/d0' }, { $ref: '#' }] },
    );
    expect(tools).toEqual(['tool t { x?: Json }']);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('more declarations than a file holds', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`${'x'.repeat(100)}${n}`, {}]),
    );
    const tools = Array.from({ length: 100 }, (_, n) => ({
      name: `t${n}`,
      input_schema: schema(properties),
    }));
    const { findings, text } = read({ tools });
    expect(findings).toEqual(['too-many-tools']);
    expect(text.length).toBeLessThan(1024 * 1024);
  });
});

describe('laws', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('path', 'url', 'allow', '__proto__', 'tool', 'a-b', 'constructor'),
  );
  const property = fc.letrec((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.record({
        type: fc.constantFrom(
          'string',
          'integer',
          'number',
          'boolean',
          'array',
          'object',
          'null',
          'x',
        ),
      }),
      fc.record({
        type: fc.constant('string'),
        format: fc.constantFrom('uri', 'email', 'hostname', 'uuid'),
      }),
      fc.record({ enum: fc.array(fc.jsonValue()) }),
      fc.record({ anyOf: fc.array(tie('schema')) }),
      fc.record({
        $ref: fc.constantFrom('#', '#/properties/path', '#/$defs/a', '#/%', '#/properties/x/~2'),
      }),
      fc.jsonValue(),
    ),
  })).schema;
  const tool = fc.record({
    name: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/), name),
    input_schema: fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(name, property),
      required: fc.array(name),
    }),
  });

  test('what is written compiles, and is in the canonical layout', () => {
    const policy = {
      file: 'z',
      text: `edition 1\nagent dev { owner user "o" id 1 identify key "sha256:${'0'.repeat(64)}" }\ntool zz {}\npolicy p for agent dev { allow zz }`,
    };
    fc.assert(
      fc.property(fc.array(tool, { maxLength: 6 }), (tools) => {
        const { text } = read({ tools });
        expect(format({ file: 'a', text }).text).toBe(text);
        const { diagnostics } = compile([{ file: 'a', text }, policy]);
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test('nothing that can be parsed makes it throw', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        read(json);
        read({ tools: [json] });
        read([{ name: 'a', input_schema: json }]);
      }),
      { numRuns: 500 },
    );
  });
});
