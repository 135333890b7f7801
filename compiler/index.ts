/** The public entry `sentrely`: from policy text to rules, and to answers about both. */

export type * from '../dsl/ast.ts';
export type { Diagnostic, Edit, Finding, Fix, Label, Severity } from '../dsl/diagnostic.ts';
export { diagnostics, type DiagnosticCode, type DiagnosticEntry } from '../dsl/diagnostics.ts';
export { parse, type Parsed } from '../dsl/parse.ts';
export { format, type Formatted, print } from '../dsl/print.ts';
export { renderPlain, renderPretty, toJson } from '../dsl/render.ts';
export type { Place, Source, Span } from '../dsl/source.ts';
export { type ClaimResult, proveClaims } from './analyze/claims.ts';
export { analyzeDifference, type Comparison, type Difference } from './analyze/difference.ts';
export type { RuleSet } from './bundle/rules.ts';
export { type Compilation, compile } from './compile.ts';
export { lint } from './lint/lint.ts';
export { lintRules } from './lint/rules.ts';
export { type TestReport, type TestResult, testPolicies } from './test-policies.ts';
