import * as fc from 'fast-check';
import { stringLiteral } from '../../dsl/escape.ts';
import { subjects, tools, typeOf } from './random-request.ts';

const pathPattern = fc.constantFrom(
  '**/.env',
  'src/**',
  'src/*',
  '**',
  '/ws/**',
  '~/.ssh/**',
  '~/**',
  '/home/*/a',
  '**/a/**/b.ts',
  '{src,a}/**',
  '{/ws,~}/a',
  '**/{a,é}',
  'SRC/**',
  '**/STRASSE',
  'stra?e',
  '/',
  '/**',
  '**/*.ts',
  'a',
  '/root/**',
  '**/?',
  '~',
  '{**/,/}.ssh/**',
  'ws/**',
);
const pathLiteral = fc.constantFrom(
  'src/a',
  '/ws/a',
  '~/.ssh',
  './a',
  '/root/a',
  'SRC',
  '~',
  '/',
  'a/../b.ts',
  'é',
  'STRASSE',
  '.',
);
const directory = fc.constantFrom(
  'src',
  '/ws',
  '~/.ssh',
  '~',
  '/',
  '.',
  'src/../a',
  '/WS/src',
  'straße',
);
const hostPattern = fc.constantFrom(
  '*.x.com',
  '**.x.com',
  '**x.com',
  'x.com',
  '{a,b}.x.com',
  '**',
  '*',
  'A.x.com',
  '127.0.0.1',
  'xn--*.x.com',
  'bücher.x.com',
  '0x7f.1',
  '[::1]',
  '\\[\\:\\:1\\]',
  'e*.com',
);
const urlPattern = fc.constantFrom(
  'https://x.com/**',
  'https://*.x.com/a/**',
  'http://**:8080/**',
  'https://a.x.com:*/{a,b}',
  'https://**/',
  'ftp://x.com/a',
  'https://x.com/%61%c3%a9'.replace('%61', 'a'),
  'https://{x,a.x}.com/a*',
);
const emailPattern = fc.constantFrom(
  '*@x.com',
  'a@**.x.com',
  'A@x.com',
  '{a,b}@*.com',
  '*@**',
  'straße@x.com'.replace('ß', 's'),
);
const textPattern = fc.constantFrom('prod-*', '*', 'A*', '?', '{a,é}', '*/*', '\\*', '😀', 'f**');
const keyPattern = fc.constantFrom('feature/**', 'feature/*', '*', '**', 'a/b', '**/b', 'é');
const text = fc.constantFrom('', 'a', 'A', 'prod-1', 'é', 'a/b', 'feature/a', 'npm test', '*');

/** Operators of one field: patterns, sets and literals of its type. */
interface Vocabulary {
  readonly pattern?: fc.Arbitrary<string>;
  readonly set?: string;
  readonly literal: fc.Arbitrary<string>;
  readonly more?: fc.Arbitrary<string>;
}

const quoted = (arbitrary: fc.Arbitrary<string>) => arbitrary.map(stringLiteral);
const number = fc.constantFrom('-1', '0', '1', '2', '10', '443', '8080');
const ordered = fc
  .tuple(fc.constantFrom('<', '<=', '>', '>='), number)
  .map((pair) => pair.join(' '));

const vocabulary: Readonly<Record<string, Vocabulary>> = {
  '.path': {
    pattern: pathPattern,
    set: 'paths',
    literal: quoted(pathLiteral),
    more: fc.oneof(
      fc.constant('under workspace'),
      quoted(directory).map((base) => `under ${base}`),
    ),
  },
  '.to': {
    pattern: emailPattern,
    set: 'emails',
    literal: quoted(fc.constantFrom('a@x.com', 'A@x.com', 'b@X.com')),
  },
  '.to.local': {
    pattern: textPattern,
    set: 'strings',
    literal: quoted(fc.constantFrom('a', 'A', 'b')),
  },
  '.to.domain': {
    pattern: hostPattern,
    set: 'hosts',
    literal: quoted(fc.constantFrom('x.com', 'A.x.com')),
  },
  '.url': {
    pattern: urlPattern,
    set: 'urls',
    literal: quoted(
      fc.constantFrom('https://x.com/a', 'HTTPS://A.x.com', 'http://x.com:8080/a/../b'),
    ),
  },
  '.url.scheme': { literal: quoted(fc.constantFrom('https', 'HTTP', 'file', 'javascript')) },
  '.url.host': {
    pattern: hostPattern,
    set: 'hosts',
    literal: quoted(fc.constantFrom('x.com', 'a.x.com', '0x7f.1')),
  },
  '.url.port': { literal: number, more: ordered },
  '.url.path': {
    pattern: fc.constantFrom('/a', '/**', '/*', '/{a,b}/**', '/%c3%a9'),
    literal: quoted(fc.constantFrom('/a', '/', '/%61', '/é')),
  },
  '.host': {
    pattern: hostPattern,
    set: 'hosts',
    literal: quoted(fc.constantFrom('x.com', 'A.X.COM', '::1')),
  },
  '.name': { pattern: textPattern, set: 'strings', literal: quoted(text) },
  '.key': { pattern: keyPattern, set: 'keys', literal: quoted(text) },
  '.ref': { pattern: keyPattern, set: 'refs', literal: quoted(text) },
  '.count': { literal: number, more: ordered },
  '.force': { literal: fc.constantFrom('true', 'false') },
  '.command': { literal: quoted(fc.constantFrom('ls', 'npm test', 'a')) },
  '.program': {
    pattern: textPattern,
    set: 'strings',
    literal: quoted(fc.constantFrom('ls', 'npm')),
  },
  '.value': { pattern: textPattern, set: 'strings', literal: quoted(text) },
  '.port': { literal: number, more: ordered },
  '.bytes': { literal: number, more: ordered },
  '.mode': { literal: fc.constantFrom('FAST', 'SAFE', '"FAST"') },
  '.cause': { literal: fc.constantFrom('dynamic', 'unreadable') },
};

/** Fields of lists and records, and the field whose values they have. */
const alike: Readonly<Record<string, string>> = {
  '.many': '.to',
  '.many.domain': '.to.domain',
  '.people.email': '.to',
  '.people.name': '.name',
  '.place.path': '.path',
  '.place.n': '.count',
  '.to_path': '.path',
  '.path': '.path',
  '.domain': '.host',
  '.model': '.name',
  '.type': '.name',
  '.id': '.name',
};

/** One comparison of one field; of a list of some or all elements. */
function atom(field: string): fc.Arbitrary<string> {
  const isList = /^\.(?:many|people)/.test(field);
  const plain = plainAtom(field);
  if (!isList) return plain;
  const both = fc.tuple(plain, fc.constantFrom('and', 'or'), plain).map((parts) => parts.join(' '));
  return fc
    .tuple(fc.constantFrom('every', 'any'), fc.oneof(plain, both))
    .map(([quantifier, body]) => `${quantifier} (${body})`);
}

function plainAtom(field: string): fc.Arbitrary<string> {
  const like = vocabulary[alike[field] ?? field];
  const { pattern, set, literal, more } = like ?? { literal: fc.constant('0') };
  const forms = [
    fc.tuple(fc.constantFrom('==', '!='), literal).map((pair) => pair.join(' ')),
    fc.array(literal, { minLength: 1, maxLength: 2 }).map((list) => `in [${list.join(', ')}]`),
  ];
  if (pattern !== undefined) {
    forms.push(quoted(pattern).map((text) => `matches ${text}`));
    const patterns = fc.array(quoted(pattern), { minLength: 1, maxLength: 3 });
    if (set !== undefined) forms.push(patterns.map((list) => `in ${set}(${list.join(', ')})`));
  }
  if (more !== undefined) forms.push(more);
  return fc.oneof(...forms).map((relation) => `${field} ${relation}`);
}

/** A condition over the parameters of a tool. */
function condition(params: readonly string[]): fc.Arbitrary<string> {
  const names = params.map((param) => `.${param.replace('?', '')}`);
  const known = [...new Set([...Object.keys(vocabulary), ...Object.keys(alike)])];
  const fields = known.filter((field) =>
    names.some((name) => field === name || field.startsWith(`${name}.`)),
  );
  const optional = params.filter((param) => param.endsWith('?'));
  const atoms = fields.map(atom);
  if (names.includes('.to_path'))
    atoms.push(fc.constantFrom('.path == .to_path', '.to_path != .path'));
  if (optional.length > 0) {
    atoms.push(fc.constantFrom(...optional).map((param) => `has .${param.replace('?', '')}`));
  }
  return fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(...atoms),
      fc
        .tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any'))
        .map((parts) => `(${parts.join(' ')})`),
      tie('any').map((operand) => `not (${operand})`),
    ),
  })).any;
}

const clauses = fc.record({
  when: fc.integer({ min: 0, max: 3 }),
  unless: fc.integer({ min: 0, max: 3 }),
  onUnknown: fc.boolean(),
  approval: fc.boolean(),
});

/** A tool or an action that a rule is about, or several, and the parameters that it compares. */
interface RuleTarget {
  readonly text: string;
  readonly params: readonly string[];
}

/** What rules are about: tools, actions, and pairs that share parameters. */
const targets: readonly RuleTarget[] = [
  ...tools.map(({ name, params }) => ({ text: name, params })),
  ...subjects,
  { text: 'Read, Write', params: ['path', 'count?'] },
  { text: 'fs.read, fs.write, fs.delete', params: ['path'] },
];

/** What rules about requests are about. */
const requestTargets: readonly RuleTarget[] = [
  { text: 'model.use', params: ['model'] },
  { text: 'server.tool', params: ['name', 'type', 'domain?'] },
  { text: 'file.upload', params: ['name', 'type', 'bytes'] },
  { text: 'file.download', params: ['id', 'name?'] },
  { text: 'file.delete', params: ['id'] },
  { text: 'file.download, file.delete', params: ['id'] },
];

/** A tool that does what commands do as well is not what a deny or ask can be about. */
const evaded: ReadonlySet<string> = new Set(['View', 'Copy']);

/** A rule on a tool or an action, or on several that share parameters. */
function rule(
  effects: readonly string[],
  about: readonly RuleTarget[],
): fc.Arbitrary<(label: string) => string> {
  return fc
    .tuple(fc.constantFrom(...effects), fc.constantFrom(...about), clauses)
    .filter(([effect, { text }]) => isSensible(effect, text))
    .chain(([effect, { text, params }, { when, unless, onUnknown, approval }]) => {
      if (params.length === 0) {
        return fc.constant((label: string) => `rule ${label} ${effect} ${text}`);
      }
      return fc
        .tuple(condition(params), condition(params))
        .map(([first, second]) => (label: string) => {
          const isShell = text === 'Run' && effect === 'allow';
          const parts = [`rule ${label} ${effect} ${text}`];
          if (isShell) parts.push('when has .path');
          else if (when > 0) parts.push(`when ${first}`);
          if (unless === 3 && !isShell) parts.push(`unless (${second})`);
          if (effect === 'deny' && onUnknown) parts.push('on unknown ask');
          if (effect === 'ask' && approval) parts.push('approval 1 of role "maintain"');
          return parts.join(' ');
        });
    });
}

function isSensible(effect: string, text: string): boolean {
  if (effect === 'allow') return text !== 'opaque';
  return !evaded.has(text) && (effect === 'ask' || text !== 'shell.any');
}

const audience = fc.constantFrom(
  'all agents',
  'agent dev',
  'agents dev, "ci-*"',
  'agents "ci-?"',
  'agents "*"',
);

const effectsIn = {
  policy: ['allow', 'allow', 'allow', 'allow', 'ask', 'deny'],
  guard: ['ask', 'deny'],
} as const;

const layer = fc.constantFrom(
  '',
  '',
  '',
  ' layer organisation',
  ' layer repository',
  ' layer agent',
);

function block(
  kind: 'policy' | 'guard',
  about: readonly RuleTarget[],
): fc.Arbitrary<(index: number) => string> {
  const rules = fc.array(rule(effectsIn[kind], about), { minLength: 4, maxLength: 12 });
  return fc
    .tuple(audience, layer, rules, fc.boolean())
    .map(([audience, layer, rules, otherwise]) => (index: number) => {
      const lines = rules.map((write, at) => `  ${write(`r${at}`)}`);
      if (kind === 'policy' && otherwise) lines.push('  otherwise ask');
      const head = `${kind} ${kind.charAt(0)}${index} for ${audience}`;
      return `${head}${kind === 'policy' ? layer : ''} {\n${lines.join('\n')}\n}`;
    });
}

const declarations = [
  'edition 1',
  ...['dev', 'ci-1', 'ci-2'].map((agent) => `agent ${agent} { owner team "acme/platform" }`),
  ...tools.map(({ name, params, does }) => {
    const list = params.map((param) => `${param}: ${typeOf(param)}`);
    return `tool ${name} { ${list.join(', ')} }${does === undefined ? '' : ` does ${does}`}`;
  }),
  'action doc.open(path: Path, name?: String)',
  'action mail.send(many: [Email], name?: String)',
  'command cat complete { option -n "{path...: Path}" does fs.read(path) }',
  'command cp { "{src: Path} {dst: Path}" does fs.read(src), fs.write(dst) }',
  'command grep complete { option -r "{pattern} {dir: Path}" does fs.read(path: under dir) }',
  'command pwd complete { "" }',
];

/** What allows nearly everything where no layer but its own has a say, so that denies and asks are met. */
const base = fc.constantFrom(
  '',
  `policy base for all agents {\n${[
    ...tools.filter(({ name }) => name !== 'Run').map(({ name }) => `  allow ${name}`),
    '  allow shell.any, doc.open, mail.send',
  ].join('\n')}\n}`,
);

/** A guard, by its number. */
export const guardBlock: fc.Arbitrary<(index: number) => string> = block('guard', targets);

/** The text of a program without errors. */
export const program: fc.Arbitrary<string> = programOver(targets, base);

/** The same with rules about requests. */
export const requestProgram: fc.Arbitrary<string> = programOver(
  requestTargets,
  fc.constantFrom(
    '',
    'policy base for all agents { allow server.tool, file.upload, file.download, file.delete }',
  ),
);

function programOver(
  about: readonly RuleTarget[],
  first: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const policies = fc.array(block('policy', about), { minLength: 1, maxLength: 3 });
  const guards = fc.array(block('guard', about), { maxLength: 2 });
  return fc
    .tuple(first, policies, guards)
    .map(([start, some, more]) =>
      [
        ...declarations,
        start,
        ...some.map((write, at) => write(at)),
        ...more.map((write, at) => write(at)),
      ].join('\n'),
    );
}
