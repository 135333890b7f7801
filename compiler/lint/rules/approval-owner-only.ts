import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { approvalsIn } from './approval-expires-late.ts';

/** Several votes of nobody but the owner of the agent. */
export const approvalOwnerOnly: LintRule = {
  code: 'approval-owner-only',
  severity: 'info',
  title: 'several approvals are asked of the owner of the agent alone',
  explanation:
    'Where an approval names nobody, the owner of the agent is asked: all votes then come from the team that runs the agent. Two pairs of eyes are worth more if one is from elsewhere.',
  bad: exampleFile(
    'agent ops { owner team "acme/ops" }\npolicy p for agent ops { otherwise ask approval 2 }',
  ),
  good: exampleFile(
    'agent ops { owner team "acme/ops" }\npolicy p for agent ops { otherwise ask approval 2 of team "acme/ops", team "acme/security" }',
  ),
  *find(context) {
    for (const { count, approvers, span } of approvalsIn(context)) {
      if (count < 2 || approvers.length > 0) continue;
      yield {
        span,
        message: `all ${count} approvals come from the owner of the agent`,
        help: 'name the approvers with `of`',
      };
    }
  },
};
