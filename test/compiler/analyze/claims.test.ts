import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../compiler/analyze/analysis.ts';
import { proveClaims } from '../../../compiler/analyze/claims.ts';
import { implies, isEmpty, isEquivalent } from '../../../compiler/analyze/laws.ts';
import { compiled, prelude } from './programs.ts';

const tools = `tool T { x: Path, n?: Int }
tool U { url: Url }
policy p for agent dev {
  allow T when .x under workspace
  allow U when .url.host in hosts("*.a.com")
  rule q ask T when .n == 5
}
guard g for all agents { rule s deny T when .x in paths("**/.env") }
`;

/** What became of each claim, with the calls that break it. */
function proved(claims: string): readonly string[] {
  return proveClaims(compiled(`${prelude}${tools}${claims}`)).map(({ status, counterexamples }) => {
    const calls = counterexamples.map(
      ({ call, judgement }) =>
        `${judgement.verdict} ${call.agent} ${JSON.stringify(call.input)}${call.workspace ? ` in ${call.workspace}` : ''} ${judgement.rules.join('+')}`,
    );
    return [status, ...calls].join(': ');
  });
}

describe('claims', () => {
  it('never: neither allowed nor asked, and unknown counts', () => {
    expect(proved('never "a" { any agent does T where .x matches "**/.env" }')).toEqual(['proved']);
    expect(proved('never "a" { any agent does T where .n == 5 }')).toEqual([
      'broken: ask dev {"x":"a","n":5} p.q',
    ]);
    expect(proved('never "a" { agent ci does T }')).toEqual(['proved']);
    // The workspace may be `/`; and without `.n` the condition is unknown.
    expect(proved('never "a" { any agent does T where .x under "/etc" and .n == 1 }')).toEqual([
      'broken: allow dev {"x":"etc","n":1} in / p#1: ask dev {"x":"etc"} in / p.q',
    ]);
  });

  it('never without approval: asked is enough', () => {
    expect(proved('never without approval "a" { any agent does T where .n == 5 }')).toEqual([
      'proved',
    ]);
    expect(proved('never without approval "a" { agents "*" does T where .n > 4 }')).toEqual([
      'broken: allow dev {"x":"a","n":6} p#1',
    ]);
  });

  it('always: allowed where it surely is true', () => {
    expect(
      proved('always "a" { agent dev may U where .url matches "https://x.a.com/**" }'),
    ).toEqual(['proved']);
    expect(
      proved('always "a" { agent dev may U where .url matches "https://**.a.com/**" }'),
    ).toEqual(['broken: deny dev {"url":"https://a.a.a.com/"} ']);
    expect(proved('always "a" { any agent may T where .x == "src/a" and .n == 1 }')).toEqual([
      'broken: deny ci {"x":"src/a","n":1} ',
    ]);
  });
});

describe('laws of conditions', () => {
  const program = compiled(`${prelude}${tools}policy r for agent dev {
  allow T when .n > 3 and .n < 5
  allow T when .n == 4
  allow T when .n > 3 and .n < 4
  allow T when .n >= 4
  allow T when .x matches "src/*.ts"
  allow T when .x under "src"
}`);
  const analysis = new Analysis(program);
  const tool = program.program.subjects.get('tool T');
  const layer = program.program.layers.find(({ name }) => name.text === 'r');
  const formulas = (layer?.rules ?? []).map(({ when }) =>
    when !== undefined && tool !== undefined ? analysis.question(when, tool) : undefined,
  );

  it('emptiness, implication and equivalence, with a witness against', () => {
    if (tool === undefined) throw new Error('the tool is declared');
    const [between, four, none, least, files, folder] = formulas;
    if (!between || !four || !none || !least || !files || !folder) throw new Error('six rules');
    expect(isEmpty(analysis, tool, none)).toEqual({ is: 'true' });
    expect(isEmpty(analysis, tool, four)).toMatchObject({
      is: 'false',
      witness: { input: { n: 4 } },
    });
    expect(isEquivalent(analysis, tool, [between, four])).toEqual({ is: 'true' });
    expect(isEquivalent(analysis, tool, [four, least]).is).toBe('false');
    expect(implies(analysis, tool, [four, least])).toEqual({ is: 'true' });
    expect(implies(analysis, tool, [least, four])).toMatchObject({ witness: { input: { n: 5 } } });
    expect(implies(analysis, tool, [files, folder])).toEqual({ is: 'true' });
    expect(implies(analysis, tool, [folder, files]).is).toBe('false');
  });
});
