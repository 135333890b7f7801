import { expect, it } from 'vitest';
import { readHost } from '../../../../compiler/evaluate/facts/host.ts';

it.each([
  ['Example.COM', 'example.com'],
  ['example.com.', 'example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['ｅxample.com', 'example.com'],
  ['127.1', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['0x7f.0.0.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['::1', '[::1]'],
  ['[0:0:0:0:0:0:0:1]', '[::1]'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['[::ffff:7f00:1]', '127.0.0.1'],
  ['a_b.example', 'a_b.example'],
])('%s is %s', (text, host) => {
  expect(readHost(text)).toBe(host);
});

it.each([
  '',
  '.',
  'a..b',
  '.a',
  'a b',
  'a\tb',
  'a\nb',
  'a/b',
  'a?b',
  'a#b',
  'a@b',
  'a,b.com',
  'a;b',
  '*.a.com',
  "a'b",
  'a\\b',
  'a%2eb',
  'example.com:443',
  'example.com:8080',
  '[::1',
  '[::1]:80',
  '256.256.256.256',
  `${'a'.repeat(250)}.com`,
  '\ud800.com',
])('%j is no host', (text) => {
  expect(readHost(text)).toBeNull();
});
