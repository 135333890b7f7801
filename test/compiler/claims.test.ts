import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { findings, prelude } from './findings.ts';

describe('claims', () => {
  it('speak of agents, tools and arguments that exist', () => {
    expect(findings('never "x" { agent dve does Reed where .path == 3 }')).toEqual([
      'unknown-agent: dve',
      'unknown-tool: Reed',
    ]);
    expect(findings('always "x" { agents "ci-*" may Read where .pth == "a" }')).toEqual([
      'agents-unmatched: "ci-*"',
      'unknown-field: pth',
    ]);
    expect(findings('never "x" { any agent does Read where .path < 3 }')).toEqual([
      'operator-mismatch: .path < 3',
    ]);
  });

  it('use sets, and keep every law and its parts', () => {
    const text = `${prelude}
let s = paths("**/.env")
never without approval "x" { agents dev, "d*" does Read where .path in s }
never "y" { any agent does Bash }
always "z" { agent dev may Read where .path under "docs" and not .limit > 3 }
`;
    const { program, diagnostics } = compile([{ file: 'a.sentrely', text }]);
    expect(diagnostics).toEqual([]);
    expect(
      program?.claims.map(({ law, agents, target, where }) => [
        law,
        agents?.map(({ text: name, isPattern }) => [name, isPattern]),
        target.name.text,
        where?.kind,
      ]),
    ).toEqual([
      [
        'never-without-approval',
        [
          ['dev', false],
          ['d*', true],
        ],
        'Read',
        'in',
      ],
      ['never', undefined, 'Bash', undefined],
      ['always', [['dev', false]], 'Read', 'and'],
    ]);
  });

  it('change no rule', () => {
    const rulesOf = (text: string) => JSON.stringify(compile([{ file: 'a', text }]).rules);
    expect(rulesOf(`${prelude}never "x" { any agent does Read }`)).toBe(rulesOf(prelude));
  });
});
