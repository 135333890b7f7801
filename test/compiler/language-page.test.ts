import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proveClaims } from '../../compiler/analyze/claims.ts';
import { compile } from '../../compiler/compile.ts';
import { testPolicies } from '../../compiler/test-policies.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/language.md'), 'utf8');
const programs = [...page.matchAll(/^```sentrely\n(edition 1\n\n.*?)^```$/gms)].map(
  (match) => match[1] ?? '',
);

/** Compiled whole programs of the page. */
const compilations = programs.map((text) => compile([{ file: 'language.md', text }]));

/** Every node of the trees of the page's own text, as JSON: what is used there is found in it. */
const nodes = compilations.flatMap(({ program }) =>
  (program?.files ?? []).filter(({ span }) => span.file === 'language.md').flatMap(nodesIn),
);

type Tree = Readonly<Record<string, unknown>>;

function nodesIn(value: unknown): readonly Tree[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(nodesIn);
  return Array.isArray(value) ? below : [value as Tree, ...below];
}

const isOf = (kind: string) => (node: Tree) => node['kind'] === kind;
const has = (key: string) => (node: Tree) => node[key] !== undefined;
const isNamed = (group: string, name: string) => (node: Tree) =>
  [node['group'], node['name']].every((each, at) => (each as Tree)?.['text'] === [group, name][at]);
const holds = (key: string, value: unknown) => (node: Tree) => node[key] === value;
const hasSome =
  (key: string, least = 1) =>
  (node: Tree) =>
    Array.isArray(node[key]) && (node[key] as unknown[]).length >= least;

/** What the language has, and how its use looks in a tree. */
const constructs: Readonly<Record<string, (node: Tree) => boolean>> = {
  'an import': isOf('import'),
  'a set': isOf('let'),
  'an agent with an owner': (node) => isOf('agent')(node) && has('owner')(node),
  'several keys': (node) => isOf('agent')(node) && hasSome('keys', 2)(node),
  models: (node) => isOf('agent')(node) && has('models')(node),
  'a budget with alerts': hasSome('alerts'),
  'a rate': (node) => isOf('agent')(node) && has('rate')(node),
  'a loop that polls': hasSome('poll'),
  'an action with a risk': (node) => isOf('action')(node) && has('risk')(node),
  'a tool that does something': (node) => isOf('tool')(node) && hasSome('does')(node),
  'an argument that is inert': holds('inert', true),
  'trusted places': (node) => isOf('tool')(node) && hasSome('trusted')(node),
  'a complete command': (node) => isOf('command')(node) && holds('isComplete', true)(node),
  'an option that does something': (node) => hasSome('names')(node) && hasSome('does')(node),
  'a guard': isOf('guard'),
  'a policy of a layer': (node) => isOf('policy')(node) && has('layer')(node),
  'hold message': has('hold'),
  'otherwise ask': (node) => isOf('policy')(node) && has('otherwise')(node),
  allow: holds('effect', 'allow'),
  ask: holds('effect', 'ask'),
  deny: holds('effect', 'deny'),
  when: (node) => has('effect')(node) && has('when')(node),
  unless: (node) => has('effect')(node) && has('unless')(node),
  'on unknown ask': holds('onUnknownAsk', true),
  because: (node) => has('effect')(node) && has('because')(node),
  'approval of a team and a person': hasSome('approvers', 2),
  'an approval that expires': has('expiresMs'),
  'an example in a rule': hasSome('examples'),
  every: isOf('every'),
  any: isOf('any'),
  from: isOf('from'),
  has: isOf('has'),
  'after, with where': (node) => isOf('after')(node) && has('where')(node['event'] as Tree),
  'count in a window': (node) => isOf('count')(node) && has('withinMs')(node),
  under: isOf('under'),
  matches: isOf('matches'),
  'in a set': isOf('in'),
  'ask opaque': (node) => isOf('action')(node) && (node['name'] as Tree)?.['text'] === 'opaque',
  'a rule for models': isNamed('model', 'use'),
  'a rule for tools that the provider runs': isNamed('server', 'tool'),
  'a test': isOf('test'),
  'a table': hasSome('rows'),
  'a session with a prompt': (node) => isOf('session')(node) && nodesIn(node).some(isOf('prompt')),
  'a result': has('returns'),
  'a failure': holds('fails', true),
  never: holds('law', 'never'),
  'never without approval': holds('law', 'never-without-approval'),
  always: holds('law', 'always'),
  observe: isOf('observe'),
};

describe('the whole programs of the language reference', () => {
  it.each(programs)('program %# compiles, and its tests and claims hold', (text) => {
    const compilation = compile([{ file: 'language.md', text }]);
    const { rules, program, diagnostics } = compilation;
    expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
    if (rules === undefined || program === undefined) throw new Error('it compiles');
    expect(testPolicies(compilation).cases.filter(({ passed }) => !passed)).toEqual([]);
    const broken = proveClaims({ rules, program }).filter(({ status }) => status !== 'proved');
    expect(broken.map(({ claim, status }) => [claim.title.text, status])).toEqual([]);
  });

  it.each(Object.entries(constructs))('hold %s', (_, isMeant) => {
    expect(nodes.some(isMeant)).toBe(true);
  });
});
