import type { DiagnosticEntry } from '../diagnostics.ts';
import { file } from './sample.ts';

/** Findings about fields, operators, literals and patterns. */
export const conditionDiagnostics = {
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
} as const satisfies Record<string, DiagnosticEntry>;
