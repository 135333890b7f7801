import type { DiagnosticEntry } from '../diagnostics.ts';
import { file } from './sample.ts';

/** Findings about blocks and their rules. */
export const ruleDiagnostics = {
  'empty-policy': {
    severity: 'warning',
    title: 'a block has no rules',
    explanation:
      'A policy without rules grants nothing, and a guard without rules forbids nothing.',
    bad: file('policy q for agent dev { }'),
    good: file('policy q for agent dev { allow Read }'),
  },
  'guard-grants': {
    severity: 'error',
    title: 'a guard says more than deny and ask',
    explanation:
      'A guard is what holds whatever the policies say. It only takes away, so reading it is enough to know what nobody can get.',
    bad: file('guard g for all agents { allow Read }'),
    good: file('guard g for all agents { rule g deny Read when .path == "x" }'),
  },
  'unknown-layer': {
    severity: 'error',
    title: 'a policy is of no known layer',
    explanation:
      'The layers are `organisation`, `repository` and `agent`. Every layer that has a policy for an agent must grant a call, so a misspelt one would be one more that has to.',
    bad: file('policy q for agent dev layer company { allow Read }'),
    good: file('policy q for agent dev layer organisation { allow Read }'),
  },
  'rule-unnamed': {
    severity: 'error',
    title: 'a deny or ask has no name',
    explanation:
      'The name of the rule is what the agent, the approver and the auditor are told. Without one a denial could not be discussed.',
    bad: file('guard g for all agents { deny Read when .path == "x" }'),
    good: file('guard g for all agents { rule no-x deny Read when .path == "x" }'),
  },
  'clause-unfit': {
    severity: 'error',
    title: 'a clause does not fit the effect of its rule',
    explanation:
      'Only an `ask` is approved, so only an `ask` says by whom; and only a `deny` can be softened with `on unknown ask`, because an `ask` asks then anyway and an `allow` never applies.',
    bad: file('policy q for agent dev { allow Read approval 1 }'),
    good: file('policy q for agent dev { allow Read }'),
  },
  'unknown-tool': {
    severity: 'error',
    title: 'a tool is not declared',
    explanation:
      'Only declared tools can be allowed, with the types of their arguments. A misspelt tool would be a rule that never applies.',
    bad: file('policy q for agent dev { allow Reed }'),
    good: file('policy q for agent dev { allow Read }'),
  },
  'over-limit': {
    severity: 'error',
    title: 'something is larger than a gateway loads',
    explanation:
      'Names, texts, lists and the nesting of conditions have caps far above honest use, so that no bundle can exhaust a gateway.',
    bad: file(`policy ${'q'.repeat(129)} for agent dev { allow Read }`),
    good: file('policy q for agent dev { allow Read }'),
  },
  'redundant-rule': {
    severity: 'warning',
    title: 'two rules of a block say the same',
    explanation:
      'The second changes no decision. If one is edited later, the other still applies, which nobody expects.',
    bad: file(
      'policy q for agent dev { allow Read when .path == "a" allow Read when .path in ["a"] }',
    ),
    good: file('policy q for agent dev { allow Read when .path in ["a", "b"] }'),
  },
  'example-fails': {
    severity: 'error',
    title: 'an example of a rule does not come out as it says',
    explanation:
      'Each example is decided by all rules together, for every agent that its block is for, whenever the policies are compiled. Where the rule is to bring about what its example says, it must be among the rules that decide; so a rule that no longer does what it was written for is noticed at once.',
    bad: file(
      'guard g for all agents { rule no-keys deny Read when .path matches "**/*.pem" example Read { path: "keys/a.key" } is denied }',
    ),
    good: file(
      'guard g for all agents { rule no-keys deny Read when .path matches "**/*.{pem,key}" example Read { path: "keys/a.key" } is denied }',
    ),
  },
  'example-stray': {
    severity: 'error',
    title: 'an example is about a tool that its rule is not about',
    explanation:
      'An example shows what its rule does, so it calls one of the tools that the rule names. Anything else belongs in a test.',
    bad: file(
      'tool Write { path: Path }\npolicy q for agent dev { allow Write example Read { path: "a" } is allowed }',
    ),
    good: file(
      'tool Write { path: Path }\npolicy q for agent dev { allow Write example Write { path: "a" } is allowed }',
    ),
  },
} as const satisfies Record<string, DiagnosticEntry>;
