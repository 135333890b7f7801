/** A quantity and its value, ready to be printed. */
export type Line = readonly [name: string, value: string];

/** `99.1 % (682 of 688)`. */
export function share(part: number, whole: number): string {
  if (whole === 0) return 'none recorded';
  return `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;
}

/** Prints quantities under a title. */
export function printTable(title: string, lines: readonly Line[]): void {
  console.log(`\n${title}`);
  for (const [name, value] of lines) console.log(`  ${name.padEnd(46)} ${value}`);
}
