import type { Parameter, Subject } from '../subject.ts';

/** What makes a call to a tool more than a look: it changes, runs or sends something. */
export type Power = 'changes' | 'runs' | 'sends';

/** Words in the name of a tool that say so. */
const verbs: ReadonlyMap<string, Power> = new Map([
  ...[
    'write',
    'edit',
    'create',
    'update',
    'delete',
    'remove',
    'put',
    'move',
    'rename',
    'merge',
  ].map((verb) => [verb, 'changes'] as const),
  ...[
    'commit',
    'approve',
    'grant',
    'revoke',
    'pay',
    'buy',
    'transfer',
    'set',
    'drop',
    'insert',
  ].map((verb) => [verb, 'changes'] as const),
  ...['run', 'exec', 'execute', 'eval', 'spawn', 'deploy', 'apply', 'install', 'start', 'stop'].map(
    (verb) => [verb, 'runs'] as const,
  ),
  ...['send', 'post', 'publish', 'push', 'upload', 'fetch', 'notify', 'reply', 'share'].map(
    (verb) => [verb, 'sends'] as const,
  ),
]);

/** What built-in actions do, where their names do not say it. */
const builtIn: ReadonlyMap<string, Power | 'looks'> = new Map<string, Power | 'looks'>([
  ['shell.inert', 'looks'],
  ['shell.env', 'runs'],
  ['shell.code', 'runs'],
  ['opaque', 'runs'],
  ['net.connect', 'sends'],
]);

/** Names of parameters that hold what is written. */
const contents: ReadonlySet<string> = new Set([
  'content',
  'contents',
  'text',
  'body',
  'data',
  'patch',
]);

/**
 * What the calls of a tool can do, or an action does; undefined for one that seems to only look. What
 * commands do has rules of its own.
 */
export function powerOf({ kind, tool, name, params }: Subject): Power | undefined {
  const types = new Set(params.map(({ type }) => type));
  if (types.has('Shell')) return undefined;
  const known = kind === 'action' ? builtIn.get(name) : undefined;
  if (known !== undefined) return known === 'looks' ? undefined : known;
  const verb = wordsIn(tool?.tool.name.text ?? name).find((word) => verbs.has(word));
  if (verb !== undefined) return verbs.get(verb);
  if (types.has('Email') || types.has('Url')) return 'sends';
  return types.has('Path') && params.some(isContent) ? 'changes' : undefined;
}

function isContent({ name, inert }: Parameter): boolean {
  return !inert && contents.has(name.toLowerCase());
}

/** `createIssue`, `create_issue` and `create-issue` are the words `create` and `issue`. */
function wordsIn(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
