import { expect, test } from 'vitest';
import { argumentsDefect } from '../../../gateway/json/arguments.ts';

test.each(['{}', ' {"command":"ls"} ', '{"__proto__":{"a":1}}', '{"a":[null,1e3]}'])(
  'judged: %s',
  (text) => expect(argumentsDefect(text)).toBeNull(),
);

test.each(['[]', 'null', '"{}"', '1', 'true'])('not an object: %s', (text) =>
  expect(argumentsDefect(text)).toBe('the arguments are not an object'),
);

test.each([
  '',
  '{',
  '{"a":1}{',
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"a":{"b":1,"b":2}}',
  '{"a":"\\ud800"}',
  '{"a":"\ud800"}',
  '{"a":1,}',
  '\ufeff{}',
  '{"a":'.repeat(100) + '1' + '}'.repeat(100),
])('not strict JSON: %s', (text) =>
  expect(argumentsDefect(text)).toMatch(/^the arguments are not strict JSON: /),
);
