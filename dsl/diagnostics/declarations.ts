import type { DiagnosticEntry } from '../diagnostics.ts';
import { agent, file } from './sample.ts';

/** Findings about what files declare: editions, imports, names, tools. */
export const declarationDiagnostics = {
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
      'No rule, claim or test speaks of a tool of what is imported, and no condition names a set of it. The import can be removed without changing a decision.',
    bad: file('import std.sdk'),
    good: file('import std.sdk\npolicy q for agent dev { allow memory }'),
  },
  'nothing-declared': {
    severity: 'error',
    title: 'there is no agent or no policy',
    explanation:
      'Without a declared agent every call is unknown, and without a policy nothing is allowed. A compiled set that can only deny is a mistake of the paths given to the compiler.',
    bad: `edition 1\n${agent}\n`,
    good: file(''),
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
} as const satisfies Record<string, DiagnosticEntry>;
