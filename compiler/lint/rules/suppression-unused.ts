import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** Found by `lint` itself, once all other rules have spoken. */
export const suppressionUnused: LintRule = {
  code: 'suppression-unused',
  severity: 'warning',
  title: 'a suppression suppresses nothing',
  explanation:
    'There is no such finding on the line that the comment is about. The code may be misspelt, the finding mended, or the line moved; errors are never suppressed.',
  bad: exampleFile(
    'policy p for agent dev {\n  // sentrely-ignore unconditional-allow: only looks\n  allow Read\n}',
  ),
  good: exampleFile(
    'policy p for agent dev {\n  // sentrely-ignore unconditional-allow: a sandbox\n  allow Fetch\n}',
  ),
  *find() {},
};
