import type { Coverage } from '../compiler/coverage/coverage.ts';
import { type Goal, goalsOf, percentOf, type Share, shareOf } from '../compiler/coverage/goal.ts';
import { escapeHidden } from '../dsl/escape.ts';
import { rangeOf } from '../dsl/render/places.ts';
import type { Source, Span } from '../dsl/source.ts';
import { paint, type Screen } from './terminal.ts';

/** Lacks that are listed; a policy without tests has one for every line. */
const lacksShownMax = 50;

const columns = ['rule', 'outcome', 'name'] as const;

/** Prints a table of files, and what no test reaches. */
export function writeCoverage(
  coverage: Coverage,
  sources: readonly Source[],
  screen: Screen,
): void {
  const goals = goalsOf(coverage);
  const byFile = Map.groupBy(goals, ({ span }) => span.file);
  const rows = [
    ['file', 'rules', 'outcomes', 'names', 'covered'],
    ...[...byFile].map(([file, found]) => row(escapeHidden(file), found)),
    row('all files', goals),
  ];
  screen.write(`\n${table(rows).join('\n')}\n`);
  const lacks = goals.filter(({ isMet }) => !isMet);
  if (lacks.length === 0) return;
  screen.write(`\n${paint(screen, 'yellow', 'not covered')}\n`);
  for (const { span, lack } of lacks.slice(0, lacksShownMax)) {
    screen.write(`  ${placeText(span, sources)}  ${lack}\n`);
  }
  const more = lacks.length - lacksShownMax;
  if (more > 0) screen.write(`  and ${more} more\n`);
}

function row(name: string, goals: readonly Goal[]): readonly string[] {
  const counts = columns.map((kind) => {
    const { met, goals: all } = shareOf(goals.filter((goal) => goal.kind === kind));
    return all === 0 ? '-' : `${met}/${all}`;
  });
  return [name, ...counts, percentText(shareOf(goals))];
}

/** A share as people read it. */
export function percentText(share: Share): string {
  return `${percentOf(share)} %`;
}

/** The first column to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((cells) => cells[at]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}

function placeText(span: Span, sources: readonly Source[]): string {
  const { file, line, column } = rangeOf(span, sources);
  return `${escapeHidden(file)}:${line}:${column}`;
}

/** The coverage for programs. */
export function coverageJson(coverage: Coverage, sources: readonly Source[]) {
  const placed = (span: Span) => {
    const { file, line, column } = rangeOf(span, sources);
    return { file, line, column };
  };
  const share = shareOf(goalsOf(coverage));
  return {
    ...share,
    percent: percentOf(share),
    rules: coverage.rules.map(({ id, effect, span, decided, atoms }) => ({
      id,
      effect,
      ...placed(span),
      decided,
      conditions: atoms.map(({ span, text, seen, toShow }) => ({
        ...placed(span),
        text,
        ...seen,
        missing: toShow.filter((outcome) => seen[outcome] === 0),
      })),
    })),
    tools: namesOf(coverage, 'tool', placed),
    agents: namesOf(coverage, 'agent', placed),
  };
}

function namesOf(
  { names }: Coverage,
  kind: 'tool' | 'agent',
  placed: (span: Span) => { readonly file: string; readonly line: number },
) {
  return names
    .filter((each) => each.kind === kind)
    .map(({ name, span, calls }) => ({ name, ...placed(span), calls }));
}
