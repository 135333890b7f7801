import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { diagnosticsMax } from '../../dsl/diagnostic.ts';
import { prelude } from './findings.ts';

describe('compile', () => {
  it('gives rules and the program exactly when nothing is an error', () => {
    const good = compile([{ file: 'a.sentrely', text: prelude }]);
    expect(good.rules).toBeDefined();
    expect(good.program?.layers).toHaveLength(1);
    const warned = compile([{ file: 'a.sentrely', text: `${prelude}let s = paths("a")` }]);
    expect(warned.diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
    expect(warned.rules).toBeDefined();
    const bad = compile([{ file: 'a.sentrely', text: `${prelude}policy` }]);
    expect(bad.rules).toBeUndefined();
    expect(bad.program).toBeUndefined();
  });

  it('has nothing to say about no files, and no rules', () => {
    expect(compile([])).toEqual({ sources: [], diagnostics: [] });
  });

  it('orders findings by file and place', () => {
    const { diagnostics } = compile([
      { file: 'b.sentrely', text: 'edition 1\nlet s = paths("a/")\nlet t = paths("b/")\n' },
      { file: 'a.sentrely', text: `${prelude}let u = paths("c/")\n` },
    ]);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ span }) => span.file)).toEqual(['a.sentrely', 'b.sentrely', 'b.sentrely']);
    expect(errors[1]?.span.start).toBeLessThan(errors[2]?.span.start ?? 0);
  });

  it('never throws, whatever is cut out of a program or put into it', () => {
    const text = `${prelude}
let s = paths("**/.env", "~/x")
import std.sdk, "a.sentrely"
agent ops { owner role "x" models "m" budget 1 USD per day alert at 5% rate 1 calls per hour loop trip after 2 repeats in 1m, poll Read }
guard g for agents "d*" { rule r deny Read, Put when .path in s or not (.limit < 3) on unknown ask because "b" }
policy o for agents ops layer organisation { rule m ask memory example memory { command: "view" } is asked otherwise ask }
test "t" { as dev Read { path: "a", limit: 1 } => deny (r) as ops for each .path of Read with { limit: 1 } { "a" => ask } }
never without approval "n" { any agent does memory where .command == "delete" }
`;
    const words = fc.constantFrom(
      '',
      'example',
      'layer',
      'as',
      'import',
      '5M',
      '=>',
      '"',
      '{',
      '}',
      '(',
      'allow',
      'when',
      '.',
      '.path',
      '"[a]"',
      '==',
      '-1',
      'in',
      '[',
      'not',
      'agent',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), words, (at, length, word) => {
        const mutant = `${text.slice(0, at)} ${word} ${text.slice(at + length)}`;
        const { diagnostics, rules } = compile([{ file: 'a.sentrely', text: mutant }]);
        const hasError = diagnostics.some(({ severity }) => severity === 'error');
        expect(rules === undefined).toBe(hasError);
        expect(diagnostics.length).toBeLessThanOrEqual(diagnosticsMax);
      }),
      { numRuns: 400 },
    );
  });

  it('takes no longer for hostile patterns than the caps allow', () => {
    const patterns = [
      '{a,b}'.repeat(200),
      `**${'/**/a'.repeat(200)}`,
      '*a'.repeat(500),
      '{{{{a,b},c},d},e}'.repeat(60),
      '{,a}'.repeat(250),
      '?'.repeat(1024),
    ];
    const rules = patterns.map((pattern) => `allow Read when .path matches "${pattern}"`);
    const startMs = performance.now();
    compile([
      { file: 'a.sentrely', text: `${prelude}policy p for agent dev {\n${rules.join('\n')}\n}` },
    ]);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});
