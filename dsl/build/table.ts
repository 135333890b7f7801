import type { Effect, JsonValue, TestRow, TestTable, Word } from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { EffectWord, Name, Word as WordToken } from '../tokens.ts';
import { buildArguments, buildValue } from './arguments.ts';
import type { Builder } from './cst.ts';
import {
  isWhole,
  node,
  nodes,
  optionalNode,
  optionalToken,
  spanOf,
  token,
  tokens,
  wordOf,
} from './cst.ts';
import { buildToolName } from './target.ts';

/** `for each .path of read_file { ".env" => deny }`; rows of another width are reported. */
export function buildTable(builder: Builder, from: CstNode): TestTable {
  const object = optionalNode(from, 'object');
  const shared = object && buildArguments(builder, object);
  const columns = tokens(node(from, 'columns'), WordToken).map((word) => wordOf(builder, word));
  reportRepeated(builder, columns, shared);
  return {
    columns,
    tool: buildToolName(builder, node(from, 'toolName')),
    shared,
    rows: nodes(from, 'row')
      .filter((row) => isWhole(builder, row))
      .map((row) => buildRow(builder, row, columns.length)),
    span: spanOf(builder, from),
  };
}

/** An argument is a column once, or shared, not both. */
function reportRepeated(
  builder: Builder,
  columns: readonly Word[],
  shared: ReadonlyMap<string, JsonValue> | undefined,
): void {
  const seen = new Set(shared?.keys());
  for (const { text, span } of columns) {
    if (seen.has(text)) {
      const message = `found the argument ${quote(text)} twice, expected it once`;
      builder.report(finding('repeated-key', span, message, { help: 'delete one of the two' }));
    }
    seen.add(text);
  }
}

function buildRow(builder: Builder, from: CstNode, columns: number): TestRow {
  const values = nodes(from, 'value').map((value) => buildValue(builder, value));
  const span = spanOf(builder, from);
  if (values.length !== columns) {
    const expected = columns === 1 ? 'one' : `${columns}, one for each column`;
    const found = values.length === 1 ? 'a row of one value' : `a row of ${values.length} values`;
    const message = `found ${found}, expected ${expected}`;
    builder.report(finding('row-length', span, message, { help: 'write a value for each column' }));
  }
  const rule = optionalToken(from, Name);
  return {
    values,
    verdict: token(from, EffectWord).image as Effect,
    rule: rule && wordOf(builder, rule),
    span,
  };
}
