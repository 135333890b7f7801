import { escapeHidden } from '../../dsl/escape.ts';
import { rangeOf } from '../../dsl/render/places.ts';
import type { Source, Span } from '../../dsl/source.ts';
import { isLibrary } from '../imports/library.ts';
import type { AtomCoverage, Coverage, RuleCoverage } from './coverage.ts';

/**
 * A coverage as an LCOV trace file (geninfo(1)), one record for each source. A line counts how often
 * the rule, tool or agent that begins on it was used, else how often an atom on it was judged. A
 * function is a rule. A branch is an outcome of an atom that tests should show: `-` if the atom was
 * never judged.
 */
export function lcov(coverage: Coverage, sources: readonly Source[]): string {
  return sources
    .filter(({ file }) => !isLibrary(file))
    .map((source) => record(coverage, source, sources))
    .join('');
}

function record(coverage: Coverage, { file }: Source, sources: readonly Source[]): string {
  const isHere = ({ span }: { readonly span: Span }): boolean => span.file === file;
  const lineOf = (span: Span): number => rangeOf(span, sources).line;
  const rules = coverage.rules.filter(isHere);
  const atoms = rules.flatMap((rule) => rule.atoms);
  const lines = lineHits({ rules, names: coverage.names.filter(isHere) }, lineOf);
  const branches = atoms.flatMap((atom, block) => branchesOf(atom, block, lineOf(atom.span)));
  return [
    'TN:',
    `SF:${escapeHidden(file)}`,
    ...rules.map(({ id, span }) => `FN:${lineOf(span)},${id}`),
    ...rules.map(({ id, decided }) => `FNDA:${decided},${id}`),
    ...totals('FN', rules, ({ decided }) => decided > 0),
    ...branches.map(({ head, taken }) => `BRDA:${head},${taken}`),
    ...totals('BR', branches, ({ taken }) => taken !== '-' && taken !== '0'),
    ...lines.map(([line, hits]) => `DA:${line},${hits}`),
    ...totals('L', lines, ([, hits]) => hits > 0),
    'end_of_record\n',
  ].join('\n');
}

interface Branch {
  readonly head: string;
  readonly taken: string;
}

function branchesOf({ seen, toShow }: AtomCoverage, block: number, line: number): Branch[] {
  const judged = seen.true + seen.false + seen.unknown;
  return toShow.map((outcome, branch) => ({
    head: `${line},${block},${branch}`,
    taken: judged === 0 ? '-' : `${seen[outcome]}`,
  }));
}

/** What begins on a line outweighs what merely stands on it. */
function lineHits(
  { rules, names }: Coverage,
  lineOf: (span: Span) => number,
): readonly (readonly [line: number, hits: number])[] {
  const hits = new Map<number, number>();
  const heads = new Map<number, number>();
  for (const { span, seen } of rules.flatMap((rule: RuleCoverage) => rule.atoms)) {
    raise(hits, lineOf(span), seen.true + seen.false + seen.unknown);
  }
  for (const { span, decided } of rules) raise(heads, lineOf(span), decided);
  for (const { span, calls } of names) raise(heads, lineOf(span), calls);
  return [...new Map([...hits, ...heads])].sort(([a], [b]) => a - b);
}

function raise(counts: Map<number, number>, line: number, count: number): void {
  counts.set(line, Math.max(counts.get(line) ?? 0, count));
}

/** `LF` and `LH`: how many there are, and how many were hit. */
function totals<T>(
  prefix: string,
  items: readonly T[],
  isHit: (item: T) => boolean,
): readonly string[] {
  return [`${prefix}F:${items.length}`, `${prefix}H:${items.filter(isHit).length}`];
}
