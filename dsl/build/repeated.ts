import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import type { Builder } from './cst.ts';
import { spanOf } from './cst.ts';

/** Reports something that may stand only once. */
export function reportRepeated(
  builder: Builder,
  what: string,
  first: CstNode,
  second: CstNode,
): void {
  builder.report(
    finding('repeated-clause', spanOf(builder, second), `found ${what} twice, expected it once`, {
      labels: [{ span: spanOf(builder, first), text: 'first given here' }],
      help: 'delete one of the two',
    }),
  );
}
