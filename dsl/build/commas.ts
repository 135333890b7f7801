import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import type { IToken } from '../tokens.ts';
import { Comma } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { spanOf, tokens } from './cst.ts';

/** Reports each element of a list that no comma separates from the one before. */
export function checkCommas(
  builder: Builder,
  list: CstNode,
  elements: readonly (CstNode | IToken)[],
): void {
  const commas = tokens(list, Comma).map((comma) => comma.startOffset);
  const spans = elements.map((element) => spanOf(builder, element));
  let comma = 0;
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    if (before === undefined) continue;
    while ((commas[comma] ?? span.start) < before.end) comma++;
    if ((commas[comma] ?? span.start) < span.start) continue;
    const text = builder.source.text.slice(span.start, span.end);
    const insertion = { span: { ...before, start: before.end }, text: ',' };
    builder.report(
      finding('missing-comma', span, `found ${quote(text)}, expected \`,\` before it`, {
        fix: { title: 'insert `,`', edits: [insertion], safe: true },
      }),
    );
  }
}
