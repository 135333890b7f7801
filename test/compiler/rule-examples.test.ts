import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { findings, prelude } from './findings.ts';

const guard = (examples: string, rest = '') =>
  findings(`guard g for all agents {
  rule no-env deny Read when .path matches "**/.env" ${examples}
  ${rest}
}`);

describe('examples of rules', () => {
  it('hold, or are reported with what came instead', () => {
    expect(guard('example Read { path: "a/.env" } is denied')).toEqual([]);
    expect(guard('example Read { path: "a" } is allowed')).toEqual([]);
    const wrong = 'example Read { path: "a/.envrc" } is denied';
    expect(guard(`example Read { path: ".env" } is denied ${wrong}`)).toEqual([
      `example-fails: ${wrong}`,
    ]);
  });

  it('must be brought about by their own rule', () => {
    const twice = 'rule all deny Read example Read { path: ".env" } is denied';
    expect(guard('example Read { path: "b" } is denied', twice)).toEqual([
      'example-fails: example Read { path: "b" } is denied',
    ]);
  });

  it('of an allow hold only where no other rule stands in the way', () => {
    const text = `${prelude}
policy p for agent dev { allow Read when .path == ".env" example Read { path: ".env" } is allowed }
guard g for all agents { rule no-env deny Read when .path == ".env" because "Secrets." }
`;
    const { rules, program, diagnostics } = compile([{ file: 'a.sentrely', text }]);
    expect([rules, program]).toEqual([undefined, undefined]);
    expect(diagnostics).toMatchObject([
      {
        code: 'example-fails',
        message: 'found that agent `dev` is denied, expected that it is allowed',
        labels: [{ text: 'decided here' }],
      },
    ]);
    const [label] = diagnostics[0]?.labels ?? [];
    expect(text.slice(label?.span.start, label?.span.end)).toBe('no-env');
  });

  it('are decided for every agent of the block, patterns too', () => {
    const text = `
agent ci-1 { owner role "maintain" }
policy ci for agent ci-1 { allow Read when .path under "docs" }
guard g for agents "*" { rule r ask Read when .path == "docs/x" example Read { path: "a" } is allowed }
`;
    const { diagnostics } = compile([{ file: 'a.sentrely', text: `${prelude}${text}` }]);
    expect(diagnostics.map(({ message, note }) => [message, note])).toEqual([
      [
        'found that agent `ci-1` is denied, expected that it is allowed',
        'no rule allows `Read` for agent `ci-1`',
      ],
    ]);
  });

  it('may show what an unknown deny asks about', () => {
    const rule = `rule big deny Read when .limit > 9 on unknown ask`;
    const text = `guard g for all agents { ${rule} example Read { path: "a" } is asked }`;
    expect(findings(text)).toEqual([]);
    const strict = text.replace('on unknown ask', '');
    expect(findings(strict).map((each) => each.split(':')[0])).toEqual(['example-fails']);
  });

  it('are calls of a tool of the rule that a client could send', () => {
    expect(guard('example Bash { command: "ls" } is allowed')).toEqual(['example-stray: Bash']);
    expect(guard('example Read { file: ".env" } is denied')).toEqual([
      'test-shape: example Read { file: ".env" } is denied',
    ]);
  });

  it('cannot keep the compiler busy for long', () => {
    const agents = Array.from({ length: 2000 }, (_, n) => `agent a${n} { owner role "x" }\n`);
    const example = 'example Read { path: "a" } is denied\n'.repeat(2000);
    const text = `${agents.join('')}guard g for all agents { rule r deny Read ${example} }`;
    const startMs = performance.now();
    expect(findings(`${text}\npolicy all for all agents { allow Read }`)).toEqual([
      'over-limit: g',
    ]);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('are no way to smuggle a name', () => {
    expect(guard('example Read { path: "a", __proto__: 1 } is allowed')).toEqual([
      'test-shape: example Read { path: "a", __proto__: 1 } is allowed',
    ]);
  });
});
