import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { findings, findingsOf, prelude } from './findings.ts';

describe('names', () => {
  it('the prelude of these tests has no findings', () => {
    expect(findings('')).toEqual([]);
  });

  it.each([
    ['agent dev { owner user "octocat" id 1 }', 'duplicate-name: dev'],
    ['tool Read { path: Path }', 'duplicate-name: Read'],
    ['guard base for all agents { rule r deny Read when .limit == 1 }', 'duplicate-name: base'],
    [
      'tool Edit { path: Path, path: Path }\npolicy p for agent dev { allow Edit }',
      'duplicate-name: path',
    ],
    ['policy p for agent dev { allow Read, Read }', 'duplicate-name: Read'],
    [
      'guard g for all agents { rule r deny Read when .limit == 1 rule r deny Put when .name == "x" }',
      'duplicate-name: r',
    ],
  ])('%s', (text, finding) => {
    expect(findings(text)).toEqual([finding]);
  });

  it('a second declaration points at the first, in whichever file it is', () => {
    const { diagnostics } = compile([
      { file: 'b.sentrely', text: 'edition 1\nagent dev { owner user "octocat" id 1 }\n' },
      { file: 'a.sentrely', text: prelude },
    ]);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.span.file).toBe('b.sentrely');
    expect(diagnostics[0]?.labels?.[0]?.span.file).toBe('a.sentrely');
  });

  it.each([
    ['policy p for agent dve { allow Read }', 'unknown-agent: dve', 'did you mean `dev`?'],
    ['policy p for agent dev { allow Raed }', 'unknown-tool: Raed', 'did you mean `Read`?'],
    [
      'policy p for agent dev { allow mcp hub.go }',
      'unknown-tool: mcp hub.go',
      'declare it: tool mcp hub.go { ... }',
    ],
    [
      'policy p for agent dev { allow Read when .pth == "x" }',
      'unknown-field: pth',
      'did you mean `path`?',
    ],
    [
      'policy p for agent dev { allow Fetch when .url.hots == "x" }',
      'unknown-part: hots',
      'did you mean `host`?',
    ],
    [
      'let docs = paths("docs/**")\npolicy p for agent dev { allow Read when .path in docs and .path in dosc }',
      'unknown-set: dosc',
      'did you mean `docs`?',
    ],
    [
      'tool Edit { path: path }\npolicy p for agent dev { allow Edit }',
      'unknown-type: path',
      'did you mean `Path`?',
    ],
  ])('%s', (text, finding, help) => {
    expect(findings(text)).toEqual([finding]);
    const { diagnostics } = compile([{ file: 'a.sentrely', text: prelude + text }]);
    expect(diagnostics[0]?.help).toBe(help);
  });

  it('a misspelt name can be mended by machine', () => {
    const text = `${prelude}policy p for agent dev { allow Read when .pth == "x" }`;
    const [edit] = compile([{ file: 'a.sentrely', text }]).diagnostics[0]?.fix?.edits ?? [];
    expect(text.slice(edit?.span.start, edit?.span.end)).toBe('pth');
    expect(edit?.text).toBe('path');
  });

  it('names of prototypes are names like any other', () => {
    expect(findings('policy p for agent constructor { allow __proto__ }')).toEqual([
      'unknown-agent: constructor',
      'unknown-tool: __proto__',
    ]);
  });
});

describe('tools', () => {
  it.each([
    [
      'tool mcp__hub__go { path: Path }\npolicy p for agent dev { allow mcp__hub__go }',
      'tool-name: mcp__hub__go',
    ],
    ['tool "a b" { path: Path }\npolicy p for agent dev { allow "a b" }', 'tool-name: "a b"'],
    ['tool "" { path: Path }\npolicy p for agent dev { allow "" }', 'tool-name: ""'],
    [
      'tool mcp "a/b".go { path: Path }\npolicy p for agent dev { allow mcp "a/b".go }',
      'tool-name: "a/b"',
    ],
    ['tool Edit { "": Path }\npolicy p for agent dev { allow Edit }', 'over-limit: ""'],
  ])('%s', (text, finding) => {
    expect(findings(text)).toEqual([finding]);
  });
});

describe('types', () => {
  it.each([
    ['allow Read when .limit matches "1*"', 'operator-mismatch: .limit matches "1*"'],
    ['allow Read when .limit under workspace', 'operator-mismatch: .limit under workspace'],
    ['allow Read when .path >= "x"', 'operator-mismatch: .path >= "x"'],
    ['allow Read when .deep < 1', 'operator-mismatch: .deep < 1'],
    ['allow Fetch when .url.scheme matches "h*"', 'operator-mismatch: .url.scheme matches "h*"'],
    ['allow Fetch when .url under "x"', 'operator-mismatch: .url under "x"'],
    ['rule r deny Bash when .command matches "rm *"', 'operator-mismatch: .command matches "rm *"'],
    ['rule r ask Bash when .command in strings("rm *")', 'type-mismatch: strings("rm *")'],
    ['allow Read when .limit == "1"', 'type-mismatch: "1"'],
    ['allow Read when .deep == 1', 'type-mismatch: 1'],
    ['allow Read when .path in ["a", 1]', 'type-mismatch: 1'],
    ['allow Read when .path in hosts("x.com")', 'type-mismatch: hosts("x.com")'],
    [
      'allow Fetch when .url.host in urls("https://x.com/**")',
      'type-mismatch: urls("https://x.com/**")',
    ],
    ['allow Put when .key in refs("x")', 'type-mismatch: refs("x")'],
    ['allow Fetch when .url.port == "443"', 'type-mismatch: "443"'],
    ['allow Fetch when .body == "x"', 'json-compared: .body'],
    ['allow Read when has .path', 'has-required: .path'],
    ['allow Fetch when has .url.host', 'unknown-part: host'],
    ['allow Fetch when .url.host.name == "x"', 'unknown-part: name'],
    ['allow Read, Put when .path under workspace', 'field-differs: path'],
    ['allow Read when .path == "../a"', 'literal-form: "../a"'],
    ['allow Read when .path == "~maria/a"', 'literal-form: "~maria/a"'],
    ['allow Read when .path == ""', 'literal-form: ""'],
    ['allow Fetch when .url == "https://u@x.com/"', 'literal-form: "https://u@x.com/"'],
    ['allow Fetch when .url == "x.com"', 'literal-form: "x.com"'],
    ['allow Fetch when .url.scheme == "https:"', 'literal-form: "https:"'],
    ['allow Fetch when .url.path == "a"', 'literal-form: "a"'],
    ['allow Fetch when .host == "x.com:80"', 'literal-form: "x.com:80"'],
    ['allow Fetch when .to == "A <a@x.com>"', 'literal-form: "A <a@x.com>"'],
    ['allow Fetch when .host == "*.x.com"', 'literal-form: "*.x.com"'],
    ['allow Put when .name == "prod-*"', 'literal-wildcard: "prod-*"'],
    ['allow Read when .limit in []', 'matches-nothing: .limit in []'],
  ])('%s', (rule, finding) => {
    expect(findingsOf(rule)).toEqual([finding]);
  });

  it.each([
    'allow Read when .limit == 1 or .limit in [2, 3] or .limit >= 4 or .limit != 5',
    'allow Read when .deep == true or .deep != false or .deep in [true]',
    'allow Read when .path == "a" or .path in ["/b", "~/c"] or .path under "d" or .path matches "e"',
    'allow Fetch when .url == "https://x.com" or .url in urls("https://x.com/**")',
    'allow Fetch when .url.scheme == "https" and .url.port < 9 and .url.path matches "/a/**"',
    'allow Fetch when .to.local matches "a*" and .to.domain in hosts("*.x.com") and has .body',
    'allow Put when .key in keys("a") and .ref in refs("b") and .name in strings("c")',
    'rule r deny Bash when .command != "ls" and .cwd under "/"',
  ])('%s', (rule) => {
    expect(findingsOf(rule)).toEqual([]);
  });
});

describe('patterns', () => {
  it.each([
    ['.path matches "a[b]"', 'pattern-syntax: ['],
    ['.path matches "!a"', 'pattern-syntax: !'],
    ['.path matches "~maria/**"', 'pattern-syntax: ~'],
    ['.path matches ""', 'pattern-syntax: "'],
    ['.path matches "./a"', 'matches-nothing: "./a"'],
    ['.path matches "a/"', 'matches-nothing: "a/"'],
    ['.path matches "a//b"', 'matches-nothing: "a//b"'],
    ['.path matches "a/../b"', 'matches-nothing: "a/../b"'],
    ['.path under "src/*"', 'pattern-syntax: *'],
    ['.path under "../x"', 'pattern-syntax: .'],
    ['.path in paths("a", "b/")', 'matches-nothing: "b/"'],
    ['.path matches "**a????????????????"', 'pattern-too-large: "**a????????????????"'],
  ])('%s', (condition, finding) => {
    expect(findingsOf(`allow Read when ${condition}`)).toEqual([finding]);
  });

  it.each([
    ['.url matches "x.com/**"', 'pattern-syntax: x'],
    ['.url matches "https://x.com"', 'pattern-syntax: h'],
    ['.url matches "gopher://x.com/"', 'pattern-syntax: g'],
    ['.url matches "https://*.b\u00fccher.com/**"', 'pattern-syntax: \u00fc'],
    ['.url matches "https://x.com/a b"', 'pattern-syntax:  '],
    ['.url matches "https://x.com/a%2fb"', 'pattern-syntax: %'],
    ['.url.path matches "a/**"', 'matches-nothing: "a/**"'],
    ['.url.host matches ".x.com"', 'matches-nothing: ".x.com"'],
    ['.host matches "x..com"', 'matches-nothing: "x..com"'],
    ['.to matches "x.com"', 'pattern-syntax: x'],
    ['.to matches "a@b@c"', 'pattern-syntax: a'],
  ])('%s', (condition, finding) => {
    expect(findingsOf(`allow Fetch when ${condition}`)).toEqual([finding]);
  });

  it('of a set are judged where they stand, once', () => {
    const text =
      'let s = paths("a[b]", "c/")\npolicy p for agent dev { allow Read when .path in s or .path in s }';
    expect(findings(text)).toEqual(['pattern-syntax: [', 'matches-nothing: "c/"']);
  });

  it('of agents are patterns too', () => {
    expect(findings('policy p for agents "d[e]v" { allow Read }')).toEqual([
      'pattern-syntax: "d[e]v"',
    ]);
    expect(findings('policy p for agents "x*" { allow Read }')).toEqual(['agents-unmatched: "x*"']);
    expect(findings('policy p for agents "d*" { allow Read when .limit == 1 }')).toEqual([]);
  });
});

describe('an allow of a shell tool', () => {
  it.each([
    ['allow Bash', 'allow shell.any'],
    ['allow Bash unless .command == "rm"', undefined],
    ['allow Bash when .command != "rm"', undefined],
    ['allow Bash when .command == "ls -l"', 'allow shell.run "ls -l"'],
    ['allow Bash when .command in ["ls -l", "a *"]', 'allow shell.run "ls -l", "a \\\\*"'],
    ['allow Bash when .cwd under workspace and .command in ["ls -l"]', undefined],
    ['allow Bash, Put', undefined],
  ])('%s permits no command', (rule, mended) => {
    const text = `${prelude}policy p for agent dev {\n${rule}\n}\n`;
    const { diagnostics } = compile([{ file: 'a.sentrely', text }]);
    const found = diagnostics.filter(({ code }) => code === 'shell-allowed');
    expect(found).toHaveLength(1);
    expect(found[0]?.fix?.title).toBe(mended === undefined ? undefined : `write \`${mended}\``);
    const [edit] = found[0]?.fix?.edits ?? [];
    if (edit === undefined) return;
    const after = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
    expect(compile([{ file: 'a.sentrely', text: after }]).diagnostics).toEqual([]);
  });

  it.each([
    'allow Bash when .cwd under workspace',
    'allow Bash, shell.any',
    'allow shell.run "ls -l", "npm run *"',
    'rule r deny Bash',
    'rule r ask Bash when .command == "x"',
  ])('%s is right', (rule) => {
    expect(findingsOf(rule)).toEqual([]);
  });
});

describe('rules', () => {
  it.each([
    ['deny Read when .limit == 1', 'rule-unnamed: deny'],
    ['ask Read when .limit == 1', 'rule-unnamed: ask'],
    [
      'allow Read when .limit == 1 on unknown ask',
      'clause-unfit: allow Read when .limit == 1 on unknown ask',
    ],
    ['rule r deny Read when .limit == 1 approval 1', 'clause-unfit: approval 1'],
    [
      'allow Read when .limit == 1 allow Read when .limit in [1]',
      'redundant-rule: allow Read when .limit in [1]',
    ],
    [
      'rule r ask Read when .limit == 1 approval 2 of user "a" id 1, user "b" id 1',
      'approval-impossible: approval 2 of user "a" id 1, user "b" id 1',
    ],
    ['rule r ask Read when .limit == 1 approval 2', 'approval-impossible: approval 2'],
    [
      'rule r ask Read when .limit == 1 approval 1 of team "platform"',
      'approver-unnamed: "platform"',
    ],
    ['rule r ask Read when .limit == 1 approval 1 of role ""', 'approver-unnamed: ""'],
    [
      'rule r ask Read when .limit == 1 approval 1, expires 25h',
      'approval-expiry: approval 1, expires 25h',
    ],
    [
      'rule r ask Read when .limit == 1 approval 101 of role "x"',
      'over-limit: approval 101 of role "x"',
    ],
  ])('%s', (rule, finding) => {
    expect(findingsOf(rule).filter((each) => !each.startsWith('over-limit: ""'))).toEqual([
      finding,
    ]);
  });

  it('a guard grants nothing', () => {
    expect(findings('guard g for all agents { otherwise ask }')).toEqual([
      'guard-grants: otherwise ask',
    ]);
    expect(findings('guard g for all agents { allow Put }')).toEqual(['guard-grants: allow Put']);
  });

  it('somebody can approve for every agent of the block', () => {
    const text =
      'agent bot { }\npolicy p for agents dev, bot { allow Read when .limit == 1 rule r ask Put }';
    expect(findings(text)).toEqual(['approval-impossible: r']);
    expect(findings(text.replace('ask Put', 'deny Put when .name == "x" on unknown ask'))).toEqual([
      'approval-impossible: r',
    ]);
    expect(findings(text.replace('ask Put', 'ask Put approval 1 of role "maintain"'))).toEqual([]);
  });
});

describe('tests', () => {
  it.each([
    ['test "t" { Read { path: "a" } => allow }', 'test-without-agent: "t"'],
    ['test "t" { as dve Read { path: "a" } => allow }', 'unknown-agent: dve'],
    ['test "t" { as dev Raed { path: "a" } => allow }', 'unknown-tool: Raed'],
    ['test "t" { as dev Read { path: "a" } => allow (nope) }', 'unknown-rule: nope'],
    ['test "t" { as dev Read { } => deny }', 'test-shape: Read { } => deny'],
    [
      'test "t" { as dev Read { path: "a", limit: 1.5 } => deny }',
      'test-shape: Read { path: "a", limit: 1.5 } => deny',
    ],
    [
      'test "t" { as dev Read { path: "a", "__proto__": 1 } => deny }',
      'test-shape: Read { path: "a", "__proto__": 1 } => deny',
    ],
    ['test "t" { as dev Read { path: null } => deny }', 'test-shape: Read { path: null } => deny'],
    ['test "t" { as dev }', 'empty-test: "t"'],
  ])('%s', (text, finding) => {
    expect(findings(text)).toEqual([finding]);
  });

  it('another verdict than expected is no finding', () => {
    expect(findings('test "t" { as dev Read { path: "a" } => deny }')).toEqual([]);
  });
});

describe('consequences', () => {
  it('of a syntax error are not reported', () => {
    const found = findings(
      'tool Edit { path Path }\npolicy p for agents dev, bot { allow Edit when .path in secrets }',
    );
    expect(found.filter((finding) => !/^(unexpected|missing|open)/.test(finding))).toEqual([]);
    expect(found).not.toEqual([]);
  });

  it('of an unknown tool are not reported', () => {
    expect(findingsOf('allow Edit when .path in paths("a/**") and .x.y == 1')).toEqual([
      'unknown-tool: Edit',
    ]);
  });

  it('of an unknown type are not reported', () => {
    const text =
      'tool Edit { path: Pat }\npolicy p for agent dev { allow Edit when .path under workspace }\ntest "t" { as dev Edit { path: "a" } => deny }';
    expect(findings(text)).toEqual(['unknown-type: Pat']);
  });

  it('hide nothing that is wrong by itself', () => {
    const found = findings(
      'tool Edit { path Path }\npolicy p for agent dev { allow Read when .path matches "[a]" }',
    );
    expect(found).toContain('pattern-syntax: [');
  });
});

describe('limits', () => {
  it('at most a hundred findings, errors before others', () => {
    const lets = Array.from({ length: 150 }, (_, index) => `let s${index} = paths("a/**")`);
    const { diagnostics } = compile([
      {
        file: 'a.sentrely',
        text: `${prelude}${lets.join('\n')}\npolicy p for agent dev { allow Raed }`,
      },
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-tool']);
    const many = lets.map((line) => line.replace('a/**', 'a/'));
    const { diagnostics: errors } = compile([
      { file: 'a.sentrely', text: prelude + many.join('\n') },
    ]);
    expect(errors).toHaveLength(100);
    expect(errors.at(-1)?.code).toBe('too-many-diagnostics');
  });

  it('a long chain is one level, deep brackets are many', () => {
    const chain = Array.from({ length: 5000 }, (_, index) => `.limit == ${index}`).join(' or ');
    expect(findingsOf(`allow Read when ${chain}`)).toEqual([]);
    const deep = `${'not (.limit == 1 and '.repeat(40)}.limit == 2${')'.repeat(40)}`;
    expect(findingsOf(`allow Read when ${deep}`).map((each) => each.slice(0, 10))).toEqual([
      'over-limit',
    ]);
  });

  it('long texts are refused', () => {
    expect(
      findingsOf(`rule r deny Read when .limit == 1 because "${'x'.repeat(4097)}"`)[0],
    ).toMatch(/^over-limit/);
    expect(findingsOf(`rule r deny Bash when .command == "${'x'.repeat(4097)}"`)[0]).toMatch(
      /^over-limit/,
    );
  });
});
