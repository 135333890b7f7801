import { expect, it } from 'vitest';
import { readEmail } from '../../../../compiler/evaluate/facts/email.ts';

it('takes an address apart and keeps the case of its local part', () => {
  const whole = 'Ann.O+tag@acme.com';
  expect(readEmail('Ann.O+tag@ACME.com.')).toEqual({
    local: 'Ann.O+tag',
    domain: 'acme.com',
    whole,
  });
});

it.each([
  '',
  '@',
  'a@',
  '@b.com',
  'a',
  'a@b@c.com',
  'a@b.com,c@d.com',
  'a@b.com;c@d.com',
  'Ann <a@b.com>',
  '<a@b.com>',
  '"a b"@c.com',
  'a(comment)@b.com',
  'a@b.com(comment)',
  'a@b.com,c.com',
  ' a@b.com',
  'a@b.com\n',
  'a@b.com\nbcc: c@d.com',
  'ä@b.com',
  '.a@b.com',
  'a.@b.com',
  'a..b@c.com',
  'a@[127.0.0.1]',
  'a@::1',
  'a@b..com',
  'a%b.com',
  `${'a'.repeat(65)}@b.com`,
])('%j is not one plain address', (text) => {
  expect(readEmail(text)).toEqual({ local: null, domain: null, whole: null });
});
