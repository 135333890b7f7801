import { expect, it } from 'vitest';
import { readUrl } from '../../../../compiler/evaluate/facts/url.ts';

const unknown = { scheme: null, host: null, port: null, path: null, whole: null };

it('takes a URL apart', () => {
  expect(readUrl('HTTPS://Docs.Example.com.:8443/a/../b?q=1#part')).toEqual({
    scheme: 'https',
    host: 'docs.example.com',
    port: 8443,
    path: '/b',
    whole: 'https://docs.example.com:8443/b?q=1',
  });
});

it.each([
  ['https://a.example', 443, 'https://a.example/'],
  ['https://a.example:443/', 443, 'https://a.example/'],
  ['http://a.example/', 80, 'http://a.example/'],
  ['ws://a.example/', 80, 'ws://a.example/'],
  ['wss://a.example/', 443, 'wss://a.example/'],
  ['ftp://a.example/', 21, 'ftp://a.example/'],
])('%s has port %i', (text, port, whole) => {
  expect(readUrl(text)).toMatchObject({ port, whole });
});

it.each([
  ['https://a.example/x/%2e%2E/y', '/y'],
  ['https://a.example/%61dmin', '/admin'],
  ['https://a.example/%c3%a9', '/%C3%A9'],
  ['https://a.example/é', '/%C3%A9'],
  ['https://a.example/%2561', '/%2561'],
  ['https://a.example/a%2fb', null],
  ['https://a.example/a%5Cb', null],
])('%s has path %s', (text, path) => {
  expect(readUrl(text)).toMatchObject({ host: 'a.example', path });
});

it.each([
  ['userinfo', 'https://trusted.example@evil.example/'],
  ['empty userinfo', 'https://@evil.example/'],
  ['a password', 'https://a:b@evil.example/'],
  ['an escape in the host', 'https://evil%2eexample/'],
  ['no slashes', 'https:evil.example'],
  ['one slash', 'https:/evil.example'],
  ['three slashes', 'https:///evil.example'],
  ['a backslash', 'https://evil.example\\@trusted.example/'],
  ['a blank before', ' https://a.example/'],
  ['a tab inside', 'https://a.exa\tmple/'],
  ['a line break inside', 'https://a.example/\nx'],
  ['half a surrogate pair', 'https://a.example/\ud800'],
  ['an empty label', 'https://a..example/'],
  ['a comma in the host', 'https://trusted.example,evil.example/'],
  ['no scheme', 'a.example/x'],
  ['nothing', ''],
  ['a port that is none', 'https://a.example:99999/'],
])('%s makes it unknown', (_, text) => {
  expect(readUrl(text)).toEqual(unknown);
});

it.each(['data:text/html,x', 'javascript:alert(1)', 'file:///etc/passwd', 's3://bucket/key'])(
  'of %s only the scheme is known',
  (text) => {
    expect(readUrl(text)).toEqual({ ...unknown, scheme: text.split(':')[0] });
  },
);
