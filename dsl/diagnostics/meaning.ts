import type { DiagnosticEntry } from '../diagnostics.ts';

const agent = 'agent dev { owner user "octocat" id 1 }';
const hash = `sha256:${'0a'.repeat(32)}`;

/** A file without findings, and what is added to it. */
function file(addition: string): string {
  const start = [
    'edition 1',
    agent,
    'tool Read { path: Path }',
    'policy p for agent dev { allow Read }',
  ];
  return `${start.concat(addition).join('\n').trimEnd()}\n`;
}

/** An agent that has a limit, and something to do. */
function limited(limit: string): string {
  return `agent ops {\n  owner user "octocat" id 1\n  ${limit}\n}\npolicy q for agent ops { allow Read }`;
}

/** Findings of the checker: names, types, decision logic, patterns, tests. */
export const meaningDiagnostics = {
  'edition-missing': {
    severity: 'error',
    title: 'a file does not say its edition',
    explanation:
      'The edition says by which rules of the language a file is to be read, so that a later compiler never reads it differently.',
    bad: file('').slice('edition 1\n'.length),
    good: file(''),
  },
  'edition-unknown': {
    severity: 'error',
    title: 'a file is of an edition that this compiler does not know',
    explanation:
      'An edition is read by its own rules or not at all: guessing could turn a denial into a permission.',
    bad: file('').replace('edition 1', 'edition 2'),
    good: file(''),
  },
  'nothing-declared': {
    severity: 'error',
    title: 'there is no agent or no policy',
    explanation:
      'Without a declared agent every call is unknown, and without a policy nothing is allowed. A compiled set that can only deny is a mistake of the paths given to the compiler.',
    bad: `edition 1\n${agent}\n`,
    good: file(''),
  },
  'import-missing': {
    severity: 'error',
    title: 'what is imported is not there',
    explanation:
      'A library is imported by its name, a file by its path from the importing file, with `/` between folders. Only files that are given to the compiler, or found by it below the folders given, are read: a guard that was not read would deny nothing.',
    bad: file('import "shared/tools.sentrely"'),
    good: file(''),
  },
  'unused-import': {
    severity: 'info',
    title: 'nothing that is imported is used',
    explanation:
      'No rule or condition names a tool or set of what is imported. The import can be removed without changing a decision.',
    bad: file('import std.sdk'),
    good: file('import std.sdk\npolicy q for agent dev { allow memory }'),
  },
  'duplicate-name': {
    severity: 'error',
    title: 'a name is declared twice',
    explanation:
      'Names are shared by all files that are compiled together. If two declarations had one name, the order of the files would decide which counts.',
    bad: file(agent),
    good: file(agent.replace('dev', 'ops').concat('\npolicy ops for agent ops { allow Read }')),
  },
  'tool-name-clash': {
    severity: 'error',
    title: 'two tools have one name for a model',
    explanation:
      'A model calls the tool `create` of the server `hub` as `mcp__hub__create`. Two declarations that lead to one such name could not be told apart in a call.',
    bad: file(
      'tool mcp a__b.c { path: Path }\ntool mcp a.b__c { path: Path }\npolicy q for agent dev { allow mcp a__b.c }',
    ),
    good: file(
      'tool mcp a_b.c { path: Path }\ntool mcp a.b_c { path: Path }\npolicy q for agent dev { allow mcp a_b.c allow mcp a.b_c }',
    ),
  },
  'tool-name': {
    severity: 'error',
    title: 'a tool has a name that no client can call',
    explanation:
      'Tools and servers are called by 1 to 128 ASCII letters, digits, `_`, `.` or `-`. Names that begin `sentrely_` are ours, and a name that begins `mcp__` is written as `mcp SERVER.NAME`.',
    bad: file(
      'tool sentrely_denied { path: Path }\npolicy q for agent dev { allow sentrely_denied }',
    ),
    good: file('tool denied { path: Path }\npolicy q for agent dev { allow denied }'),
  },
  'unknown-type': {
    severity: 'error',
    title: 'a parameter is of no known type',
    explanation:
      'The type says how the values of a parameter are read and compared: a Path is resolved, a Host is put in its one spelling. Without it nothing can be said about them.',
    bad: file('tool Write { path: Pathname }\npolicy q for agent dev { allow Write }'),
    good: file('tool Write { path: Path }\npolicy q for agent dev { allow Write }'),
  },
  'key-hash': {
    severity: 'error',
    title: 'a key is not the hash that was printed for it',
    explanation:
      'Policies hold only hashes of keys, so that a repository never holds a credential: `sha256:` and 64 hexadecimal digits in lower case, as `sentrely keys new` prints them.',
    bad: file(
      'agent ops { owner user "octocat" id 1 identify key "sk-123" }\npolicy q for agent ops { allow Read }',
    ),
    good: file(
      `agent ops { owner user "octocat" id 1 identify key "sha256:${'ab'.repeat(32)}" }\npolicy q for agent ops { allow Read }`,
    ),
  },
  'key-shared': {
    severity: 'error',
    title: 'two agents are identified by one key',
    explanation:
      'The key is all that a gateway knows of who is calling. Shared by two agents, it would not say whose rules apply.',
    bad: file(
      `agent ops { owner user "octocat" id 1 identify key "${hash}" identify key "${hash}" }\npolicy q for agent ops { allow Read }`,
    ),
    good: file(
      `agent ops { owner user "octocat" id 1 identify key "${hash}" }\npolicy q for agent ops { allow Read }`,
    ),
  },
  'limit-unit': {
    severity: 'error',
    title: 'a limit is in no known unit or period',
    explanation:
      'A budget is in `USD` or `tokens`, per `session` or per `day`. A rate is per `second`, `minute` or `hour`. A limit in a unit that nobody counts would never be reached.',
    bad: file(limited('budget 20 EUR per session')),
    good: file(limited('budget 20 USD per session')),
  },
  'limit-range': {
    severity: 'error',
    title: 'a number of a limit makes no sense',
    explanation:
      'A budget or rate of nothing would stop the agent at once, for which there are clearer words; tokens are counted whole; alerts are at 1% to 100%; and a loop needs two repeats and a time of 1 second to 24 hours.',
    bad: file(limited('rate 0 calls per minute')),
    good: file(limited('rate 60 calls per minute')),
  },
  'limit-conflict': {
    severity: 'error',
    title: 'a limit is given twice, or can never be reached',
    explanation:
      'Of two limits on one thing in one period the smaller binds, and a limit per session above that per day never does. Either way one of the numbers is not what it looks like.',
    bad: file(limited('budget 200 USD per session, 20 USD per day')),
    good: file(limited('budget 20 USD per session, 200 USD per day')),
  },
  'not-enforced-yet': {
    severity: 'error',
    title: 'a limit is stated that this release does not enforce',
    explanation:
      'Budgets, rates, loops and models of an agent can be written, checked and formatted, but no gateway of this release holds an agent to them. Rules that state one are refused, so that nobody relies on a limit that does not bind. They are enforced from release 0.2.0 on.',
    bad: file(limited('budget 20 USD per session')),
    good: file(''),
  },
  'approver-unnamed': {
    severity: 'error',
    title: 'an approver cannot be found by what is written',
    explanation:
      'Users are looked up by the numeric id that stays when a login is renamed, teams by organisation and slug. Anything else could name another person tomorrow.',
    bad: file('policy q for agent dev { otherwise ask approval 1 of team "platform" }'),
    good: file('policy q for agent dev { otherwise ask approval 1 of team "acme/platform" }'),
  },
  'approval-expiry': {
    severity: 'error',
    title: 'the time to approve is too short or too long',
    explanation:
      'Nobody remembers after a day what they were asked, and nobody answers in no time: an approval expires after 1 second to 24 hours.',
    bad: file('policy q for agent dev { otherwise ask approval 1, expires 3d }'),
    good: file('policy q for agent dev { otherwise ask approval 1, expires 24h }'),
  },
  'approval-impossible': {
    severity: 'error',
    title: 'nobody can give an approval',
    explanation:
      'A rule that asks must name enough approvers, or the agents it applies to must have an owner. Otherwise the call would wait until it expires, every time.',
    bad: file('agent ops { }\npolicy q for agent ops { otherwise ask }'),
    good: file(
      'agent ops { owner team "acme/platform" }\npolicy q for agent ops { otherwise ask }',
    ),
  },
  'unknown-agent': {
    severity: 'error',
    title: 'an agent is not declared',
    explanation:
      'Rules and tests speak of declared agents only: a misspelt name would be a rule for nobody.',
    bad: file('policy q for agents dev, dve { allow Read }'),
    good: file('policy q for agents dev { allow Read unless .path == "x" }'),
  },
  'agents-unmatched': {
    severity: 'error',
    title: 'a pattern of agents matches none',
    explanation:
      'A policy for agents that do not exist decides nothing. Patterns match declared agents only, so that adding a policy is never how an agent comes to be known.',
    bad: file('policy q for agents "ci-*" { allow Read }'),
    good: file('policy q for agents "d*" { allow Read }'),
  },
  'idle-agent': {
    severity: 'warning',
    title: 'no policy is for an agent',
    explanation:
      'An agent that no policy applies to is denied everything. That may be meant while it is being set up.',
    bad: file('agent ops { }'),
    good: file('agent ops { }\npolicy q for agent ops { allow Read }'),
  },
  'empty-policy': {
    severity: 'warning',
    title: 'a block has no rules',
    explanation:
      'A policy without rules grants nothing, and a guard without rules forbids nothing.',
    bad: file('policy q for agent dev { }'),
    good: file('policy q for agent dev { allow Read }'),
  },
  'guard-grants': {
    severity: 'error',
    title: 'a guard says more than deny and ask',
    explanation:
      'A guard is what holds whatever the policies say. It only takes away, so reading it is enough to know what nobody can get.',
    bad: file('guard g for all agents { allow Read }'),
    good: file('guard g for all agents { rule g deny Read when .path == "x" }'),
  },
  'unknown-layer': {
    severity: 'error',
    title: 'a policy is of no known layer',
    explanation:
      'The layers are `organisation`, `repository` and `agent`. Every layer that has a policy for an agent must grant a call, so a misspelt one would be one more that has to.',
    bad: file('policy q for agent dev layer company { allow Read }'),
    good: file('policy q for agent dev layer organisation { allow Read }'),
  },
  'rule-unnamed': {
    severity: 'error',
    title: 'a deny or ask has no name',
    explanation:
      'The name of the rule is what the agent, the approver and the auditor are told. Without one a denial could not be discussed.',
    bad: file('guard g for all agents { deny Read when .path == "x" }'),
    good: file('guard g for all agents { rule no-x deny Read when .path == "x" }'),
  },
  'clause-unfit': {
    severity: 'error',
    title: 'a clause does not fit the effect of its rule',
    explanation:
      'Only an `ask` is approved, so only an `ask` says by whom; and only a `deny` can be softened with `on unknown ask`, because an `ask` asks then anyway and an `allow` never applies.',
    bad: file('policy q for agent dev { allow Read approval 1 }'),
    good: file('policy q for agent dev { allow Read }'),
  },
  'unknown-tool': {
    severity: 'error',
    title: 'a tool is not declared',
    explanation:
      'Only declared tools can be allowed, with the types of their arguments. A misspelt tool would be a rule that never applies.',
    bad: file('policy q for agent dev { allow Reed }'),
    good: file('policy q for agent dev { allow Read }'),
  },
  'unknown-field': {
    severity: 'error',
    title: 'a tool has no such parameter',
    explanation:
      'Conditions read the declared parameters of a tool. On a misspelt one an allow would never hold and a deny always.',
    bad: file('policy q for agent dev { allow Read when .pth == "x" }'),
    good: file('policy q for agent dev { allow Read when .path == "x" }'),
  },
  'unknown-part': {
    severity: 'error',
    title: 'a value has no such part',
    explanation:
      'A Url has the parts `.scheme`, `.host`, `.port` and `.path`, an Email `.local` and `.domain`. Other types are compared as a whole, and `has` asks for whole parameters.',
    bad: file('policy q for agent dev { allow Read when .path.name == "x" }'),
    good: file('policy q for agent dev { allow Read when .path matches "**/x" }'),
  },
  'field-differs': {
    severity: 'error',
    title: 'a field is not the same on every tool of a rule',
    explanation:
      'A rule with several tools is one rule for each, with one condition. So each tool must have the field, and of the same type.',
    bad: file(
      'tool List { glob: String }\npolicy q for agent dev { allow Read, List when .path == "x" }',
    ),
    good: file(
      'tool List { glob: String }\npolicy q for agent dev { allow Read when .path == "x" allow List }',
    ),
  },
  'json-compared': {
    severity: 'error',
    title: 'a parameter of type Json is compared',
    explanation:
      'Json is anything at all: two spellings of one value would compare as different. Give the parameter the type that its values have.',
    bad: file('tool Put { body: Json }\npolicy q for agent dev { allow Put when .body == "x" }'),
    good: file('tool Put { body: String }\npolicy q for agent dev { allow Put when .body == "x" }'),
  },
  'has-required': {
    severity: 'error',
    title: 'a condition asks whether a required parameter is there',
    explanation:
      'Calls without it are denied before any rule is looked at, so the condition is always true.',
    bad: file('policy q for agent dev { allow Read when has .path }'),
    good: file('tool Find { path?: Path }\npolicy q for agent dev { allow Find when has .path }'),
  },
  'operator-mismatch': {
    severity: 'error',
    title: 'an operator does not exist for a type',
    explanation:
      'Integers are ordered and never matched, paths are placed `under` a directory, shell commands are compared with whole commands only: text that looks alike can do anything.',
    bad: file('policy q for agent dev { allow Read when .path < 3 }'),
    good: file('policy q for agent dev { allow Read when .path under "src" }'),
  },
  'type-mismatch': {
    severity: 'error',
    title: 'a value or a set is of another type than the field',
    explanation: 'A comparison between types is never true, which for a deny would mean never.',
    bad: file('policy q for agent dev { allow Read when .path == 3 }'),
    good: file('policy q for agent dev { allow Read when .path == "3" }'),
  },
  'literal-form': {
    severity: 'error',
    title: 'a literal has no normal form of its type',
    explanation:
      'Arguments are compared in one spelling. A literal that has none, such as a URL with a user name in it, would never be equal to anything.',
    bad: file('policy q for agent dev { allow Read when .path == "../x" }'),
    good: file('policy q for agent dev { allow Read when .path == "x" }'),
  },
  'literal-wildcard': {
    severity: 'warning',
    title: '`*` in a literal stands for itself',
    explanation:
      '`==` and lists compare the whole text. For a pattern write `matches`, or a set such as `paths(...)`.',
    bad: file('policy q for agent dev { allow Read when .path == "src/*" }'),
    good: file('policy q for agent dev { allow Read when .path matches "src/*" }'),
  },
  'unknown-set': {
    severity: 'error',
    title: 'a set is not declared',
    explanation:
      'A condition names a set that some file declares with `let`, or writes it in place.',
    bad: file('policy q for agent dev { allow Read when .path in docs }'),
    good: file(
      'let docs = paths("docs/**")\npolicy q for agent dev { allow Read when .path in docs }',
    ),
  },
  'pattern-syntax': {
    severity: 'error',
    title: 'a pattern cannot be read',
    explanation:
      '`*` is any run within a segment, `**` across segments, `?` one character, `{a,b}` one of several; `\\` takes the meaning from the character after it. Other signs that globs have elsewhere are refused, because read literally they would protect nothing.',
    bad: file('policy q for agent dev { allow Read when .path matches "src/[ab]" }'),
    good: file('policy q for agent dev { allow Read when .path matches "src/{a,b}" }'),
  },
  'matches-nothing': {
    severity: 'error',
    title: 'a pattern or list matches nothing',
    explanation:
      'Arguments are compared in their normal form: without `.`, `..`, empty segments or a final slash. A pattern that only matches other texts would never apply.',
    bad: file('policy q for agent dev { allow Read when .path matches "./src/**" }'),
    good: file('policy q for agent dev { allow Read when .path matches "src/**" }'),
  },
  'pattern-too-large': {
    severity: 'error',
    title: 'a pattern needs too large an automaton',
    explanation:
      'Patterns become tables that a gateway matches in one pass. Many single wildcards behind a `**` multiply: each must be tracked at every place. Replace them by literal text or write several patterns.',
    bad: file('policy q for agent dev { allow Read when .path matches "**a???????????????" }'),
    good: file('policy q for agent dev { allow Read when .path matches "**a??" }'),
  },
  'shell-unbounded': {
    severity: 'error',
    title: 'an allow would run any command',
    explanation:
      'A shell command can do whatever the machine can. An allow must name the commands, as literals: a bare allow, or a pattern on the text, also permits what is chained behind the command that was meant.',
    bad: file('tool Bash { command: Shell }\npolicy q for agent dev { allow Bash }'),
    good: file(
      'tool Bash { command: Shell }\npolicy q for agent dev { allow Bash when .command in ["npm test"] }',
    ),
  },
  'over-limit': {
    severity: 'error',
    title: 'something is larger than a gateway loads',
    explanation:
      'Names, texts, lists and the nesting of conditions have caps far above honest use, so that no bundle can exhaust a gateway.',
    bad: file(`policy ${'q'.repeat(129)} for agent dev { allow Read }`),
    good: file('policy q for agent dev { allow Read }'),
  },
  'example-fails': {
    severity: 'error',
    title: 'an example of a rule does not come out as it says',
    explanation:
      'Each example is decided by all rules together, for every agent that its block is for, whenever the policies are compiled. Where the rule is to bring about what its example says, it must be among the rules that decide; so a rule that no longer does what it was written for is noticed at once.',
    bad: file(
      'guard g for all agents { rule no-keys deny Read when .path matches "**/*.pem" example Read { path: "keys/a.key" } is denied }',
    ),
    good: file(
      'guard g for all agents { rule no-keys deny Read when .path matches "**/*.{pem,key}" example Read { path: "keys/a.key" } is denied }',
    ),
  },
  'example-stray': {
    severity: 'error',
    title: 'an example is about a tool that its rule is not about',
    explanation:
      'An example shows what its rule does, so it calls one of the tools that the rule names. Anything else belongs in a test.',
    bad: file(
      'tool Write { path: Path }\npolicy q for agent dev { allow Write example Read { path: "a" } is allowed }',
    ),
    good: file(
      'tool Write { path: Path }\npolicy q for agent dev { allow Write example Write { path: "a" } is allowed }',
    ),
  },
  'test-without-agent': {
    severity: 'error',
    title: 'a test does not say whose calls it holds',
    explanation:
      'What is allowed depends on the agent, so calls follow the name of one: `as dev`. A test may hold the calls of several agents, each behind its own `as`.',
    bad: file('test "t" { Read { path: "a" } => allow }'),
    good: file('test "t" { as dev Read { path: "a" } => allow }'),
  },
  'empty-test': {
    severity: 'warning',
    title: 'a test has no calls',
    explanation: 'A test without calls can never fail.',
    bad: file('test "t" { as dev }'),
    good: file('test "t" { as dev Read { path: "a" } => allow }'),
  },
  'unknown-rule': {
    severity: 'error',
    title: 'a test expects a rule that does not exist',
    explanation:
      'The rule in parentheses must be among those that decided. A misspelt one would make the test fail for ever.',
    bad: file('test "t" { as dev Read { path: "a" } => deny (no-a) }'),
    good: file(
      'guard g for all agents { rule no-a deny Read when .path == "a" }\ntest "t" { as dev Read { path: "a" } => deny (no-a) }',
    ),
  },
  'test-shape': {
    severity: 'error',
    title: 'a test call is not one that the tool declares',
    explanation:
      'Calls with missing, undeclared or mistyped arguments are always denied, before any rule is looked at. As a test such a call would prove nothing about the rules.',
    bad: file('test "t" { as dev Read { file: "a" } => deny }'),
    good: file('test "t" { as dev Read { path: "a" } => allow }'),
  },
  'unused-set': {
    severity: 'warning',
    title: 'a set is not used',
    explanation: 'A set that no condition names protects nothing, whatever it is called.',
    bad: file('let docs = paths("docs/**")'),
    good: file(
      'let docs = paths("docs/**")\npolicy q for agent dev { allow Read when .path in docs }',
    ),
  },
  'unused-tool': {
    severity: 'info',
    title: 'no rule is about a tool',
    explanation:
      'Calls of the tool are denied, or asked where a policy says `otherwise ask`. That may be what you want.',
    bad: file('tool Write { path: Path }'),
    good: file('tool Write { path: Path }\npolicy q for agent dev { allow Write }'),
  },
  'redundant-rule': {
    severity: 'warning',
    title: 'two rules of a block say the same',
    explanation:
      'The second changes no decision. If one is edited later, the other still applies, which nobody expects.',
    bad: file(
      'policy q for agent dev { allow Read when .path == "a" allow Read when .path in ["a"] }',
    ),
    good: file('policy q for agent dev { allow Read when .path in ["a", "b"] }'),
  },
} as const satisfies Record<string, DiagnosticEntry>;
