import type { LintRule } from './rule.ts';
import { agentWithoutKey } from './rules/agent-without-key.ts';
import { allowEverything } from './rules/allow-everything.ts';
import { allowUnderDeny } from './rules/allow-under-deny.ts';
import { approvalExpiresLate } from './rules/approval-expires-late.ts';
import { approvalOwnerOnly } from './rules/approval-owner-only.ts';
import { approverRepeated } from './rules/approver-repeated.ts';
import { askNarrowsAllow } from './rules/ask-narrows-allow.ts';
import { atomImplied } from './rules/atom-implied.ts';
import { commandNeverJudged } from './rules/command-never-judged.ts';
import { commandRunsCode } from './rules/command-runs-code.ts';
import { commandTooWide } from './rules/command-too-wide.ts';
import { conditionAlwaysTrue } from './rules/condition-always-true.ts';
import { denyByOneSpelling } from './rules/deny-by-one-spelling.ts';
import { denyOverNothing } from './rules/deny-over-nothing.ts';
import { denyWithoutReason } from './rules/deny-without-reason.ts';
import { grantWithoutEffect } from './rules/grant-without-effect.ts';
import { historyDecidesNothing } from './rules/history-decides-nothing.ts';
import { hostWithoutBoundary } from './rules/host-without-boundary.ts';
import { inertCompared } from './rules/inert-compared.ts';
import { listOfOne } from './rules/list-of-one.ts';
import { namesakeUncovered } from './rules/namesake-uncovered.ts';
import { negatedComparison } from './rules/negated-comparison.ts';
import { opaqueDeniedAnyway } from './rules/opaque-denied-anyway.ts';
import { operandRepeated } from './rules/operand-repeated.ts';
import { optionalWithoutHas } from './rules/optional-without-has.ts';
import { otherwiseUnreachable } from './rules/otherwise-unreachable.ts';
import { patternMatchesEverything } from './rules/pattern-matches-everything.ts';
import { patternWithoutWildcard } from './rules/pattern-without-wildcard.ts';
import { policyUntested } from './rules/policy-untested.ts';
import { prefixWithoutSeparator } from './rules/prefix-without-separator.ts';
import { ruleChangesNothing } from './rules/rule-changes-nothing.ts';
import { ruleNeverHolds } from './rules/rule-never-holds.ts';
import { ruleUntested } from './rules/rule-untested.ts';
import { rulesContradict } from './rules/rules-contradict.ts';
import { secretReadableElsewhere } from './rules/secret-readable-elsewhere.ts';
import { setEntryShadowed } from './rules/set-entry-shadowed.ts';
import { sinkWithoutOrigin } from './rules/sink-without-origin.ts';
import { spelledInTwoCases } from './rules/spelled-in-two-cases.ts';
import { stringForTypedValue } from './rules/string-for-typed-value.ts';
import { suppressionUnused } from './rules/suppression-unused.ts';
import { suppressionWithoutReason } from './rules/suppression-without-reason.ts';
import { unconditionalAllow } from './rules/unconditional-allow.ts';
import { unlessCancels } from './rules/unless-cancels.ts';
import { valueRepeated } from './rules/value-repeated.ts';
import { wildcardGrantsPower } from './rules/wildcard-grants-power.ts';
import { writeThenRun } from './rules/write-then-run.ts';

/** Every rule, in the order in which their pages are listed: logic, grants, patterns, shell, approval, upkeep. */
export const lintRules: readonly LintRule[] = [
  ruleNeverHolds,
  unlessCancels,
  rulesContradict,
  allowUnderDeny,
  conditionAlwaysTrue,
  atomImplied,
  operandRepeated,
  historyDecidesNothing,
  ruleChangesNothing,
  otherwiseUnreachable,
  grantWithoutEffect,
  denyOverNothing,
  askNarrowsAllow,
  optionalWithoutHas,
  allowEverything,
  unconditionalAllow,
  wildcardGrantsPower,
  secretReadableElsewhere,
  namesakeUncovered,
  sinkWithoutOrigin,
  patternMatchesEverything,
  prefixWithoutSeparator,
  hostWithoutBoundary,
  setEntryShadowed,
  patternWithoutWildcard,
  stringForTypedValue,
  spelledInTwoCases,
  valueRepeated,
  listOfOne,
  negatedComparison,
  inertCompared,
  commandNeverJudged,
  commandRunsCode,
  commandTooWide,
  writeThenRun,
  opaqueDeniedAnyway,
  denyByOneSpelling,
  approvalOwnerOnly,
  approverRepeated,
  approvalExpiresLate,
  agentWithoutKey,
  policyUntested,
  ruleUntested,
  denyWithoutReason,
  suppressionUnused,
  suppressionWithoutReason,
];
