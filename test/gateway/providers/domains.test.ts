import { describe, expect, test } from 'vitest';
import type { Domains } from '../../../compiler/evaluate/decision.ts';
import { readRequest } from '../../../gateway/providers/anthropic/request.ts';
import { openaiResponses } from '../../../gateway/providers/openai-responses/dialect.ts';

// The domains that a request lets a search or a fetch of the provider reach.

type Json = Readonly<Record<string, unknown>>;

/** The text of a definition of a tool, so that its members can be written in any way. */
function inMessages(definition: string): Domains | undefined {
  const body = `{"model":"m","max_tokens":1,"messages":[],"tools":[${definition}]}`;
  const [tool] = readRequest(Buffer.from(body)).serverTools;
  return tool?.domains;
}

function inResponses(definition: string): Domains | undefined {
  const body = `{"model":"gpt","input":"go","tools":[${definition}]}`;
  const [tool] = openaiResponses.read(Buffer.from(body), {}).serverTools;
  return tool?.domains;
}

const searchOf = (members: Json, type = 'web_search_20250305'): string =>
  JSON.stringify({ type, name: 'web_search', ...members });
const filterOf = (filters: unknown, type = 'web_search'): string =>
  JSON.stringify({ type, filters });
const messages = (list: unknown): Domains | undefined =>
  inMessages(searchOf({ allowed_domains: list }));
const responses = (list: unknown): Domains | undefined =>
  inResponses(filterOf({ allowed_domains: list }));

const refused = expect.objectContaining({ code: 'SENTRELY_ERR_SERVER_TOOL' }) as Error;

describe.each([
  ['Messages', messages],
  ['Responses', responses],
])('%s', (_, read) => {
  test('a list is read in the one spelling of hosts', () => {
    expect(read(['docs.python.org', 'NodeJS.org', 'nodejs.org.', 'xn--bcher-kva.example'])).toEqual(
      ['docs.python.org', 'nodejs.org', 'xn--bcher-kva.example'],
    );
    expect(read(['com', 'a_b.example', '127.0.0.1'])).toEqual(['com', 'a_b.example', '127.0.0.1']);
  });

  test.each([[undefined], [null], [[]]])('%j is any domain', (list) => {
    expect(read(list)).toBe('any');
  });

  test.each<readonly [string, unknown]>([
    ['everything', '*'],
    ['a wildcard', '*.example.com'],
    ['a wildcard in a label', 'ex*.com'],
    ['nothing', ''],
    ['a dot', '.'],
    ['a leading dot', '.example.com'],
    ['two dots', 'example..com'],
    ['a scheme', 'https://example.com'],
    ['a scheme alone', '//example.com'],
    ['a port', 'example.com:443'],
    ['a user', 'example.com@evil.example'],
    ['a backslash', 'example.com\\.evil.example'],
    ['a blank', 'example.com evil.example'],
    ['a blank at the end', 'example.com '],
    ['a new line', 'example.com\n'],
    ['a list in a text', 'example.com,evil.example'],
    ['a letter that looks like another', 'ex\u0430mple.com'],
    ['a letter in full width', 'ｅxample.com'],
    ['a dot that is none', 'example。com'],
    ['an invisible character', 'exam\u200bple.com'],
    ['half a character', '\ud800.com'],
    ['an escape', '%65xample.com'],
    ['a query', 'example.com?x'],
    ['a fragment', 'example.com#x'],
    ['a number that is an address', '0x7f.1'],
    ['another', '2130706433'],
    ['an address of version 6', '[::1]'],
    ['a NUL', 'example.com\u0000'],
    ['a name that no DNS carries', `${'a.'.repeat(127)}com`],
    ['a number', 7],
    ['no text', null],
    ['a list in the list', ['example.com']],
    ['an object', { domain: 'example.com' }],
  ])('%s is refused', (_what, entry) => {
    expect(() => read(['example.com', entry])).toThrow(refused);
  });

  test.each([['example.com'], [{ 0: 'example.com' }], [true]])('%j is no list', (list) => {
    expect(() => read(list)).toThrow(refused);
  });

  test('a hundred are read, and no more', () => {
    const names = Array.from({ length: 101 }, (_all, at) => `d${at}.example`);
    expect(read(names.slice(1))).toHaveLength(100);
    expect(() => read(names)).toThrow(refused);
  });
});

describe('Messages', () => {
  test('a path only narrows a domain', () => {
    const paths = ['example.com/blog', 'example.com/*', 'b.example/a/*/c%20d'];
    expect(messages(paths)).toEqual(['example.com', 'b.example']);
    for (const odd of [
      'example.com/a b',
      'example.com/\\',
      '/example.com',
      'example.com/?x',
      'a.b/#',
    ])
      expect(() => messages([odd])).toThrow(refused);
  });

  test('what is blocked leaves all else open', () => {
    expect(inMessages(searchOf({ blocked_domains: ['evil.example'] }))).toBe('any');
  });

  test('a fetch has domains too, and a tool of an unknown kind may', () => {
    const list = { allowed_domains: ['a.example'] };
    expect(inMessages(searchOf(list, 'web_fetch_20250910'))).toEqual(['a.example']);
    for (const type of ['web_search', 'web_searches_20250305', 'web_crawl_20270101'])
      expect(inMessages(searchOf(list, type))).toBe('perhaps');
    expect(inMessages(searchOf(list, 'code_execution_20250825'))).toBeUndefined();
  });

  test('a member in another spelling is another member', () => {
    const of = (members: string): Domains | undefined =>
      inMessages(`{"type":"web_search_20250305","name":"web_search",${members}}`);
    expect(of('"allowed\\u005fdomains":["a.example"]')).toEqual(['a.example']);
    expect(of('"Allowed_Domains":["a.example"]')).toBe('any');
    expect(of('"allowed_domains":["a\\u002eexample"]')).toEqual(['a.example']);
    expect(() =>
      of('"allowed_domains":["a.example"],"allowed\\u005fdomains":["b.example"]'),
    ).toThrow(expect.objectContaining({ code: 'SENTRELY_ERR_REQUEST_SYNTAX' }));
  });

  test('a tool that a message adds has its own', () => {
    const definition = {
      type: 'web_search_20250305',
      name: 'web_search',
      allowed_domains: ['A.example'],
    };
    const block = { type: 'tool_addition', tool: { type: 'tool_definition', definition } };
    const body = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: [block] }] };
    expect(readRequest(Buffer.from(JSON.stringify(body))).serverTools).toEqual([
      { name: 'web_search', type: 'web_search_20250305', domains: ['a.example'] },
    ]);
  });
});

describe('Responses', () => {
  test('a path is refused', () => {
    expect(() => responses(['example.com/blog'])).toThrow(refused);
  });

  test('what is blocked leaves all else open', () => {
    expect(inResponses(filterOf({ blocked_domains: ['evil.example'] }))).toBe('any');
    expect(
      inResponses(filterOf({ allowed_domains: ['a.example'], blocked_domains: null })),
    ).toEqual(['a.example']);
  });

  test('a search that knows no filters, and filters that nobody knows, are any domain', () => {
    const list = { allowed_domains: ['a.example'] };
    for (const type of ['web_search_preview', 'web_search_preview_2025_03_11'])
      expect(inResponses(filterOf(list, type))).toBe('any');
    expect(inResponses(filterOf({ ...list, mode: 'or' }))).toBe('any');
    expect(inResponses(JSON.stringify({ type: 'web_search', ...list }))).toBe('any');
    for (const filters of [['a.example'], 'a.example', 7])
      expect(() => inResponses(filterOf(filters))).toThrow(refused);
  });
});
