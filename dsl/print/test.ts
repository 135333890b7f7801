import type { Test, TestBlock, TestRow, TestSession, TestStep, TestTable } from '../ast.ts';
import { endOf } from './block.ts';
import type { Layout } from './layout.ts';
import { columnsAt } from './layout.ts';
import { placesOf } from '../value-places.ts';
import { jsonText, objectText, putCall, tryParts } from './json.ts';
import { toolNameText, wordLiteral, wordText } from './text.ts';

/** What puts out each line or table of a test. */
export function testParts(
  layout: Layout,
  level: number,
  { blocks }: Test,
): readonly (() => void)[] {
  return blocks.flatMap((block, index) => [
    ...agentLine(layout, level, block, index > 0),
    ...block.parts.map((part) => () => putPart(layout, level, part)),
  ]);
}

/** A block stands apart from the one before. */
function agentLine(
  layout: Layout,
  level: number,
  { agent }: TestBlock,
  isApart: boolean,
): readonly (() => void)[] {
  if (agent === undefined) return [];
  return [
    () => {
      if (isApart) layout.blank();
      layout.line(level, { text: `as ${agent.text}`, span: agent.span });
    },
  ];
}

function putPart(layout: Layout, level: number, part: TestBlock['parts'][number]): void {
  if ('rows' in part) putTable(layout, level, part);
  else if ('steps' in part) putSession(layout, level, part);
  else putCall(layout, level, { ...part, around: ['', expectedText(part)] });
}

function putSession(layout: Layout, level: number, { steps, span }: TestSession): void {
  const headEnd = Math.min(span.end, span.start + 'session'.length);
  if (steps.length === 0 && layout.tryLine(level, { text: 'session {}', span }, headEnd)) return;
  layout.line(level, { text: 'session {', span: { start: span.start, end: headEnd } });
  for (const step of steps) {
    if (step.kind === 'step') putCall(layout, level + 1, { ...step, around: ['', stepTail(step)] });
    else layout.line(level + 1, { text: `prompt ${wordLiteral(step.text)}`, span: step.span });
  }
  layout.line(level, { text: '}', span: endOf(span) }, level + 1);
}

function stepTail({ returns, fails, ...expected }: TestStep): string {
  const result = fails ? ' fails' : returns === undefined ? '' : ` returns ${wordLiteral(returns)}`;
  return `${expectedText(expected)}${result}`;
}

function putTable(layout: Layout, level: number, table: TestTable): void {
  const { tool, span, rows, shared } = table;
  const head = `${tableHead(table, columnsAt(level) - 2)} {`;
  const empty = { text: `${head}}`, span };
  if (rows.length === 0 && layout.tryLine(level, empty, tool.span.end)) return;
  const prefix = `${tableHead({ ...table, shared: undefined }, 0)} with `;
  const range = { start: span.start, end: placesOf(shared ?? null)?.span.end ?? tool.span.end };
  const isPut =
    shared !== undefined &&
    tryParts(layout, level, { prefix, value: shared, suffix: ' {', span: range });
  if (!isPut) layout.line(level, { text: head, span: { start: span.start, end: tool.span.end } });
  for (const row of rows) {
    layout.line(level + 1, { text: rowText(row, columnsAt(level + 1)), span: row.span });
  }
  layout.line(level, { text: '}', span: endOf(span) }, level + 1);
}

function tableHead({ columns, tool, shared }: TestTable, columnsLeft: number): string {
  const names = columns.map(({ text }) => `.${wordText(text)}`).join(', ');
  const head = `for each ${names} of ${toolNameText(tool)}`;
  if (shared === undefined) return head;
  return `${head} with ${objectText(shared, columnsLeft - head.length - ' with '.length)}`;
}

function rowText({ values, ...expected }: TestRow, columns: number): string {
  const tail = expectedText(expected);
  const textsIn = (width: number): string =>
    values.map((value) => jsonText(value, width)).join(', ');
  const flat = textsIn(Number.POSITIVE_INFINITY);
  return `${flat.length + tail.length <= columns ? flat : textsIn(columns - tail.length)}${tail}`;
}

function expectedText({ verdict, rule }: Pick<TestRow, 'verdict' | 'rule'>): string {
  return ` => ${verdict}${rule === undefined ? '' : ` (${rule.text})`}`;
}
