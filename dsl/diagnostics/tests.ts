import type { DiagnosticEntry } from '../diagnostics.ts';
import { file } from './sample.ts';

/** Findings about tests. */
export const testDiagnostics = {
  'test-without-agent': {
    severity: 'error',
    title: 'a test does not say whose calls it holds',
    explanation:
      'What is allowed depends on the agent, so calls follow the name of one: `as dev`. A test may hold the calls of several agents, each behind its own `as`.',
    bad: file('test "t" { Read { path: "a" } => allow }'),
    good: file('test "t" { as dev Read { path: "a" } => allow }'),
  },
  'empty-test': {
    severity: 'warning',
    title: 'a test has no calls',
    explanation: 'A test without calls can never fail.',
    bad: file('test "t" { as dev }'),
    good: file('test "t" { as dev Read { path: "a" } => allow }'),
  },
  'unknown-rule': {
    severity: 'error',
    title: 'a test expects a rule that does not exist',
    explanation:
      'The rule in parentheses must be among those that decided. A misspelt one would make the test fail for ever.',
    bad: file('test "t" { as dev Read { path: "a" } => deny (no-a) }'),
    good: file(
      'guard g for all agents { rule no-a deny Read when .path == "a" }\ntest "t" { as dev Read { path: "a" } => deny (no-a) }',
    ),
  },
  'test-shape': {
    severity: 'error',
    title: 'a test call is not one that the tool declares',
    explanation:
      'Calls with missing, undeclared or mistyped arguments are always denied, before any rule is looked at. As a test such a call would prove nothing about the rules.',
    bad: file('test "t" { as dev Read { file: "a" } => deny }'),
    good: file('test "t" { as dev Read { path: "a" } => allow }'),
  },
} as const satisfies Record<string, DiagnosticEntry>;
