import type { FlipKind } from '../compiler/replay/flip.ts';
import type { RecordedCall } from '../compiler/replay/line.ts';
import type { FlipGroup, Ruling, Tallied } from '../compiler/replay/tally.ts';
import { wireName } from '../compiler/evaluate/tool-name.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';
import { shownCall, shownJudgement } from './shown-call.ts';
import { paint, type Screen, type Style } from './terminal.ts';

/** What a replay found, and what was allowed to change. */
export interface Replayed extends Tallied {
  /** Calls whose arguments are not all in the log. */
  readonly cut: number;
  /** Parts of the log that were left out. */
  readonly problems: readonly string[];
  /** How many calls may flip so; kinds that are not here may as they like. */
  readonly limits: readonly { readonly kind: FlipKind; readonly most: number }[];
}

const titles: Readonly<Record<FlipKind, string>> = {
  'newly-allowed': 'newly allowed',
  'approval-changed': 'approved by others',
  'newly-asking': 'newly asking',
  'newly-denied': 'newly denied',
};

const styles: Readonly<Record<FlipKind, Style>> = {
  'newly-allowed': 'red',
  'approval-changed': 'yellow',
  'newly-asking': 'yellow',
  'newly-denied': 'cyan',
};

/** Samples longer than this are cut on a screen; `--json` has them whole. */
const sampleUnitsMax = 200;

/** Prints what is decided differently, how much of it there is, and what passed a threshold. */
export function writeReplay(replayed: Replayed, screen: Screen): void {
  const { calls, cut, problems, groups, counts, limits } = replayed;
  for (const group of groups) screen.write(block(group, screen));
  for (const problem of problems) screen.write(`left out: ${escapeHidden(problem)}\n`);
  if (cut > 0) screen.write(`not decided: ${callsText(cut)} with arguments cut in the log\n`);
  const flips = Object.entries(titles).flatMap(([kind, title]) => {
    const count = counts[kind as FlipKind];
    return count === 0 ? [] : [`${count} ${title}`];
  });
  const found = flips.length === 0 ? 'all decided as before' : flips.join(', ');
  screen.write(calls === 0 ? 'no call was recorded\n' : `${callsText(calls)}: ${found}\n`);
  for (const { kind, most } of limits) {
    if (counts[kind] <= most) continue;
    const passed = `${counts[kind]} ${titles[kind]}, at most ${most} may be`;
    screen.write(`${paint(screen, 'red', 'failed')}: ${passed}\n`);
  }
}

/** The same for programs. */
export function replayJson({ calls, cut, problems, counts, groups }: Replayed) {
  return {
    calls,
    cut,
    problems,
    counts,
    groups: groups.map((group) => ({ ...group, samples: group.samples.map(sampleJson) })),
  };
}

function sampleJson({ session, id, at, server, tool, input }: RecordedCall) {
  return { session, id, at: at === null ? null : new Date(at).toISOString(), server, tool, input };
}

function block(group: FlipGroup, screen: Screen): string {
  const { kind, agent, subject, base, head, count, samples } = group;
  const title = paint(screen, styles[kind], titles[kind]);
  const rows = [
    ['before', shownRuling(base)],
    ['after', shownRuling(head)],
    ...samples.map((call, at) => [at === 0 ? 'calls' : '', shownSample(call)] as const),
  ] as const;
  const lines = rows.map(([name, text]) => `  ${name.padEnd(8)}${text}\n`).join('');
  return `${title}: ${callsText(count)} of ${quote(subject)} by agent ${quote(agent)}\n${lines}\n`;
}

function shownRuling(ruling: Ruling): string {
  return shownJudgement({ ...ruling, approvals: [] });
}

function shownSample({ agent, server, tool, input }: RecordedCall): string {
  const call = shownCall({ agent, server, tool, input, workspace: null });
  const cut = call.length > sampleUnitsMax ? `${call.slice(0, sampleUnitsMax)}...` : call;
  return `${escapeHidden(wireName(server, tool))} ${cut}`;
}

function callsText(count: number): string {
  return `${count} call${count === 1 ? '' : 's'}`;
}
