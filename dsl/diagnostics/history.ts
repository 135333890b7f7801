import type { DiagnosticEntry } from '../diagnostics.ts';
import { file } from './sample.ts';

/** Findings about earlier calls, where values come from, and how long rules are only observed. */
export const historyDiagnostics = {
  'history-unfit': {
    severity: 'error',
    title: 'a condition on history stands where there is none',
    explanation:
      'What has happened before is a question for a rule. A claim, an element of a list and a call that history watches for are about one call alone.',
    bad: file(
      'policy q for agent dev { rule late ask Read when after fs.read where (after fs.write) }',
    ),
    good: file('policy q for agent dev { rule late ask Read when after fs.read }'),
  },
  'history-range': {
    severity: 'error',
    title: 'a time or a count of history is out of range',
    explanation:
      'What happened is kept for a day at most. A shorter time than a second would depend on how fast a machine is, and a count that no session reaches never holds.',
    bad: file('policy q for agent dev { rule late ask Read when after fs.read in the last 48h }'),
    good: file('policy q for agent dev { rule late ask Read when after fs.read in the last 24h }'),
  },
  'origin-unfit': {
    severity: 'error',
    title: '`from` is used to forbid',
    explanation:
      'That a value was typed by a person can be known; that it was not can never be known for certain. So `from` is never false: it excuses what a deny or ask would stop, and is a reason to allow.',
    bad: file(
      'tool Send { to: Email }\npolicy q for agent dev { allow Send rule typed deny Send when .to from prompt }',
    ),
    good: file(
      'tool Send { to: Email }\npolicy q for agent dev { allow Send rule typed deny Send unless .to from prompt }',
    ),
  },
  'origin-value': {
    severity: 'error',
    title: '`from` is asked of what no text can hold',
    explanation:
      'A value counts as typed if the text holds it as a whole. Truth values, words of an enumeration, commands and parts of a value occur by chance.',
    bad: file(
      'tool Put { force: Bool }\npolicy q for agent dev { allow Put when .force from prompt }',
    ),
    good: file(
      'tool Put { name: String }\npolicy q for agent dev { allow Put when .name from prompt }',
    ),
  },
  'origin-untrusted': {
    severity: 'error',
    title: '`from` names a tool whose results are not trusted',
    explanation:
      'Results hold what outsiders wrote. A tool says with `trusted` in which places of its results values stand that nobody outside can fill in.',
    bad: file('tool Send { to: Email }\npolicy q for agent dev { allow Send when .to from Read }'),
    good: file(
      'tool List { page?: Int inert } trusted "people[].email"\ntool Send { to: Email }\npolicy q for agent dev { allow List allow Send when .to from List }',
    ),
  },
  'trusted-place': {
    severity: 'error',
    title: 'a trusted place of a result cannot be read',
    explanation:
      'A place is names with dots between them and `[]` behind each that is a list: `people[].email`, or `[].email` where the whole result is a list.',
    bad: file(
      'tool List { page?: Int inert } trusted "people[0].email"\npolicy q for agent dev { allow List }',
    ),
    good: file(
      'tool List { page?: Int inert } trusted "people[].email"\npolicy q for agent dev { allow List }',
    ),
  },
  'observe-date': {
    severity: 'error',
    title: '`observe until` names no day',
    explanation:
      'Until that day decisions are recorded and not enforced; at its first moment in UTC they are. Write year, month and day.',
    bad: file('observe until "2026-02-30"'),
    good: file('observe until "2026-02-28"'),
  },
} as const satisfies Record<string, DiagnosticEntry>;
