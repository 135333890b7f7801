import { spawnSync } from 'node:child_process';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import { readShell } from '../../compiler/evaluate/shell/shell.ts';
import type { RecordedCall, Row } from './data.ts';
import { policyOf } from './claude-rules.ts';
import { firstCall, type Judge, judgeOfText } from './policy.ts';
import { type Line, share } from './table.ts';

/** A command and what a policy makes of it. */
interface JudgedCommand {
  readonly command: string;
  readonly row: Row | null;
  readonly outcome: Outcome;
}

/** A table of quantities and the commands that came out wrong. */
export interface TableResult {
  readonly lines: readonly Line[];
  readonly wrong: readonly JudgedCommand[];
}

/** Where the rows about the edges of a project take place. */
const project = '/proj';

/** What a policy makes of commands with an expectation. */
function judgeRows({ judge }: Judge, rows: readonly Row[]): readonly JudgedCommand[] {
  return rows.map((row) => {
    const command = (row.command ?? '').replaceAll(/\$\{PROJECT\}|\$PROJECT\b/g, project);
    return { command, row, outcome: judge(firstCall('Bash', { command }, project)) };
  });
}

/** How many rows that a policy must not allow it allows, and how many of the others it stops. */
export function measureRows(
  judge: Judge,
  rows: readonly Row[],
  expected: { readonly through: string; readonly stopped: string },
): TableResult {
  const judged = judgeRows(judge, rows);
  const good = judged.filter(({ row }) => row?.expect === expected.through);
  const bad = judged.filter(({ row }) => row?.expect === expected.stopped);
  const through = bad.filter(({ outcome }) => outcome.verdict === 'allow');
  const stopped = good.filter(({ outcome }) => outcome.verdict !== 'allow');
  return {
    lines: [
      [`wrongly allowed (${expected.stopped})`, share(through.length, bad.length)],
      [`wrongly stopped (${expected.through})`, share(stopped.length, good.length)],
      parseRate(judged.map(({ command }) => command)),
    ],
    wrong: [...through, ...stopped],
  };
}

/** Cases that come with permissions of their own, carried over into this language. */
export function measureOwnRules(rows: readonly Row[]): TableResult {
  const judges = new Map<string, Judge>();
  const judged = rows.flatMap((row): readonly JudgedCommand[] => {
    const text = policyOf(row);
    if (text === undefined) return [];
    const known = judges.get(text) ?? judgeOfText(text);
    judges.set(text, known);
    const { judge } = known;
    return [
      { command: row.command ?? JSON.stringify(row.input), row, outcome: judge(callOf(row)) },
    ];
  });
  const scored = judged.filter(({ row }) => row?.expect !== 'either' && !isLinked(row));
  const bad = scored.filter(({ row }) => row?.expect !== 'allow');
  const good = scored.filter(({ row }) => row?.expect === 'allow');
  const through = bad.filter(({ outcome }) => outcome.verdict === 'allow');
  const stopped = good.filter(({ outcome }) => outcome.verdict !== 'allow');
  const linked = judged.filter(({ row }) => isLinked(row) && row?.expect !== 'allow');
  const unseen = linked.filter(({ outcome }) => outcome.verdict === 'allow');
  return {
    lines: [
      ['wrongly allowed', share(through.length, bad.length)],
      ['wrongly stopped', share(stopped.length, good.length)],
      ['through a link in the file system, not seen', share(unseen.length, linked.length)],
      ['rows without a counterpart, left out', `${rows.length - judged.length}`],
    ],
    wrong: [...through, ...stopped, ...unseen],
  };
}

/** Commands that must not pass where a pack is in force: how many do. */
export function measureEscapes(judge: Judge, rows: readonly Row[]): TableResult {
  const judged = judgeRows(judge, rows);
  const through = judged.filter(({ outcome }) => outcome.verdict === 'allow');
  return {
    lines: [
      ['wrongly allowed', share(through.length, judged.length)],
      parseRate(judged.map(({ command }) => command)),
    ],
    wrong: through,
  };
}

/** Whether a case is about links in the file system, which nobody sees on the wire. */
function isLinked(row: Row | null): boolean {
  return typeof row?.fs === 'object' && row.fs !== null;
}

function callOf({ kind, command, input, tool }: Row) {
  if (kind === 'bash') return firstCall('Bash', { command }, project);
  if (kind === 'url') return firstCall('WebFetch', input);
  if (tool !== 'Edit') return firstCall('Read', input, project);
  return firstCall('Edit', { ...input, old_string: 'a', new_string: 'b' }, project);
}

/** Which commands of real sessions need a person, and which are denied though they parse. */
export function measureSessions({ judge }: Judge, commands: readonly string[]): TableResult {
  const whole = commands.filter((command) => isParsed(command) || isAccepted(command));
  const home = workspaceOf(commands);
  const judged = whole.map((command): JudgedCommand => {
    return { command, row: null, outcome: judge(firstCall('Bash', { command }, home)) };
  });
  const asked = judged.filter(({ outcome }) => outcome.verdict === 'ask');
  const denied = judged.filter(({ outcome }) => outcome.verdict === 'deny');
  return {
    lines: [
      ['need approval', share(asked.length, judged.length)],
      ['denied', share(denied.length, judged.length)],
      parseRate(whole),
      ['cut off in the recording, left out', `${commands.length - whole.length}`],
    ],
    wrong: [...denied, ...asked],
  };
}

/** The project that sessions were in: the directory they most often change to. */
function workspaceOf(commands: readonly string[]): string {
  const found = commands.flatMap((command) => /^cd (\/[\w/.-]+)/.exec(command)?.[1] ?? []);
  const counts = [...Map.groupBy(found, (directory) => directory)];
  return counts.sort((left, right) => right[1].length - left[1].length)[0]?.[0] ?? project;
}

/** Unique whole commands of real sessions. */
export function sessionCommands(calls: readonly RecordedCall[]): readonly string[] {
  const whole = calls.filter(
    ({ tool, input_truncated, duplicate_of_earlier }) =>
      tool === 'Bash' && input_truncated !== true && duplicate_of_earlier !== true,
  );
  return [...new Set(whole.map(({ input }) => input['command']))].filter(
    (command): command is string => typeof command === 'string',
  );
}

/** Recordings cut some texts off; what bash itself takes for no command is not counted. */
function parseRate(commands: readonly string[]): Line {
  const parsed = commands.filter(isParsed).length;
  const refused = commands.filter((command) => !isParsed(command) && isAccepted(command)).length;
  return ['parsed, of what `bash -n` accepts', share(parsed, parsed + refused)];
}

function isAccepted(command: string): boolean {
  return spawnSync('bash', ['-n'], { input: command }).status === 0;
}

/** Whether the reader takes a text for a shell text within its limits, whatever it does. */
function isParsed(command: string): boolean {
  return !readShell(command, null).opaque.some((reason) => unreadable.includes(reason));
}

/** The reader's own words. */
const unreadable = [
  'The shell text cannot be parsed.',
  'A here-document has no end.',
  'The shell text nests too much to be read.',
  'The shell text is too long to be read.',
  'The shell text holds half of a character.',
  'The shell text holds characters that shells read differently.',
];
