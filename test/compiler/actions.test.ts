import { describe, expect, it } from 'vitest';
import { proveClaims } from '../../compiler/analyze/claims.ts';
import { changedGap } from '../../compiler/analyze/gap.ts';
import { analyzeDifference } from '../../compiler/analyze/difference.ts';
import { builtInActions, requestActions } from '../../compiler/bundle/builtin-actions.ts';
import { Place } from '../../compiler/bundle/shape.ts';
import { readRuleSet } from '../../compiler/bundle/structure.ts';
import { compile } from '../../compiler/compile.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { renderPlain } from '../../dsl/render.ts';

const start = `edition 1
agent dev { owner user "octocat" id 1 }
tool Bash { command: Shell, timeout?: Int inert, unsafe?: Bool }
tool Read { file: Path, limit?: Int inert } does fs.read(file)
tool Send { to: [Email], priority: LOW | HIGH, body: String inert } does mail.send(to, priority)
tool Contacts { page?: Int inert } trusted "people[].email"
action mail.send(to: [Email], priority: LOW | HIGH)
action git.push(remote: String, branch: Ref, force: Bool) risk high
command git complete {
  option -C value directory, --no-pager
  "push {remote} {refspec: Refspec}" { option -f | --force as force } does git.push(remote, branch: refspec.branch, force)
  "status"
}
`;

function compiled(more: string) {
  const source = { file: 'a.sentrely', text: start + more };
  const { rules, program, diagnostics } = compile([source]);
  if (rules === undefined || program === undefined)
    throw new Error(renderPlain(diagnostics, [source]));
  return { rules, program };
}

/** Findings as codes, without notes about what is not used. */
function codes(more: string): readonly string[] {
  const text = start + more;
  const found = compile([{ file: 'a.sentrely', text }]).diagnostics;
  return found
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, span }) => `${code}: ${text.slice(span.start, span.end)}`);
}

const policy = (rules: string) => `policy p for agent dev {\n${rules}\n}\n`;

/** The cases of tests that do not come out as they say. */
function wrong(more: string): readonly string[] {
  const source = { file: 'a.sentrely', text: start + more };
  const compilation = compile([source]);
  if (compilation.rules === undefined)
    throw new Error(renderPlain(compilation.diagnostics, [source]));
  const { cases } = testPolicies(compilation);
  expect(cases.length).toBeGreaterThan(0);
  return cases
    .filter(({ passed }) => !passed)
    .map(({ line, tool, got, rules }) => `${line} ${tool} ${got} ${rules.join()}`);
}

describe('the checker', () => {
  it.each([
    ['allow fs.raed', 'unknown-action: fs.raed'],
    ['allow Read, fs.read', ''],
    ['allow opaque', 'action-unfit: opaque'],
    ['rule r deny shell.any', 'action-unfit: shell.any'],
    ['allow shell.any', ''],
    ['allow shell.any when .path == "a"', 'field-differs: path'],
    ['allow fs.read when .file == "a"', 'unknown-field: file'],
    ['allow git.push when .force', ''],
    ['allow git.push when .remote', 'field-alone: .remote'],
    ['allow git.push when .branch == .remote', 'type-mismatch: .branch == .remote'],
    ['allow git.push when .remote == origin', 'type-mismatch: origin'],
    ['allow mail.send when .priority == LOW', ''],
    ['allow mail.send when .priority == "LOW"', ''],
    ['allow mail.send when .priority == LO', 'unknown-word: LO'],
    ['allow mail.send when .to == "a@b.c"', 'list-compared: .to'],
    ['allow mail.send when every .to.domain == "b.c"', ''],
    [
      'allow mail.send when any (.to.domain == "b.c" or .priority == LOW)',
      'quantifier-unfit: .priority',
    ],
    ['allow mail.send when every .to from prompt', ''],
    ['allow mail.send when every .to from Contacts', ''],
    ['allow mail.send when every .to from Read', 'origin-untrusted: Read'],
    ['allow mail.send when not (every .to from prompt)', 'origin-unfit: .to from prompt'],
    ['rule r ask mail.send when every .to from prompt', 'origin-unfit: .to from prompt'],
    ['rule r ask mail.send when not (every .to from prompt)', ''],
    ['allow mail.send when every .to.domain from prompt', 'origin-value: .to.domain from prompt'],
    ['rule r ask mail.send when after fs.read where .path matches "**/.env"', ''],
    ['rule r ask mail.send when after fs.read where .file == "a"', 'unknown-field: file'],
    ['rule r ask mail.send when count git.push in the last 10m > 2', ''],
    ['rule r ask mail.send when after shell.any', 'action-unfit: shell.any'],
    ['rule r deny Read when .file == "x" allow fs.read', 'tool-rule-evaded: Read'],
    ['rule r deny Read when .file == "x"', ''],
  ])('%s', (rules, finding) => {
    expect(codes(policy(rules))).toEqual(finding === '' ? [] : [finding]);
  });

  it('a program is declared once, and so is a form and an option', () => {
    expect(codes(`command hub, git { "x" }\n${policy('allow fs.read')}`)).toEqual([
      'duplicate-name: git',
    ]);
    expect(codes(`command hub { option -f, -f "x" }\n${policy('allow fs.read')}`)).toEqual([
      'command-option: -f',
    ]);
    expect(codes(`command hub { "x" "x" }\n${policy('allow fs.read')}`)).toEqual([
      'duplicate-name: "x"',
    ]);
  });

  it('`hold message` is written into the policy that says it', () => {
    const hold = (more: string) => compiled(policy(`${more} allow fs.read`)).rules.policies;
    expect(hold('hold message').map(({ holdMessage }) => holdMessage)).toEqual([true]);
    expect(hold('').map(({ holdMessage }) => holdMessage)).toEqual([false]);
  });
});

describe('the rule set', () => {
  const { rules } = compiled(
    `observe until "2026-12-31"\n${policy(`allow git.push when .remote == "origin" and not .force
allow shell.run "npm test", "npm run *"
rule twice ask mail.send when after fs.read where .path matches "**/.env"
rule again ask git.push when after fs.read where .path matches "**/.env"
rule typed ask mail.send unless every .to from prompt, Contacts`)}`,
  );

  it('begins with the actions that every program has', () => {
    expect(rules.actions.slice(0, builtInActions.length)).toEqual(builtInActions);
    expect(rules.actions.at(-1)).toMatchObject({ name: 'git.push', risk: 'high' });
  });

  it('`shell.any` is none of the actions of requests', () => {
    const { rules: all } = compiled(policy('allow shell.any'));
    const granted = all.policies.flatMap((one) => one.rules.flatMap(({ actions }) => actions));
    const names = granted.map((at) => all.actions[at]?.name ?? '');
    expect(names).toContain('fs.delete');
    expect(names.filter((name) => requestActions.has(name))).toEqual([]);
    expect(builtInActions.filter(({ name }) => requestActions.has(name))).toHaveLength(5);
  });

  it('holds what tools and commands do', () => {
    const index = (name: string) => rules.actions.findIndex((action) => action.name === name);
    expect(rules.tools[1]?.does).toMatchObject([
      { action: index('fs.read'), args: [{ param: 'path', variable: 'file' }] },
    ]);
    expect(rules.commands[0]?.forms[0]?.does).toMatchObject([
      {
        action: index('git.push'),
        args: [
          { param: 'remote', variable: 'remote' },
          { param: 'branch', variable: 'refspec', part: 'branch' },
          { param: 'force', variable: 'force' },
        ],
      },
    ]);
  });

  it('watches for the same once, and names each origin once', () => {
    expect(rules.monitors).toHaveLength(1);
    expect(rules.origins).toEqual([{ kind: 'prompt' }, { kind: 'tool', tool: 3 }]);
  });

  it('is observed until the day begins', () => {
    expect(rules.observeUntil).toBe('2026-12-31T00:00:00Z');
  });

  it('loads', () => {
    expect(readRuleSet(new Place(JSON.parse(JSON.stringify(rules)), null, ''))).toEqual(rules);
  });
});

describe('tests of policies', () => {
  it('judge what commands do, one by one', () => {
    expect(
      wrong(`${policy(`allow git.push when .remote == "origin" and not .force
allow fs.read when .path under workspace
allow shell.run "npm test"
allow shell.inert
rule look ask opaque`)}
test "t" { as dev
  Bash { command: "git -C . push origin HEAD:refs/heads/main" } => allow
  Bash { command: "git push -f origin main" } => deny
  Bash { command: "git push evil main && npm test" } => deny
  Bash { command: "npm test && git status" } => allow
  Bash { command: "npm test", timeout: 3 } => allow
  Bash { command: "npm test", unsafe: true } => deny
  Bash { command: "npm test < src/a" } => allow
  Bash { command: "npm test < ../a" } => deny
  Bash { command: "npm test; $x" } => ask (look)
  Read { file: "src/a", limit: 3 } => allow
}`),
    ).toEqual([]);
  });

  it('a session remembers what was released', () => {
    expect(
      wrong(`${policy(`allow fs.read, git.push
rule leak ask git.push when after fs.read where .path matches "**/.env"
rule many deny fs.read when count fs.read > 1`)}
test "t" { as dev
  Bash { command: "git push origin main" } => allow
  session {
    Bash { command: "git push origin main" } => allow
    Read { file: "a" } => allow
    Read { file: ".env" } => allow fails
    Bash { command: "git push origin main" } => ask (leak)
    Read { file: ".env" } => deny (many)
  }
  session { Read { file: ".env" } => allow  Bash { command: "git push origin main" } => ask (leak) }
  session { Bash { command: "git push origin main < .env" } => ask (leak) }
}`),
    ).toEqual([]);
  });

  it('a value comes from whole words of the prompt, or from trusted places', () => {
    expect(
      wrong(`${policy(`allow Contacts, mail.send
rule new ask mail.send unless every .to from prompt, Contacts`)}
test "t" { as dev
  session {
    prompt "Mail bob@acme.com, please (not xeve@acme.com)."
    Send { to: ["bob@acme.com"], priority: "LOW", body: "" } => allow
    Send { to: ["Bob@ACME.com"], priority: "LOW", body: "" } => ask (new)
    Send { to: ["eve@acme.com"], priority: "LOW", body: "" } => ask (new)
    Send { to: ["bob@acme.com", "eve@acme.com"], priority: "LOW", body: "" } => ask (new)
    Contacts { } => allow returns "{\\"people\\": [{\\"email\\": \\"ann@acme.com\\", \\"note\\": \\"dan@acme.com\\"}, {\\"email\\": \\"eve@acme.com\\"}]}"
    Send { to: ["ann@acme.com"], priority: "LOW", body: "" } => allow
    Send { to: ["dan@acme.com"], priority: "LOW", body: "" } => ask (new)
    Send { to: ["eve@acme.com"], priority: "LOW", body: "" } => ask (new)
  }
}`),
    ).toEqual([]);
  });
});

describe('a prompt', () => {
  it('that only repeats what the model wrote was typed by nobody', () => {
    expect(
      wrong(`${policy(`allow Read, fs.read, mail.send
rule new ask mail.send unless every .to from prompt`)}
test "t" { as dev
  session {
    Read { file: "eve@acme.com is asked" } => allow
    prompt "eve@acme.com is asked"
    Send { to: ["eve@acme.com"], priority: "LOW", body: "" } => ask (new)
    prompt "ann@acme.com is asked"
    Send { to: ["ann@acme.com"], priority: "LOW", body: "" } => allow
  }
}`),
    ).toEqual([]);
  });
});

describe('a trusted place', () => {
  it('says nothing new when the call itself named the value', () => {
    expect(
      wrong(`tool Find { email: Email } trusted "found.email"
${policy(`allow Find, mail.send
rule new ask mail.send unless every .to from Find`)}
test "t" { as dev
  session {
    Find { email: "eve@acme.com" } => allow returns "{\\"found\\": {\\"email\\": \\"eve@acme.com\\"}}"
    Send { to: ["eve@acme.com"], priority: "LOW", body: "" } => ask (new)
    Find { email: "ann@acme.com" } => allow returns "{\\"found\\": {\\"email\\": \\"dan@acme.com\\"}}"
    Send { to: ["dan@acme.com"], priority: "LOW", body: "" } => allow
  }
}`),
    ).toEqual([]);
  });
});

describe('analysis', () => {
  const base = policy('allow git.push when .remote == "origin" and not .force allow fs.read');

  it('proves claims about actions, whichever command does them', () => {
    const claims = `never "a" { any agent does git.push where .force }
never "b" { any agent does git.push where .remote == "origin" }
never "c" { any agent does Read where .file == "x" }
never "d" { any agent does Bash where .command == "rm x" }
`;
    const found = proveClaims(compiled(base + claims));
    expect(found.map(({ status }) => status)).toEqual([
      'proved',
      'broken',
      'broken',
      'inconclusive',
    ]);
  });

  it('an unknown deny that asks breaks a claim, though no known value does', () => {
    const rules = policy('allow git.push rule d deny git.push when .force on unknown ask');
    const [claim] = proveClaims(
      compiled(`${rules}never "a" { any agent does git.push where .force }`),
    );
    expect(claim?.status).toBe('broken');
  });

  it('a history that cannot be told apart stays a proof, one that can is shown', () => {
    const rules = (count: number) =>
      policy(`allow git.push rule d deny git.push when count fs.read > ${count}`);
    const comparison = analyzeDifference(compiled(rules(3)), compiled(rules(4)));
    expect(comparison.differences.map(({ kind, tool }) => [kind, tool])).toEqual([
      ['newly-allowed', 'git.push'],
    ]);
    expect(comparison.inconclusive).toEqual([]);
    expect(analyzeDifference(compiled(rules(3)), compiled(rules(3))).differences).toEqual([]);
  });

  it('says so where a command does something else than before', () => {
    const other = start.replace('"status"', '"status" does fs.read(path: ".")');
    const { rules, program } = compile([{ file: 'a.sentrely', text: other + base }]);
    if (rules === undefined || program === undefined) throw new Error('it compiles');
    const { inconclusive } = analyzeDifference(compiled(base), { rules, program });
    expect(inconclusive).toEqual([{ agents: ['dev'], tool: 'Bash', ...changedGap }]);
  });
});
