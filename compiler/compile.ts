import { assert } from '../dsl/assert.ts';
import { type Diagnostic, diagnosticsMax } from '../dsl/diagnostic.ts';
import { finding } from '../dsl/finding.ts';
import { type Parsed, parse } from '../dsl/parse.ts';
import type { Source } from '../dsl/source.ts';
import { PatternCache } from './automata/cache.ts';
import type { RuleSet } from './bundle/rules.ts';
import { check } from './check.ts';
import { checkExamples } from './check/examples.ts';
import { checkRedundant } from './check/redundant.ts';
import { importsOf } from './imports/gather.ts';
import { type Library, libraryCalled } from './imports/library.ts';
import { lower } from './lower.ts';
import { mended } from './mend.ts';
import type { Program } from './program.ts';

/** What compiling gives. */
export interface Compilation {
  /** Present when there is a file and no diagnostic is an error. */
  readonly rules?: RuleSet;
  /** The checked program, present with {@link rules}. */
  readonly program?: Program;
  /** As given, and the libraries they import, sorted by file. */
  readonly sources: readonly Source[];
  /** In the order of files and places. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What an editor, which compiles after every keystroke, keeps from one run to the next. */
export interface Kept {
  /** Reads a source, or remembers how it was read. */
  readonly read: (source: Source) => Parsed;
  readonly patterns: PatternCache;
}

/**
 * What may be the consequence of a syntax error: the parser leaves out what it could not read, so
 * something seems missing that is there.
 */
const absences: ReadonlySet<Diagnostic['code']> = new Set<Diagnostic['code']>([
  'agents-unmatched',
  'approval-impossible',
  'edition-missing',
  'empty-policy',
  'empty-test',
  'field-differs',
  'has-required',
  'idle-agent',
  'nothing-declared',
  'action-argument',
  'history-unfit',
  'origin-untrusted',
  'quantifier-unfit',
  'shell-allowed',
  'tool-rule-evaded',
  'test-shape',
  'test-without-agent',
  'unknown-action',
  'unknown-agent',
  'unknown-field',
  'unknown-rule',
  'unknown-set',
  'unknown-tool',
  'unknown-variable',
  'unused-import',
  'unused-set',
  'unused-tool',
]);

/**
 * Compiles all files of a repository together: they share their names. The order in which the files
 * are given does not matter.
 */
export function compile(given: readonly Source[], kept?: Kept): Compilation {
  const { read, patterns } = kept ?? { read: parse, patterns: new PatternCache() };
  const parsed = [...given].sort(byFile).map(read);
  const libraries = librariesOf(parsed);
  const sources = [...given, ...libraries.map(({ source }) => source)].sort(byFile);
  const syntax = parsed.flatMap(({ diagnostics }) => diagnostics);
  const files = [...libraries, ...parsed].map(({ file }) => file);
  const checked = check(files, patterns);
  const isWhole = !hasErrors(syntax);
  const meaning = checked.diagnostics.filter(({ code }) => isWhole || !absences.has(code));
  const found = [...syntax, ...meaning];
  const reported = () => mended(report(found), files, sources);
  if (sources.length === 0 || hasErrors(found)) return { sources, diagnostics: reported() };
  const { program } = checked;
  const rules = lower(program, sources, patterns);
  found.push(...checkRedundant(program, rules), ...checkExamples(program, rules, patterns));
  const diagnostics = reported();
  return hasErrors(found) ? { sources, diagnostics } : { rules, program, sources, diagnostics };
}

/** The libraries that files import, as far as they exist, sorted by name. */
function librariesOf(parsed: readonly Parsed[]): readonly Library[] {
  const targets = parsed.flatMap(({ file }) => importsOf(file));
  const names = targets.filter(({ kind }) => kind === 'library').map(({ text }) => text);
  return [...new Set(names)].sort(compareText).flatMap((name) => libraryCalled(name) ?? []);
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** In the order of files and places; when they are too many, the errors. */
function report(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isTooLong = diagnostics.length > diagnosticsMax;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const shown = isTooLong && errors.length > 0 ? errors : diagnostics;
  const sorted = [...shown].sort(
    ({ span: a }, { span: b }) => compareText(a.file, b.file) || a.start - b.start,
  );
  if (sorted.length <= diagnosticsMax) return sorted;
  const kept = sorted.slice(0, diagnosticsMax - 1);
  const next = sorted[diagnosticsMax - 1];
  assert(next !== undefined, 'there are more findings than are shown');
  return errors.length > 0 ? [...kept, tooMany(next)] : [...kept, next];
}

function tooMany({ span }: Diagnostic): Diagnostic {
  const message = `found more than ${diagnosticsMax} faults, expected fewer`;
  const help = 'mend the first faults and run again';
  return finding('too-many-diagnostics', span, message, { help });
}

function byFile(a: Source, b: Source): number {
  return compareText(a.file, b.file);
}

/** By code units, as every machine does; never by locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
