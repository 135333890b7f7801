import * as fc from 'fast-check';
import type { DecisionRequest } from '../../compiler/evaluate/decision.ts';

/** Few names and odd spellings of them, so that random policies and random calls meet. */
const segment = fc.constantFrom(
  'src',
  'SRC',
  'a',
  'b.ts',
  '.env',
  '.ssh',
  'é',
  'É',
  'e\u0301',
  'straße',
  'STRASSE',
  'STRAẞE',
  '..',
  '.',
  '',
  'ws',
  'home',
  'me',
  'root',
  'proc',
  'fd',
  'a\u200d',
);
const start = fc.constantFrom(
  '',
  '/',
  '~/',
  '~',
  '/ws/',
  '/WS/',
  '/wsx/',
  '/home/me/',
  '/root/',
  './',
  '../',
  '~me/',
  'C:\\',
  '//',
);

/** Text of a path argument. */
const pathText = fc
  .tuple(start, fc.array(segment, { maxLength: 4 }))
  .map(([start, segments]) => start + segments.join('/'));

const host = fc.constantFrom(
  'x.com',
  'a.x.com',
  'A.X.com',
  'b.a.x.com',
  'evilx.com',
  'x.com.',
  '0x7f.1',
  '[::1]',
  '[::ffff:7f00:1]',
  'bücher.x.com',
  'a..x.com',
  '',
);
const urlText = fc
  .record({
    scheme: fc.constantFrom(
      'https://',
      'http://',
      'HTTPS://',
      'ftp://',
      'file://',
      'javascript:',
      'https:/',
    ),
    user: fc.constantFrom('', '', '', 'u@', 'u:p@'),
    host,
    port: fc.constantFrom('', '', ':443', ':8080', ':80', ':99999'),
    path: fc.constantFrom(
      '',
      '/',
      '/a',
      '/a/b',
      '/a/../b',
      '/A',
      '/%61',
      '/%2e%2e/b',
      '/a%2fb',
      '/a//b',
      '/a?q=1',
      '/a#f',
      '/é',
      '\\a',
    ),
  })
  .map(({ scheme, user, host, port, path }) => scheme + user + host + port + path);
const emailText = fc.constantFrom(
  'a@x.com',
  'A@x.com',
  'a@X.COM',
  'a@a.x.com',
  'b@x.com',
  '<a@x.com>',
  'a@b@x.com',
  'a@[127.0.0.1]',
  'a b@x.com',
  '@x.com',
  'straße@x.com',
);
const plainText = fc.constantFrom(
  '',
  'a',
  'A',
  'prod-1',
  'prod-\n/x',
  'é',
  'e\u0301',
  '\ud800',
  '😀',
  `a${'\u0301'.repeat(40)}`,
  'a/b',
  'feature/a',
  'feature',
  'npm test',
  'ls',
  '*',
);
const integer = fc.constantFrom<unknown>(0, -1, 1, 2, 9, 10, 11, 2 ** 53, 1.5, '1');
const odd = fc.constantFrom<unknown>(null, [], {}, 'x', 0, true);

/** What a call may send for each parameter of the random programs. */
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  path: pathText,
  to: emailText,
  url: urlText,
  host,
  name: plainText,
  key: plainText,
  ref: plainText,
  count: integer,
  force: fc.boolean(),
  command: plainText,
  extra: odd,
};

/** Tools of the random programs: name and parameters, `?` where optional. */
export const tools: readonly (readonly [tool: string, params: readonly string[]])[] = [
  ['Read', ['path', 'count?', 'force?']],
  ['Write', ['path', 'count?', 'name?']],
  ['Fetch', ['url', 'host?', 'name?']],
  ['Send', ['to', 'key?', 'ref?']],
  ['Push', ['ref', 'key', 'force', 'extra?']],
  ['Run', ['command', 'path?']],
  ['mcp hub.make', ['name', 'to?', 'url?']],
];

/** A call that is mostly of its tool's shape. */
export const request: fc.Arbitrary<DecisionRequest> = fc
  .record({
    agent: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('dev', 'ci-1', 'ci-2') },
      fc.constantFrom('nobody', '__proto__'),
    ),
    tool: fc.constantFrom(...tools),
    workspace: fc.constantFrom(
      null,
      null,
      '/ws',
      '/ws/src/',
      '/home/me/ws',
      '/',
      'relative',
      '/ws/../ws',
      '/straße',
    ),
    damage: fc.oneof(
      { weight: 12, arbitrary: fc.constant('none') },
      fc.constantFrom('missing', 'unknown', 'odd'),
    ),
  })
  .chain(({ agent, tool: [tool, params], workspace, damage }) =>
    inputOf(params, damage).map((input) => ({ agent, ...nameOf(tool), input, workspace })),
  );

function nameOf(tool: string): Pick<DecisionRequest, 'server' | 'tool'> {
  const [server, name] = tool.startsWith('mcp ') ? tool.slice(4).split('.') : [null, tool];
  return { server: server ?? null, tool: name ?? tool };
}

function inputOf(params: readonly string[], damage: string): fc.Arbitrary<unknown> {
  const fields = params.map((param): [string, fc.Arbitrary<unknown>] => {
    const name = param.replace('?', '');
    const value = damage === 'odd' ? fc.oneof(values[name] ?? odd, odd) : (values[name] ?? odd);
    const mayLack = param.endsWith('?') || damage === 'missing';
    return [name, mayLack ? fc.option(value, { nil: undefined }) : value];
  });
  return fc.record(Object.fromEntries(fields)).map((record) => {
    const sent = Object.entries(record).filter(([, value]) => value !== undefined);
    if (damage === 'unknown') sent.push(['__proto__', 1]);
    return Object.fromEntries(sent);
  });
}
