import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { approvalsIn } from './approval-expires-late.ts';

/** The same approver twice. */
export const approverRepeated: LintRule = {
  code: 'approver-repeated',
  severity: 'warning',
  title: 'an approver is named twice',
  explanation:
    'Each person votes once, however often they are named. Most often the second was meant to be somebody else.',
  bad: exampleFile(
    'policy p for agent dev { otherwise ask approval 1 of team "acme/ops", team "acme/ops" }',
  ),
  good: exampleFile(
    'policy p for agent dev { otherwise ask approval 1 of team "acme/ops", team "acme/dev" }',
  ),
  *find(context) {
    for (const { approvers } of approvalsIn(context)) {
      const first = new Map<string, (typeof approvers)[number]>();
      for (const approver of approvers) {
        const { kind, id, name, span } = approver;
        const key = `${kind} ${id ?? name.text.toLowerCase()}`;
        const earlier = first.get(key);
        if (earlier === undefined) first.set(key, approver);
        else {
          yield {
            span,
            message: `${kind} ${quote(name.text)} is named already`,
            labels: [{ span: earlier.span, text: 'first named here' }],
            help: 'remove it, or name somebody else',
          };
        }
      }
    }
  },
};
