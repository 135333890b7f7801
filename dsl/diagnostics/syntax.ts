import type { DiagnosticEntry } from '../diagnostics.ts';
import { nestingDepthMax, sourceLengthMax } from '../limits.ts';

/** Findings of the lexer and the parser. */
export const syntaxDiagnostics = {
  'unexpected-token': {
    severity: 'error',
    title: 'something stands where the grammar wants something else',
    explanation:
      'The file is read from the top; at this place no legal policy can go on as it does. The message says what was found and what could stand here. What follows is read as well as possible, so that one fault is reported once.',
    bad: 'edition 1\nagent dev { owner "acme/platform" }\n',
    good: 'edition 1\nagent dev { owner team "acme/platform" }\n',
  },
  'missing-comma': {
    severity: 'error',
    title: 'two elements of a list stand side by side without a comma',
    explanation:
      'Elements of a list are separated by commas, also when each stands on its own line. A comma may follow the last one.',
    bad: 'edition 1\ntool Bash { command: Shell timeout?: Int }\n',
    good: 'edition 1\ntool Bash { command: Shell, timeout?: Int }\n',
  },
  'unexpected-character': {
    severity: 'error',
    title: 'a character that the language does not use',
    explanation:
      'Outside strings and comments a policy is made of ASCII words, numbers, strings, brackets and a few signs. Connectives are words: `and`, `or`, `not`.',
    bad: 'edition 1\nagent dev { owner team "acme/platform"; }\n',
    good: 'edition 1\nagent dev { owner team "acme/platform" }\n',
  },
  'hidden-character': {
    severity: 'error',
    title: 'a character that a reviewer cannot see, or that reorders what he sees',
    explanation:
      'Control characters, bidirectional controls, zero-width characters, spaces other than the plain one, a byte order mark inside the text and a carriage return without a line feed can make a policy look like another one in review. They are refused everywhere, in comments and strings too. Where a string needs one, write it as an escape such as `\\u{202e}`.',
    bad: 'edition 1\n// owned by \u202emoc.emca\n',
    good: 'edition 1\n// owned by acme.com\n',
  },
  'non-ascii': {
    severity: 'error',
    title: 'a character beyond ASCII outside strings and comments',
    explanation:
      'Letters of other scripts can look exactly like Latin ones, so that two different names read the same in review. Names hold ASCII letters, digits, `_` and `-`; strings and comments may hold any script.',
    bad: 'edition 1\nlet secr\u0435ts = paths("**/.env")\n',
    good: 'edition 1\nlet secrets = paths("**/.env")\n',
  },
  'open-string': {
    severity: 'error',
    title: 'a string is not closed on its line',
    explanation:
      'A string ends at its closing double quote, on the line where it began. A line break in a string is written `\\n`, a double quote `\\"`.',
    bad: 'edition 1\nlet secrets = paths("**/.env)\n',
    good: 'edition 1\nlet secrets = paths("**/.env")\n',
  },
  'foreign-quotes': {
    severity: 'error',
    title: 'a string is not in double quotes',
    explanation:
      'Strings have one form, in straight double quotes, so that no reader has to know what other quotes mean.',
    bad: "edition 1\nlet secrets = paths('**/.env')\n",
    good: 'edition 1\nlet secrets = paths("**/.env")\n',
  },
  'unknown-escape': {
    severity: 'error',
    title: 'a backslash in a string begins no escape',
    explanation:
      'The escapes are `\\"`, `\\\\`, `\\n`, `\\t` and `\\u{...}` with the hexadecimal number of a character. A backslash that is meant is written twice, also in patterns.',
    bad: 'edition 1\nlet notes = strings("a\\*b")\n',
    good: 'edition 1\nlet notes = strings("a\\\\*b")\n',
  },
  'malformed-number': {
    severity: 'error',
    title: 'a number or duration is not well formed',
    explanation:
      'Integers are digits with an optional minus. Durations are digits and one of `s`, `m`, `h`, `d`. Numbers with a decimal point are legal only in the calls of tests.',
    bad: 'edition 1\npolicy p for all agents { otherwise ask approval 1, expires 30min }\n',
    good: 'edition 1\npolicy p for all agents { otherwise ask approval 1, expires 30m }\n',
  },
  'number-too-large': {
    severity: 'error',
    title: 'a number cannot be stored exactly',
    explanation:
      'Numbers travel as JSON, where integers beyond 9007199254740991 silently become others. A condition on such a number would compare the wrong one, so they are refused.',
    bad: 'edition 1\ntest "t" { Bash { limit: 9007199254740993 } => deny }\n',
    good: 'edition 1\ntest "t" { Bash { limit: 9007199254740991 } => deny }\n',
  },
  'approval-count': {
    severity: 'error',
    title: 'an approval asks for less than one vote',
    explanation:
      'An approval that needs no vote is no approval. Use `allow` where nobody has to be asked.',
    bad: 'edition 1\npolicy p for all agents { otherwise ask approval 0 }\n',
    good: 'edition 1\npolicy p for all agents { otherwise ask approval 1 }\n',
  },
  'repeated-clause': {
    severity: 'error',
    title: 'something that may stand once stands twice',
    explanation:
      'A rule has at most one clause of each kind, an agent one owner, a policy one `otherwise`, an option one purpose. Which of two would count is not for the order to decide: join them, or delete one.',
    bad: 'edition 1\npolicy p for all agents { allow Read when has .path when has .limit }\n',
    good: 'edition 1\npolicy p for all agents { allow Read when has .path and has .limit }\n',
  },
  'misplaced-clause': {
    severity: 'error',
    title: 'a clause stands where it has no meaning',
    explanation:
      'The clauses of a rule follow the tools and actions that it names. After `otherwise ask` only `approval` may follow, because it is about every call that no rule decides.',
    bad: 'edition 1\npolicy p for all agents { otherwise ask because "unusual" }\n',
    good: 'edition 1\npolicy p for all agents { otherwise ask }\n',
  },
  'misplaced-edition': {
    severity: 'error',
    title: '`edition` is not the first item, or is given twice',
    explanation:
      'The edition says how the rest of the file is to be read, so it stands once, before everything else.',
    bad: 'agent dev { owner team "acme/platform" }\nedition 1\n',
    good: 'edition 1\nagent dev { owner team "acme/platform" }\n',
  },
  'bare-or': {
    severity: 'error',
    title: 'an `or` after `unless` is not in parentheses',
    explanation:
      '`when A unless B or C` can be read as "unless B, or else C", which allows or denies something else. Parentheses say which is meant: `unless (B or C)`.',
    bad: 'edition 1\npolicy p for all agents { allow Read unless has .path or has .limit }\n',
    good: 'edition 1\npolicy p for all agents { allow Read unless (has .path or has .limit) }\n',
  },
  'where-ambiguous': {
    severity: 'error',
    title: 'a `where` is followed by `and` or `or`',
    explanation:
      '`after A where B and C` can be read as "an A with B and C happened", or as "an A with B happened, and C holds now": two different rules. `where` takes one comparison or a condition in parentheses, and nothing may follow it but parentheses that say where it ends.',
    bad: 'edition 1\npolicy p for all agents { rule r ask Post when after Read where .a == 1 and .b == 2 }\n',
    good: 'edition 1\npolicy p for all agents { rule r ask Post when (after Read where .a == 1) and .b == 2 }\n',
  },
  'ordered-fields': {
    severity: 'error',
    title: 'two fields are compared by order',
    explanation:
      'Between two fields only `==` and `!=` can be decided and analysed exactly. What is less or more is compared with an integer.',
    bad: 'edition 1\npolicy p for all agents { allow Pay when .amount < .limit }\n',
    good: 'edition 1\npolicy p for all agents { allow Pay when .amount < 100 and .amount != .limit }\n',
  },
  'misplaced-commands': {
    severity: 'error',
    title: 'commands stand after an action that is not `shell.run`',
    explanation:
      'Only `shell.run` is about the text of commands: `allow shell.run "npm test"`. What another action may be done to is said by a condition on its fields.',
    bad: 'edition 1\npolicy p for all agents { allow fs.read "src/**" }\n',
    good: 'edition 1\npolicy p for all agents { allow fs.read when .path matches "src/**" }\n',
  },
  'option-without-dash': {
    severity: 'error',
    title: 'an option is written without its dashes',
    explanation:
      'Options of a program are written as they are typed, `-f` or `--force`, so that nobody has to know which words are long options. One with other characters is quoted: `"-?"`.',
    bad: 'edition 1\ncommand git { option force as force }\n',
    good: 'edition 1\ncommand git { option --force as force }\n',
  },
  'quoted-placeholder': {
    severity: 'error',
    title: 'a placeholder of a template stands where its name was meant',
    explanation:
      'Braces mark placeholders inside the template of a form only. After `does` a variable is written as a bare name, and a string is that text itself.',
    bad: 'edition 1\ncommand git { "fetch {remote}" does git.fetch("{remote}") }\n',
    good: 'edition 1\ncommand git { "fetch {remote}" does git.fetch(remote) }\n',
  },
  'outside-session': {
    severity: 'error',
    title: 'a prompt or the result of a call stands outside of a session',
    explanation:
      'The calls of a test are judged each by itself, so what a person typed and what a call returned would have no effect. Calls that know of each other stand in `session { }`, in order.',
    bad: 'edition 1\ntest "t" { as dev Read { path: "a" } => allow returns "text" }\n',
    good: 'edition 1\ntest "t" { as dev session { Read { path: "a" } => allow returns "text" } }\n',
  },
  'unknown-set-kind': {
    severity: 'error',
    title: 'a set is of no known kind',
    explanation:
      'The word before the parentheses says what the patterns are about, and so how they match: `paths`, `hosts`, `urls`, `emails`, `keys`, `refs` or `strings`.',
    bad: 'edition 1\nlet secrets = files("**/.env")\n',
    good: 'edition 1\nlet secrets = paths("**/.env")\n',
  },
  'repeated-key': {
    severity: 'error',
    title: 'an object in a test call has a key twice',
    explanation:
      'Programs disagree which of two equal keys counts, so a call that holds one is denied and cannot be the example of a test.',
    bad: 'edition 1\ntest "t" { Bash { command: "ls", command: "rm" } => deny }\n',
    good: 'edition 1\ntest "t" { Bash { command: "ls" } => deny }\n',
  },
  'row-length': {
    severity: 'error',
    title: 'a row of a test table has another number of values than columns',
    explanation:
      'Each row gives one value to each of the columns that the table names after `for each`, in the same order. An argument that some calls leave out belongs in a call of its own.',
    bad: 'edition 1\ntest "t" { as dev for each .path, .limit of Read { "a" => allow } }\n',
    good: 'edition 1\ntest "t" { as dev for each .path, .limit of Read { "a", 1 => allow } }\n',
  },
  'nesting-too-deep': {
    severity: 'error',
    title: 'brackets nest too deep',
    explanation: `Brackets of all kinds nest at most ${nestingDepthMax} deep, so that no text can exhaust the programs that read it. People stop near five.`,
    bad: `edition 1\ntest "t" { Bash { a: ${'['.repeat(nestingDepthMax)}${']'.repeat(nestingDepthMax)} } => deny }\n`,
    good: 'edition 1\ntest "t" { Bash { a: [] } => deny }\n',
  },
  'file-too-large': {
    severity: 'error',
    title: 'a policy file is larger than the cap',
    explanation: `A file holds at most ${sourceLengthMax} characters: far more than a reviewer can read, and little enough to be parsed in a moment. Split it; the files of a folder are compiled together.`,
    bad: `edition 1\n//${'.'.repeat(sourceLengthMax)}\n`,
    good: 'edition 1\n//...\n',
  },
  'too-many-diagnostics': {
    severity: 'error',
    title: 'a run found more faults than it reports',
    explanation:
      'At most 100 findings are reported, so that a file that is no policy cannot make an endless report. The first ones are the ones to mend.',
    bad: `edition 1\n${'$ '.repeat(150)}\n`,
    good: 'edition 1\n',
  },
} as const satisfies Record<string, DiagnosticEntry>;
