import type { DiagnosticEntry } from '../diagnostics.ts';
import { file } from './sample.ts';

/** What a shell tool needs to be of use in an example. */
const bash = 'tool Bash { command: Shell }';

/** Findings about actions and commands, what tools do, and the shapes of values. */
export const actionDiagnostics = {
  'action-built-in': {
    severity: 'error',
    title: 'an action is declared that every program has',
    explanation:
      'The gateway itself finds some actions in what a shell is told: `fs.read`, `shell.run`, `net.connect` and the like. They have fixed parameters, so no file can declare them otherwise.',
    bad: file('action fs.read(file: Path)'),
    good: file('action files.read(file: Path)'),
  },
  'unknown-action': {
    severity: 'error',
    title: 'an action is not declared',
    explanation:
      'An action is built in, or declared with `action` by some file or library. A misspelt one would be a rule that never applies.',
    bad: file('policy q for agent dev { allow fs.raed }'),
    good: file('policy q for agent dev { allow fs.read }'),
  },
  'action-argument': {
    severity: 'error',
    title: 'an action is not given what it takes',
    explanation:
      'A `does` gives each parameter of its action one value of its type: a parameter of the tool, a word or option of the command, or a constant. What is left out could not be judged.',
    bad: file(
      'tool Write { path: Path } does fs.write()\npolicy q for agent dev { allow fs.write }',
    ),
    good: file(
      'tool Write { path: Path } does fs.write(path)\npolicy q for agent dev { allow fs.write }',
    ),
  },
  'unknown-variable': {
    severity: 'error',
    title: 'a `does` speaks of a value that is not there',
    explanation:
      'The values of a tool are its parameters. Those of a command are the placeholders of its form, what its options name with `as` or `sets`, and `value` in the `does` of an option.',
    bad: file(
      'tool Write { path: Path } does fs.write(file)\npolicy q for agent dev { allow fs.write }',
    ),
    good: file(
      'tool Write { path: Path } does fs.write(path)\npolicy q for agent dev { allow fs.write }',
    ),
  },
  'action-unfit': {
    severity: 'error',
    title: 'an action does not fit where it is named',
    explanation:
      'What is `opaque` can only be asked about or denied, for nobody knows what it is. `shell.any` grants, so it is only of use in an allow or ask. And only `shell.run` and `shell.inert` have commands, in a rule of their own.',
    bad: file('policy q for agent dev { allow opaque }'),
    good: file('policy q for agent dev { rule look ask opaque }'),
  },
  'unknown-risk': {
    severity: 'error',
    title: 'an action is of no known risk',
    explanation:
      'The risk of an action is shown to those who approve it: `low`, `medium` or `high`. Without one it is medium.',
    bad: file('action db.drop(table: String) risk huge'),
    good: file('action db.drop(table: String) risk high'),
  },
  'type-nesting': {
    severity: 'error',
    title: 'a list or record is nested too deeply',
    explanation:
      'A parameter may be a list of plain values or of records, and a record has plain fields. What is deeper cannot be compared: declare it as Json.',
    bad: file('tool Send { to: [[Email]] }\npolicy q for agent dev { allow Send }'),
    good: file('tool Send { to: [Email] }\npolicy q for agent dev { allow Send }'),
  },
  'unknown-word': {
    severity: 'error',
    title: 'an enumeration has no such word',
    explanation:
      'A parameter that is one of some words is compared with these only. Any other would never be equal to it.',
    bad: file(
      'tool Put { mode: FAST | SAFE }\npolicy q for agent dev { allow Put when .mode == SAVE }',
    ),
    good: file(
      'tool Put { mode: FAST | SAFE }\npolicy q for agent dev { allow Put when .mode == SAFE }',
    ),
  },
  'list-compared': {
    severity: 'error',
    title: 'a list is compared as if it were one value',
    explanation:
      'A list has no single value. Say of its elements what must hold: of `every` one, or of `any`.',
    bad: file(
      'tool Send { to: [Email] }\npolicy q for agent dev { allow Send when .to == "a@acme.com" }',
    ),
    good: file(
      'tool Send { to: [Email] }\npolicy q for agent dev { allow Send when every .to == "a@acme.com" }',
    ),
  },
  'quantifier-unfit': {
    severity: 'error',
    title: '`every` or `any` is not about the elements of one list',
    explanation:
      'A quantifier reads one element of one list at a time: no other field of the call, no other quantifier, no history.',
    bad: file(
      'tool Send { to: Email }\npolicy q for agent dev { allow Send when every .to == "a@acme.com" }',
    ),
    good: file(
      'tool Send { to: [Email] }\npolicy q for agent dev { allow Send when every .to == "a@acme.com" }',
    ),
  },
  'field-alone': {
    severity: 'error',
    title: 'a field that is neither true nor false stands alone',
    explanation: 'Only a Bool says something by itself. Any other field is compared.',
    bad: file('policy q for agent dev { allow Read when .path }'),
    good: file('policy q for agent dev { allow Read when .path == "x" }'),
  },
  'shell-allowed': {
    severity: 'error',
    title: 'an allow of a shell tool permits no command',
    explanation:
      'What a command may do is judged by what it does, whichever tool runs it: reading files is `fs.read`, a push is `git.push`, any other program is `shell.run`. An allow that names the tool covers only the call itself, so one that is meant for commands would do nothing.',
    bad: file(`${bash}\npolicy q for agent dev { allow Bash when .command == "npm test" }`),
    good: file(`${bash}\npolicy q for agent dev { allow shell.run "npm test" }`),
  },
  'tool-rule-evaded': {
    severity: 'error',
    title: 'a deny or ask of a tool can be evaded',
    explanation:
      'The agent may do the same action by another tool or by a command, so the rule would stop the honest call only. A rule that names the action covers every way to do it.',
    bad: file(
      `${bash}\ntool Look { path: Path } does fs.read(path)\npolicy q for agent dev { allow fs.read rule no-x deny Look when .path == "x" }`,
    ),
    good: file(
      `${bash}\ntool Look { path: Path } does fs.read(path)\npolicy q for agent dev { allow fs.read rule no-x deny fs.read when .path == "x" }`,
    ),
  },
  'command-form': {
    severity: 'error',
    title: 'a form of a command cannot be read',
    explanation:
      'A form is the words of a command in order: literal ones, then placeholders such as `{path: Path}`, `{name?}` that may be left out, `{rest...}` that takes all that follow. A placeholder within a word ends where the text after it begins.',
    bad: file('command frob { "put {path" does fs.write(path) }'),
    good: file('command frob { "put {path: Path}" does fs.write(path) }'),
  },
  'command-option': {
    severity: 'error',
    title: 'an option of a command is not well declared',
    explanation:
      'Each option has names with dashes that no other option of its command has. Where it works in a directory or runs a command, it takes a value.',
    bad: file('command frob { option -f, -f  "{path: Path}" does fs.write(path) }'),
    good: file('command frob { option -f, -g  "{path: Path}" does fs.write(path) }'),
  },
} as const satisfies Record<string, DiagnosticEntry>;
