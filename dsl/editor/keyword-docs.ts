/**
 * What each word of the language means, for hovers and completion. One or two sentences; the
 * reference of the language says the rest.
 */
export const keywordDocs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    edition: 'Says how the rest of the file is to be read. Stands once, first in the file.',
    import:
      'Uses what another file declares: `import std.claude-code`, `import "shared/tools.sentrely"`.',
    let: 'Names a set of patterns: `let docs = hosts("docs.python.org")`.',
    agent: 'Declares an agent, who answers for it, and the keys it identifies itself with.',
    tool: 'Declares a tool and its arguments. A call with other arguments is denied.',
    policy:
      'A block of rules that may grant: a call needs an `allow` or `ask` in a policy that is true.',
    guard: 'A block of rules that only restricts: it holds `deny` and `ask`, and grants nothing.',
    layer: 'Which layer a policy belongs to. Every layer that applies to a call must grant it.',
    test: 'Calls with the verdict that each must get. They run whenever the policies are compiled.',
    never: 'A claim, proved about the whole program: no such call is ever allowed or asked.',
    always: 'A claim, proved about the whole program: every such call is allowed.',
    rule: 'Names a rule. Rules that ask or deny need a name: it stands in audits, tests and approvals.',
    allow:
      'Grants the calls for which the condition is true. A condition that is unknown grants nothing.',
    ask: 'Holds the calls until people approve them. Applies when its condition is true or unknown.',
    deny: 'Refuses the calls, whatever else allows them. Applies when its condition is true or unknown.',
    otherwise: '`otherwise ask` asks about every call that no other rule of the policy grants.',
    for: 'Says whom a block is for: `all agents`, some by name, or some by a pattern in quotes.',
    as: 'Says which agent makes the calls of a test.',
    when: 'The rule is about calls for which this condition is true.',
    unless:
      'The rule is not about calls for which this condition is true. An `or` in it stands in parentheses.',
    where:
      'Which calls a claim or an event is about. After an event one comparison, or a condition in parentheses.',
    on: '`on unknown ask`: a deny whose condition is unknown asks instead.',
    unknown: 'Neither true nor false: the argument is absent, or has no normal form in its type.',
    approval:
      'How many votes are needed, of whom, and how long there is: `approval 2 of team "acme/sec", expires 30m`.',
    because: 'The reason, shown to the agent and kept in the record.',
    example: 'A call and what this rule does about it, checked whenever the policies are compiled.',
    is: 'What the rule does about the call of an example.',
    allowed: 'The rule allows the call.',
    asked: 'The rule asks about the call.',
    denied: 'The rule denies the call.',
    and: 'True if both conditions are. Binds tighter than `or`.',
    or: 'True if one of the conditions is. Stands in parentheses after `unless`.',
    not: 'True if the condition is false; unknown stays unknown. Binds tightest.',
    has: 'True if the argument is present in the call. Never unknown.',
    in: 'True if a declared set, a set written in place, or a list holds the value.',
    matches: 'True if the pattern matches the whole value.',
    under: 'True if the path is the directory, or lies in it: `under workspace`, `under "~/src"`.',
    workspace: 'The directory that the agent says it works in. A convenience, not a boundary.',
    mcp: 'A tool of an MCP server: `mcp github.create_issue`.',
    true: 'The boolean value.',
    false: 'The boolean value.',
    null: 'No value, in the calls of tests.',
    owner: 'Who answers for the agent, and approves where a rule names nobody.',
    identify:
      '`identify key "sha256:..."`: the hash of a key; `sentrely keys new` prints the line. Also `identify oidc` and `identify mtls`.',
    key: 'The hash of an issued key.',
    oidc: '`identify oidc issuer "https://..." subject "..."`: a token of that issuer that says so.',
    issuer: 'Who signs the tokens, exactly as their `iss` says.',
    subject: 'The `sub` of a token, or the whole subject of a certificate.',
    claim: '`claim "repository" "acme/shop"`: what else the token must say, exactly.',
    mtls: '`identify mtls uri "spiffe://..."`: what the certificate of the client holds.',
    uri: 'A URI among the names of the certificate.',
    dns: 'A host name among the names of the certificate.',
    team: 'The members of a team: `team "acme/platform"`.',
    user: 'One person, with the numeric id of the provider, because logins can be renamed.',
    role: 'Everybody with a role in the repository: `role "maintain"`.',
    id: 'The numeric id of the user at the provider.',
    agents: 'The agents a block is for: names, or patterns in quotes.',
    all: '`all agents`: the block is for every agent that is declared.',
    inert:
      'The argument changes nothing about what the call does, and needs no grant of its own. Of an option: with it the command does only what its options say.',
    without: '`never without approval`: no such call is allowed unless people approve it.',
    any: '`any agent`: the claim is about every agent. In a condition: true if it is true of an element of the list.',
    does: 'What calling a tool does, or a command; in a claim what it is about.',
    may: 'What the claim is about.',
    action:
      'Declares something that can be done, whatever tool or command does it: `action s3.delete(bucket: String)`.',
    risk: 'How much harm the action can do: `low`, `medium` or `high`.',
    trusted:
      'Places in the result of the tool whose values count where they are given to another call: `trusted "[].email"`.',
    skips: '`skips hidden`: a search leaves out hidden files.',
    opaque:
      'What nobody can read before it runs. Only `ask opaque` and `otherwise ask` grant it; an option that is opaque makes its command so. Its `.cause` is `dynamic` (the run decides) or `unreadable` (a limit, or no shell text).',
    command: 'Declares how a program reads its arguments, and what it then does.',
    complete: 'The forms are all that the program can be asked to do.',
    option: 'Options of the program, by all their names: `option -f | --force as force`.',
    value: 'The option takes a value, of a type if one is given: `--output value: Path`.',
    directory:
      'The value of the option is where the command works; of a tool, the argument that says where the call works.',
    runs: 'The value of the option is a command of the shell.',
    sets: 'What the presence of the option says: `sets carries = "body"`.',
    observe: '`observe until "2026-12-31"`: decisions are recorded and not enforced until then.',
    until: 'The day on which observing ends.',
    hold: '`hold message`: the calls of one message are decided together.',
    message: '`hold message`: the calls of one message are decided together.',
    every:
      'True if the comparison is true of each element of the list. Of an empty list it is unknown.',
    count:
      'How many earlier calls of the session did something: `count fs.write in the last 10m > 50`.',
    last: '`in the last 10m`: only what happened in that time counts.',
    the: '`in the last 10m`: only what happened in that time counts.',
    from: 'Where the value comes from: `from prompt`, `from search_contacts`. True or unknown, never false.',
    prompt: 'What the person typed; in a session of a test, what the person types next.',
    session: 'Calls of a test that know of each other, in order.',
    returns: 'What the call of a session returns.',
    fails: 'The call of a session returns an error.',
    models: 'The models that the agent may use: `models "claude-sonnet-*"`.',
    budget: 'What the agent may use up: `budget 20 USD per session, 5M tokens per day`.',
    per: 'The time that a limit is for.',
    alert: 'At which shares of the budget somebody is told: `alert at 50%, 80%`.',
    at: 'At which shares of the budget somebody is told.',
    rate: 'How often the agent may call: `rate 60 calls per minute`.',
    calls: 'What a rate counts.',
    loop: 'When the same call over and over stops the agent: `loop trip after 5 repeats in 10m`.',
    trip: 'Stops the agent.',
    after:
      'True if an earlier call of the session did this: `after fs.read where .path in secrets`. Of a loop: after how many repeats.',
    repeats: 'Calls that are the same as one before.',
    poll: 'Tools that may be called over and over: they ask how something is going.',
    each: 'A table of calls: `for each .path of read_file { ".env" => deny }`.',
    with: 'The arguments that all calls of the table share.',
    of: 'Who may approve.',
    expires: 'How long there is to approve, from 1 second to 24 hours: `expires 30m`.',
  }),
);

/** What the types of arguments are. */
export const typeDocs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    String: 'Text. In patterns `*` is any run of characters.',
    Int: 'An integer that JSON stores exactly.',
    Bool: '`true` or `false`.',
    Path: 'A path, compared without `.`, `..` and empty segments. In patterns `*` stays in a segment.',
    Url: 'A complete URL. Has the parts `.scheme`, `.host`, `.port` and `.path`.',
    Host: 'The name of a host. In patterns `*` is one label.',
    Email: 'One plain address. Has the parts `.local` and `.domain`.',
    Key: 'The key of an object in a store. `..` is literal there.',
    Ref: 'The name of a branch or tag.',
    Shell: 'A command line. Compared only with whole commands, given as literals.',
    Refspec:
      'What a push takes, on commands only: `+src:dst`. Has the parts `.branch`, `.source` and `.force`.',
    Json: 'Anything. Never compared.',
  }),
);

/** What the kinds of set are. */
export const setDocs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    paths: 'Patterns of paths: `paths("**/.env", "~/.ssh/**")`.',
    hosts: 'Patterns of host names: `hosts("docs.python.org", "**.mozilla.org")`.',
    urls: 'Patterns of URLs, by their parts.',
    emails: 'Patterns of addresses.',
    keys: 'Patterns of keys of a store.',
    refs: 'Patterns of branches and tags.',
    strings: 'Patterns of text; `*` is any run of characters.',
  }),
);
