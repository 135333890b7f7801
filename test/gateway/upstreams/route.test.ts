import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig } from '../../../gateway/config.ts';
import { matchesModel } from '../../../gateway/upstreams/model-name.ts';
import { holdsCredential, upstreamsOf } from '../../../gateway/upstreams/settings.ts';
import { connectUpstreams, type Upstreams } from '../../../gateway/upstreams/upstreams.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentrely-routes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function configOf(config: object, environment: Readonly<Record<string, string>> = {}) {
  const path = join(folder, 'sentrely.yaml');
  writeFileSync(path, stringify(config));
  return loadConfig(path, environment);
}

function connect(config: object): Upstreams {
  const services = { environment: {}, now: Date.now, report: () => {} };
  const upstreams = connectUpstreams(configOf(config), services);
  onTestFinished(() => upstreams.close());
  return upstreams;
}

type Question = Partial<Parameters<Upstreams['candidates']>[0]>;

function names(upstreams: Upstreams, question: Question): readonly string[] {
  const asked = {
    provider: 'anthropic',
    path: '/v1/messages',
    model: 'm',
    session: 'dev s',
  } as const;
  return upstreams
    .candidates({ ...asked, ...question })
    .map(({ upstream, model }) => `${upstream.name} ${model}`);
}

describe('which upstreams may serve a model', () => {
  it('are the two lines of `upstream` where nothing else is configured', () => {
    const upstreams = connect({});
    expect(names(upstreams, {})).toEqual(['anthropic m']);
    expect(names(upstreams, { provider: 'openai', path: '/v1/responses' })).toEqual(['openai m']);
  });

  it('are those that serve it, under their own name for it, in the order of the list', () => {
    const upstreams = connect({
      upstreams: [
        { name: 'one', kind: 'anthropic', models: ['claude-*'] },
        { name: 'two', kind: 'anthropic', models: { 'claude-a': 'eu/a', 'claude-*': 'eu/any' } },
        { name: 'other', kind: 'openai' },
      ],
    });
    expect(names(upstreams, { model: 'claude-a' })).toEqual(['one claude-a', 'two eu/a']);
    expect(names(upstreams, { model: 'claude-b' })).toEqual(['one claude-b', 'two eu/any']);
    expect(() => names(upstreams, { model: 'gpt' })).toThrow('no upstream serves this model');
    expect(() => names(upstreams, { model: '__proto__' })).toThrow('no upstream serves this model');
    expect(names(upstreams, { model: '', path: '/v1/models' })).toEqual(['one ', 'two ']);
  });

  it('are those of the first route that fits, and no others', () => {
    const upstreams = connect({
      upstreams: [
        { name: 'one', kind: 'anthropic' },
        { name: 'two', kind: 'anthropic' },
      ],
      routes: [
        { models: ['claude-opus-*'], upstreams: ['two', 'one'] },
        { models: ['claude-*'], upstreams: ['one'] },
      ],
    });
    expect(names(upstreams, { model: 'claude-opus-5' })).toEqual([
      'two claude-opus-5',
      'one claude-opus-5',
    ]);
    expect(names(upstreams, { model: 'claude-haiku-5' })).toEqual(['one claude-haiku-5']);
    expect(names(upstreams, { model: 'else' })).toEqual(['one else', 'two else']);
  });

  it('must have the path', () => {
    const upstreams = connect({
      upstreams: [{ name: 'cloud', kind: 'bedrock', region: 'eu-west-1' }],
    });
    expect(() => names(upstreams, { model: '', path: '/v1/models' })).toThrow(
      'no upstream of this model has the path',
    );
  });

  it('by weight: each gets its share of sessions, always the same ones; a spare comes last', () => {
    const entry = (name: string, weight: number) => ({ name, kind: 'anthropic', weight });
    const made = (...entries: object[]) =>
      connect({
        upstreams: entries,
        routes: [
          { models: ['*'], upstreams: ['x', 'y', 'z'].slice(0, entries.length), by: 'weight' },
        ],
      });
    const both = made(entry('x', 3), entry('y', 1));
    const three = made(entry('x', 3), entry('y', 1), entry('z', 0));
    const first = (upstreams: Upstreams, session: string) => names(upstreams, { session })[0];
    const sessions = Array.from({ length: 4000 }, (_, index) => `dev s${index}`);
    const ofX = sessions.filter((session) => first(both, session) === 'x m');
    expect(ofX.length / sessions.length).toBeGreaterThan(0.72);
    expect(ofX.length / sessions.length).toBeLessThan(0.78);
    for (const session of sessions.slice(0, 200)) {
      expect(names(three, { session })).toEqual([...names(both, { session }), 'z m']);
    }
  });
});

it('the example of the guide is a configuration, and means what it says', () => {
  const guide = readFileSync('docs/guides/upstreams.md', 'utf8');
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? [];
  const path = join(folder, 'guide.yaml');
  const secret = join(folder, 'second');
  writeFileSync(secret, 'key');
  writeFileSync(path, yaml.replace('/run/secrets/anthropic-second', secret));
  const environment = { ANTHROPIC_API_KEY: 'k', AWS_BEARER_TOKEN_BEDROCK: 't' };
  const services = { environment, now: Date.now, report: () => {} };
  const upstreams = connectUpstreams(loadConfig(path, {}), services);
  onTestFinished(() => upstreams.close());
  expect(names(upstreams, { model: 'claude-opus-4-5' })).toEqual([
    'anthropic claude-opus-4-5',
    'bedrock-eu eu.anthropic.claude-opus-4-5-20251101-v1:0',
  ]);
  expect(names(upstreams, { model: 'claude-sonnet-4-5' }).toSorted()).toEqual([
    'anthropic claude-sonnet-4-5',
    'second-account claude-sonnet-4-5',
  ]);
});

describe('a pattern', () => {
  it.each([
    ['*', '', true],
    ['m', 'm', true],
    ['m', 'mm', false],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a.c', 'abc', false],
    ['A', 'a', false],
  ])('%s fits %s: %s', (pattern, model, fits) => {
    expect(matchesModel(pattern, model)).toBe(fits);
  });

  it('costs no more than its length and the name’s', () => {
    expect(matchesModel(`${'*a'.repeat(5000)}b`, 'a'.repeat(1_000_000))).toBe(false);
  });
});

describe('upstreams that cannot be used are refused at the start', () => {
  const one = { name: 'one', kind: 'anthropic' };
  it.each<[object, string]>([
    [{ upstreams: [{ name: 'one' }] }, '`upstreams.0` must have required property'],
    [{ upstreams: [{ ...one, kind: 'azure' }] }, '`upstreams.0.kind`'],
    [{ upstreams: [{ ...one, key: 'k' }] }, '`upstreams.0.key` is no setting'],
    [{ upstreams: [one, one] }, 'two of `upstreams` have the name `one`'],
    [{ upstreams: [{ ...one, credential_env: 'A', credential_file: 'b' }] }, 'has both'],
    [{ upstreams: [{ ...one, region: 'eu' }] }, 'has a `region`, which only'],
    [{ upstreams: [{ ...one, name: 'openai' }] }, 'has the name of another provider'],
    [{ upstreams: [one], upstream: { url: 'https://x.test' } }, 'beside `upstream.url`'],
    [{ upstreams: [one], routes: [{ models: ['*'], upstreams: ['two'] }] }, 'is no upstream'],
    [{ routes: [{ models: ['*'], upstreams: ['anthropic'], by: 'chance' }] }, '`routes.0.by`'],
    [{ failover: { strip_thinking: 'yes' } }, '`failover.strip_thinking` must be boolean'],
  ])('%j', (config, message) => {
    expect(() => configOf(config)).toThrow(message);
  });

  it('a credential that is named and not there, or that no header can carry', () => {
    const config = configOf({ upstreams: [{ ...one, credential_env: 'A_KEY' }] });
    expect(() => upstreamsOf(config, {})).toThrow(
      '`A_KEY`, which upstream `one` names, is not set',
    );
    expect(() => upstreamsOf(config, { A_KEY: 'a\nb' })).toThrow('holds what no header can carry');
    const file = configOf({ upstreams: [{ ...one, credential_file: join(folder, 'none') }] });
    expect(() => upstreamsOf(file, {})).toThrow('holds no credential');
  });

  it('the common variables may stand beside a list: they are other programs’ too', () => {
    const config = configOf({ upstreams: [one] }, { ANTHROPIC_API_KEY: 'k' });
    expect(upstreamsOf(config, {}).map(({ name }) => name)).toEqual(['one', 'openai']);
    expect(holdsCredential(config, 'anthropic')).toBe(false);
  });

  it('booleans can be given as variables', () => {
    const { failover } = loadConfig(undefined, { SENTRELY_FAILOVER_STRIP_THINKING: 'true' });
    expect(failover.strip_thinking).toBe(true);
    expect(() => loadConfig(undefined, { SENTRELY_FAILOVER_STRIP_THINKING: 'yes' })).toThrow(
      'must be `true` or `false`',
    );
  });
});

it('a credential of a file is read again when the file changes', () => {
  const file = join(folder, 'key');
  writeFileSync(file, 'first\n');
  const config = configOf({
    upstreams: [{ name: 'one', kind: 'anthropic', credential_file: file }],
  });
  const credential = upstreamsOf(config, {})[0]?.credential;
  expect(credential?.()).toBe('first');
  writeFileSync(file, 'second\n');
  utimesSync(file, 1, 1);
  expect(credential?.()).toBe('second');
  rmSync(file);
  expect(() => credential?.()).toThrow('holds no credential for the provider');
});
