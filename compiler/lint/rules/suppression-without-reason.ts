import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** Found by `lint` itself, which then ignores the suppression. */
export const suppressionWithoutReason: LintRule = {
  code: 'suppression-without-reason',
  severity: 'warning',
  title: 'a suppression gives no reason',
  explanation:
    'The next reader must be able to judge whether the reason still holds. Without one the finding stands.',
  bad: exampleFile(
    'policy p for agent dev {\n  allow Fetch // sentrely-ignore unconditional-allow\n}',
  ),
  good: exampleFile(
    'policy p for agent dev {\n  allow Fetch // sentrely-ignore unconditional-allow: a sandbox\n}',
  ),
  *find() {},
};
