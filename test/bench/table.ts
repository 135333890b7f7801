/** One line of a report: what was measured, and the figures beside each other. */
export interface BenchRow {
  readonly name: string;
  readonly figures: Readonly<Record<string, string>>;
}

/** The value below which `share` of the sorted samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds as people read them. */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

/** Prints a titled table, one row a line. */
export function printTable(title: string, rows: readonly BenchRow[]): void {
  console.log(`\n${title}`);
  for (const { name, figures } of rows) {
    const cells = Object.entries(figures).map(([key, value]) => `${key} ${value}`);
    console.log(`  ${name.padEnd(44)} ${cells.join('   ')}`);
  }
}
