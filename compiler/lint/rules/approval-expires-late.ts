import { durationText } from '../../../dsl/numeral.ts';
import type { Approval } from '../../../dsl/ast.ts';
import type { LintContext } from '../context.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** A working day. In milliseconds. */
const lateMs = 8 * 60 * 60 * 1000;

/** An approval that may come long after the question. */
export const approvalExpiresLate: LintRule = {
  code: 'approval-expires-late',
  severity: 'info',
  title: 'an approval may come more than a working day later',
  explanation:
    'An agent that waits for so long has often gone on otherwise, and whoever approves in the evening approves the state of the morning.',
  bad: exampleFile('policy p for agent dev { otherwise ask approval 1, expires 20h }'),
  good: exampleFile('policy p for agent dev { otherwise ask approval 1, expires 1h }'),
  *find(context) {
    for (const { expiresMs, span } of approvalsIn(context)) {
      if (expiresMs === undefined || expiresMs <= lateMs) continue;
      yield {
        span,
        message: `found ${durationText(expiresMs)} to approve, expected at most ${durationText(lateMs)}`,
        help: 'shorten it: who comes late can be asked again',
      };
    }
  },
};

/** Every approval that is written out. */
export function approvalsIn({ program }: LintContext): readonly Approval[] {
  return program.layers.flatMap(({ rules, otherwise }) =>
    [...rules, ...(otherwise === undefined ? [] : [otherwise])].flatMap(
      ({ approval }) => approval ?? [],
    ),
  );
}
