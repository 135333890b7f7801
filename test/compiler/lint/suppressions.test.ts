import { expect, it } from 'vitest';
import { lintText, prelude } from './found.ts';

/** Codes of warnings and worse in a policy. */
function codes(rules: string, end = '\n'): readonly string[] {
  const text = `${prelude}policy p for agents dev, ci {\n${rules}\n}\n`.replaceAll('\n', end);
  return lintText(text)
    .filter(({ severity, code }) => severity !== 'info' && code !== 'policy-untested')
    .map(({ code }) => code);
}

it('a suppression is about its own line, or the next when it stands alone', () => {
  const comment = '// sentrely-ignore unconditional-allow: a sandbox';
  expect(codes('allow Fetch')).toEqual(['unconditional-allow']);
  expect(codes(`${comment}\nallow Fetch`)).toEqual([]);
  expect(codes(`allow Fetch ${comment}`)).toEqual([]);
  expect(codes(`allow Fetch ${comment}`, '\r\n')).toEqual([]);
  expect(codes(`${comment}\n\nallow Fetch`)).toEqual(['suppression-unused', 'unconditional-allow']);
  expect(codes(`allow Fetch\n${comment}`)).toEqual(['unconditional-allow', 'suppression-unused']);
});

it('one code is suppressed, not all', () => {
  const rule = 'allow Fetch when .url.host in hosts("*x.com", "ax.com")';
  expect(codes(rule)).toEqual(['host-without-boundary', 'set-entry-shadowed']);
  expect(codes(`${rule} // sentrely-ignore set-entry-shadowed: spelled out for readers`)).toEqual([
    'host-without-boundary',
  ]);
});

it('warnings of the compiler can be suppressed too, errors never', () => {
  const unused = 'allow Read }\nlet x = paths("a")';
  const comment = '// sentrely-ignore';
  expect(
    codes(
      `${unused} ${comment} unused-set: soon\nguard g for all agents { rule r deny Read when .path == "a"`,
    ),
  ).toEqual([]);
  expect(
    codes(`allow Deploy when .count < 1 and .count > 1 ${comment} rule-never-holds: no`),
  ).toEqual(['rule-never-holds', 'suppression-unused']);
});

it('a comment that only looks like one is a comment', () => {
  expect(codes('// sentrely-ignored: nothing\n// sentrely ignore x: y\nallow Read')).toEqual([]);
  expect(codes('// sentrely-ignore\nallow Read')).toEqual(['suppression-without-reason']);
  expect(codes('// sentrely-ignore constructor: x\nallow Read')).toEqual(['suppression-unused']);
});
