import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readInputs } from '../../action/inputs.ts';
import { metadata } from './harness.ts';

function set(name: string, value: string): void {
  vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
}

beforeEach(() => {
  for (const [name, input] of Object.entries(metadata.inputs)) set(name, input.default);
});
afterEach(() => vi.unstubAllEnvs());

describe('readInputs', () => {
  test('the defaults of action.yml', () => {
    expect(readInputs()).toEqual({
      command: 'all',
      paths: ['policies'],
      failOn: 'error',
      annotationsMax: 10,
      mayHaveNoTests: false,
      channel: 'main',
      revision: 'auto',
      expiresInMs: 90 * 86_400_000,
      bundleOut: 'bundle.json',
      signingKey: undefined,
    });
  });

  test('paths are one a line, blanks around them cut', () => {
    set('paths', '  policies  \n\n more policies\n');
    expect(readInputs().paths).toEqual(['policies', 'more policies']);
  });

  test.each([
    ['command', 'publish', 'one of `check`, `test`, `compile`, `sign`, `all`'],
    ['command', '', 'found nothing'],
    ['fail-on', 'errors', 'one of `error`, `warning`, `never`'],
    ['max-annotations', '11', 'a whole number from 0 to 10'],
    ['max-annotations', '-1', 'a whole number from 0 to 10'],
    ['max-annotations', '1e1', 'a whole number from 0 to 10'],
    ['allow-no-tests', 'yes', 'one of `true`, `false`'],
    ['channel', 'a/b', 'letters, digits'],
    ['channel', '../main', 'letters, digits'],
    ['revision', '0', 'a whole number from 1'],
    ['revision', '1.5', 'a whole number from 1'],
    ['revision', '99999999999999999', 'a whole number from 1'],
    ['expires-in', '90', 'a length of time'],
    ['expires-in', '9999d', 'a length of time'],
    ['expires-in', '-1d', 'a length of time'],
    ['paths', '\n', 'at least one path'],
    ['bundle-out', '', 'a path'],
    ['signing-key', 'MY-KEY', 'NAME of an environment variable'],
    ['signing-key', 'A=B', 'NAME of an environment variable'],
  ])('%s: %j is refused, naming the input and what was expected', (name, value, expected) => {
    set(name, value);
    expect(() => readInputs()).toThrow(`\`${name}\``);
    expect(() => readInputs()).toThrow(expected);
  });
});
