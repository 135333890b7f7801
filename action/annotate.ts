import { error, notice, warning } from '@actions/core';
import type { Finding, Level, Report } from './report.ts';

const levels: readonly Level[] = ['error', 'warning', 'notice'];
const issue = { error, warning, notice };

/** The findings that become annotations, and how many are left for the summary. */
export interface Chosen {
  readonly shown: readonly Finding[];
  readonly hidden: number;
}

/**
 * Chooses at most `max` findings of each level, those in changed files first: GitHub drops what is
 * over its cap without a word. Of errors and notices one less, since the step's own headline is an
 * error and the line that names the rest is a notice.
 */
export function choose(
  { findings, omitted }: Pick<Report, 'findings' | 'omitted'>,
  changed: ReadonlySet<string>,
  max: number,
): Chosen {
  const isChanged = ({ file }: Finding) => changed.has(file);
  const ordered = [
    ...findings.filter(isChanged),
    ...findings.filter((finding) => !isChanged(finding)),
  ];
  const shown = levels.flatMap((level) => {
    const room = level === 'warning' ? max : Math.max(0, max - 1);
    return ordered.filter((finding) => finding.level === level).slice(0, room);
  });
  return { shown, hidden: findings.length + omitted - shown.length };
}

/** Writes annotations. `@actions/core` escapes what could end a workflow command. */
export function annotate({ shown, hidden }: Chosen): void {
  for (const { level, code, message, file, line, column } of shown) {
    issue[level](message, { title: code, file, startLine: line, startColumn: column });
  }
  if (hidden > 0) notice(`${hidden} more in the summary of this step`);
}
