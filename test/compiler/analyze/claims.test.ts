import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../compiler/analyze/analysis.ts';
import { proveClaims } from '../../../compiler/analyze/claims.ts';
import { implies, isEmpty, isEquivalent } from '../../../compiler/analyze/laws.ts';
import { agreeOnClaims } from './claims-agree.ts';
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

  it('about what only requests do', () => {
    const rules = `policy p for all agents {
      allow server.tool when .domain in hosts("a.b", "**.a.b")
      allow file.upload when .bytes <= 10
      rule gone ask file.delete
    }\n`;
    const claims = [
      'never "a" { any agent does server.tool where .domain == "evil.example" }',
      'never "b" { any agent does file.upload where .bytes > 10 }',
      'never "c" { any agent does file.download }',
      'never without approval "d" { any agent does file.delete }',
      'never "e" { any agent does server.tool where .domain == "x.a.b" }',
    ];
    const results = proveClaims(compiled(`${prelude}${rules}${claims.join('\n')}`));
    expect(results.map(({ status }) => status)).toEqual([
      'proved',
      'proved',
      'proved',
      'proved',
      'broken',
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

describe('claims about tools that do something', () => {
  const does = `action t.move(from: Path, to: Path, mode: String)
tool Move { source: Path, target?: Path, mode?: String } does t.move(from: source, to: target, mode: mode or "copy")
tool Put { file: Path, text: String inert } does fs.write(path: file)
tool Tidy { dir: Path } does fs.delete(path: under dir)
tool Log { line: String inert } does fs.write(path: "/var/log/agent")
tool Note { name: String } does fs.write(path: name)
`;

  function outcomes(rules: string, ...claims: readonly string[]) {
    const text = claims.map((claim, at) => claim.replace('{', `"c${at}" {`)).join('\n');
    const program = compiled(`${prelude}${does}policy p for agent dev {\n${rules}\n}\n${text}\n`);
    return proveClaims(program).map(({ status, gap }) => (gap === null ? status : gap.why));
  }

  it('are proved where its arguments say all of what is done', () => {
    expect(
      outcomes(
        'allow fs.write when .path under "src" rule n ask fs.write when .path matches "src/n"',
        'never { agent dev does Put where .file under "doc" }',
        'never without approval { agent dev does Put where .file == "src/n" }',
        'never { agent dev does Put where .file == "src/n" }',
        'always { agent dev may Put where .file matches "src/*.ts" }',
        'always { agent dev may Put where .file under "src" }',
        'never { agent dev does Log }',
      ),
    ).toEqual(['proved', 'proved', 'broken', 'proved', 'broken', 'proved']);
  });

  it('with constants, and arguments that may be absent', () => {
    const rules = `allow t.move when .mode == "copy" and .from under "src" and .to under "src"
allow fs.write when .path under "/var/log"`;
    expect(
      outcomes(
        rules,
        'always { agent dev may Log }',
        'always { agent dev may Move where .source == "src/a" and .target == "src/b" and not has .mode }',
        'always { agent dev may Move where .source == "src/a" and .target == "src/b" }',
        'never { agent dev does Move where not has .target }',
        'never { agent dev does Move where .mode == "cut" and has .mode and has .target }',
      ),
    ).toEqual(['proved', 'proved', 'broken', 'proved', 'proved']);
  });

  it('and else say why they are not, and what to claim', () => {
    const rules = `allow fs.delete when .path under "out"
allow t.move when .from != .to
allow fs.write when after fs.delete`;
    expect(
      outcomes(
        rules,
        'never { agent dev does Tidy where .dir == "src" }',
        'never { agent dev does Move where .mode == "x" }',
        'never { agent dev does Put }',
      ),
    ).toEqual([
      '`path` of `fs.delete` is not just what `dir` holds',
      'rules about `t.move` compare two of its values',
      'rules about `fs.write` look at what happened before',
    ]);
    const [claim] = proveClaims(
      compiled(
        `${prelude}${does}policy p for agent dev { allow fs.write when .path under "src" }\nnever "n" { agent dev does Note }\n`,
      ),
    );
    expect(claim?.gap).toEqual({
      why: '`path` of `fs.write` is not just what `name` holds',
      instead: 'a claim about `fs.write`',
    });
  });

  it('agree with single decisions on random programs and calls', () => {
    const seen = agreeOnClaims(3, 150, 11);
    expect(seen.proved).toBeGreaterThan(3);
    expect(seen.calls).toBeGreaterThan(50);
  }, 60_000);
});
