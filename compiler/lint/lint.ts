import type { Finding } from '../../dsl/diagnostic.ts';
import type { Compilation } from '../compile.ts';
import { isLibrary } from '../imports/library.ts';
import { mended } from '../mend.ts';
import { LintContext } from './context.ts';
import type { Found, LintRule } from './rule.ts';
import { lintRules } from './rules.ts';
import { suppressionUnused } from './rules/suppression-unused.ts';
import { suppressionWithoutReason } from './rules/suppression-without-reason.ts';
import { suppress, suppressionsIn, unreasonedFound, unusedFound } from './suppressions.ts';

/**
 * What can be said against a program beside mistakes: rules that say less, or more, than they seem
 * to. Includes the warnings and remarks of the compiler, so that they can be suppressed too; a
 * program with errors has these alone. In the order of files and places.
 */
export function lint(compilation: Compilation): readonly Finding[] {
  const { rules, program, sources, diagnostics } = compilation;
  if (rules === undefined || program === undefined) return diagnostics;
  const context = new LintContext(compilation);
  const found = lintRules
    .flatMap((rule) => findingsOf(rule, rule.find(context)))
    .filter(({ span }) => !isLibrary(span.file));
  const suppressions = suppressionsIn(program.files, sources);
  const heard = suppress([...diagnostics, ...found], suppressions, sources);
  const silent = heard.unused.filter(({ reason }) => reason !== '');
  const bare = suppressions.filter(({ reason }) => reason === '');
  const all = [
    ...heard.findings,
    ...findingsOf(suppressionUnused, silent.map(unusedFound)),
    ...findingsOf(suppressionWithoutReason, bare.map(unreasonedFound)),
  ].sort(inOrder);
  return mended(all, program.files, sources);
}

function findingsOf({ code, severity }: LintRule, found: Iterable<Found>): readonly Finding[] {
  return [...found].map((each) => ({ code, severity, ...each }));
}

function inOrder({ span: one }: Finding, { span: other }: Finding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.start - other.start;
}
