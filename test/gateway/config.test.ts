import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configVariables, loadConfig } from '../../gateway/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentrely-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, 'sentrely.yaml');
  writeFileSync(path, text);
  return path;
}

describe('loadConfig', () => {
  it('needs nothing: every key has a default', () => {
    const config = loadConfig(undefined, {});
    expect(config.listen).toBe('127.0.0.1:8787');
    expect(config.admin.listen).toBe('127.0.0.1:8788');
    expect(config.upstream.url).toBe('https://api.anthropic.com');
    expect(config.hold).toEqual({ stream_ms: 90_000, reply_ms: 5000, ping_ms: 10_000 });
    expect(config.approvals.github).toBeUndefined();
  });

  it('lets the environment win over the file, and the file over the default', () => {
    const path = file('listen: 127.0.0.1:1\ndata: from-file\n');
    const config = loadConfig(path, { SENTRELY_LISTEN: '127.0.0.1:2' });
    expect([config.listen, config.data]).toEqual(['127.0.0.1:2', 'from-file']);
  });

  it('takes the variable of other Anthropic programs for the credential, after our own', () => {
    expect(loadConfig(undefined, { ANTHROPIC_API_KEY: 'a' }).upstream.api_key).toBe('a');
    const both = { ANTHROPIC_API_KEY: 'a', SENTRELY_UPSTREAM_API_KEY: 'b' };
    expect(loadConfig(undefined, both).upstream.api_key).toBe('b');
  });

  it.each([
    ['listn: 127.0.0.1:1\n', {}, '`listn` is no setting'],
    ['upstream:\n  uri: x\n', {}, '`upstream.uri` is no setting'],
    ['', { SENTRELY_LISTN: 'x' }, '`SENTRELY_LISTN` is no setting'],
    ['', { SENTRELY_HOLD_STREAM_MS: 'soon' }, '`SENTRELY_HOLD_STREAM_MS` must be a whole number'],
    ['', { SENTRELY_HOLD_STREAM_MS: '-1' }, '`SENTRELY_HOLD_STREAM_MS` must be a whole number'],
    ['', { SENTRELY_UPSTREAM_URL: 'ftp://x' }, '`upstream.url`'],
    ['listen: [1]\n', {}, '`listen` must be string'],
    ['listen: a\nlisten: b\n', {}, 'is not YAML'],
    ['- a\n', {}, 'holds no mapping'],
    ['__proto__:\n  listen: x\n', {}, 'is no setting'],
    ['approvals:\n  github:\n    repository: a/b\n', {}, '`approvals.github` must have'],
  ])('refuses %j with %j and names the key', (text, environment, message) => {
    expect(() => loadConfig(file(text), environment)).toThrow(message);
  });

  it.each(['SENTRELY_UPSTREAM_API_KEY', 'SENTRELY_UPSTREAM_OPENAI_API_KEY', 'OPENAI_API_KEY'])(
    'refuses a credential in %s that no header can carry, without showing it',
    (name) => {
      for (const end of ['\n', '\r\nx-injected: 1', '\0', '\u007f', ' ', '\u2028', 'é']) {
        let message = '';
        try {
          loadConfig(undefined, { [name]: `sk-secret${end}` });
        } catch (error) {
          message = (error as Error).message;
        }
        expect(message).toMatch(/`upstream\.(openai_)?api_key` must match/);
        expect(message).not.toContain('sk-secret');
      }
    },
  );

  it('knows OpenAI as a second provider, with the variable of its own programs', () => {
    const { upstream } = loadConfig(undefined, { OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a' });
    expect(upstream).toMatchObject({
      openai_url: 'https://api.openai.com',
      openai_api_key: 'o',
      api_key: 'a',
    });
    const both = { OPENAI_API_KEY: 'o', SENTRELY_UPSTREAM_OPENAI_API_KEY: 'p' };
    expect(loadConfig(undefined, both).upstream.openai_api_key).toBe('p');
  });

  it('says when the file is missing', () => {
    expect(() => loadConfig(join(folder, 'none.yaml'), {})).toThrow('cannot be read');
  });

  it('has a variable for every key', () => {
    expect(configVariables()).toContain('SENTRELY_APPROVALS_GITHUB_WEBHOOK_SECRET');
    expect(new Set(configVariables()).size).toBe(configVariables().length);
  });
});
