import type { Comparison, Difference, DifferenceKind } from '../compiler/analyze/difference.ts';
import type { SettingChange } from '../compiler/analyze/settings.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';
import { shownCall, shownJudgement } from './shown-call.ts';
import { paint, type Screen, type Style } from './terminal.ts';

const titles: Readonly<Record<DifferenceKind, string>> = {
  'newly-allowed': 'newly allowed',
  'approval-changed': 'approved by others',
  'newly-asking': 'newly asking',
  'newly-denied': 'newly denied',
};

const styles: Readonly<Record<DifferenceKind, Style>> = {
  'newly-allowed': 'red',
  'approval-changed': 'yellow',
  'newly-asking': 'yellow',
  'newly-denied': 'cyan',
};

/** Prints what is decided differently, and how much of it there is. */
export function writeComparison(found: Comparison, screen: Screen): void {
  const { differences, inconclusive, settings } = found;
  for (const difference of differences) screen.write(block(difference, screen));
  for (const { agents, tool, why } of inconclusive) {
    const found = `${quote(tool)} for ${agentList(agents)}`;
    screen.write(`${paint(screen, 'red', 'inconclusive')}: ${found}: ${escapeHidden(why)}\n\n`);
  }
  for (const change of settings) screen.write(settingBlock(change, screen));
  const counts = Object.entries(titles).flatMap(([kind, title]) => {
    const count = differences.filter((difference) => difference.kind === kind).length;
    return count === 0 ? [] : [`${count} ${title}`];
  });
  if (inconclusive.length > 0) counts.push(`${inconclusive.length} inconclusive`);
  if (settings.length > 0) counts.push(`${settings.length} changed beside decisions`);
  screen.write(`${counts.length === 0 ? 'every call is decided as before' : counts.join(', ')}\n`);
}

/** The comparison for programs. */
export function comparisonJson({ differences, inconclusive, settings }: Comparison) {
  return { differences, inconclusive, settings };
}

function block(
  { kind, agents, tool, from, to, witness, whole }: Difference,
  screen: Screen,
): string {
  const approvers = [from, to].map(({ approvals }) => JSON.stringify(approvals));
  const rows = [
    ['before', shownJudgement(from)],
    ['after', shownJudgement(to)],
    ...(kind === 'approval-changed'
      ? approvers.map((text, at) => [at === 0 ? 'needed' : 'needs', escapeHidden(text)] as const)
      : []),
    ['call', shownCall(witness)],
    ...(whole === null || (whole[0] === from.verdict && whole[1] === to.verdict)
      ? []
      : [['note', `with what it does, this call: ${whole[0]} before, ${whole[1]} after`] as const]),
  ] as const;
  const lines = rows.map(([name, text]) => `  ${name.padEnd(8)}${text}\n`).join('');
  const title = paint(screen, styles[kind], titles[kind]);
  return `${title}: ${quote(tool)} for ${agentList(agents)}\n${lines}\n`;
}

function settingBlock({ of, removed, added }: SettingChange, screen: Screen): string {
  const lines = [
    ...removed.map((clause) => `  - ${escapeHidden(clause)}\n`),
    ...added.map((clause) => `  + ${escapeHidden(clause)}\n`),
  ];
  return `${paint(screen, 'yellow', 'changed')}: ${escapeHidden(of)}\n${lines.join('')}\n`;
}

/** More agents than this are only counted. */
const agentsShownMax = 5;

function agentList(agents: readonly string[]): string {
  const shown = agents.slice(0, agentsShownMax).map((agent) => quote(agent));
  const more = agents.length - shown.length;
  const rest = more === 0 ? '' : ` and ${more} more`;
  return `agent${agents.length === 1 ? '' : 's'} ${shown.join(', ')}${rest}`;
}
