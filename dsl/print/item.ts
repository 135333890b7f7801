import type {
  AgentDeclaration,
  AgentReference,
  Item,
  Layer,
  Let,
  Test,
  TestCase,
  ToolDeclaration,
} from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import type { Span } from '../source.ts';
import { endOf, putBlock, wrap } from './block.ts';
import type { Layout, Piece } from './layout.ts';
import { columnsAt } from './layout.ts';
import { elementsOf, putOtherwise, putRule } from './rule.ts';
import { approverText, objectText, paramText, setText, toolNameText, wordLiteral } from './text.ts';

/** Puts out one item of a file. */
export function putItem(layout: Layout, item: Item): void {
  switch (item.kind) {
    case 'let':
      putLet(layout, item);
      break;
    case 'agent':
      putAgent(layout, item);
      break;
    case 'tool':
      putTool(layout, item);
      break;
    case 'test':
      putTest(layout, item);
      break;
    default:
      putLayer(layout, item);
  }
}

/** From the start of an item to the end of the last node before its opening bracket. */
function headSpan(item: Item, last: { readonly span: Span }): Piece['span'] {
  return { start: item.span.start, end: last.span.end };
}

function putLet(layout: Layout, item: Let): void {
  const { name, value } = item;
  putBlock(layout, 0, {
    flat: `let ${name.text} = ${setText(value)}`,
    span: item.span,
    head: { text: `let ${name.text} = ${value.of}(`, span: headSpan(item, name) },
    elements: elementsOf(value),
    tail: ')',
  });
}

function putTool(layout: Layout, item: ToolDeclaration): void {
  const head = `tool ${toolNameText(item.tool)} {`;
  const params = item.params.map(paramText);
  putBlock(layout, 0, {
    flat: params.length === 0 ? `${head}}` : `${head} ${params.join(', ')} }`,
    span: item.span,
    head: { text: head, span: headSpan(item, item.tool) },
    elements: item.params.map((param) => ({ text: paramText(param), span: param.span })),
    tail: '}',
  });
}

/** Puts out an item in braces, one part on each line; without parts `{}`. */
function putBraces(layout: Layout, item: Item, head: Piece, parts: readonly (() => void)[]): void {
  if (parts.length === 0 && !layout.hasComment(head.span?.end ?? 0, item.span.end)) {
    layout.line(0, { text: `${head.text} {}`, span: item.span });
    return;
  }
  layout.line(0, { ...head, text: `${head.text} {` });
  for (const part of parts) part();
  layout.line(0, { text: '}', span: endOf(item.span) }, 1);
}

function putAgent(layout: Layout, item: AgentDeclaration): void {
  const { name, owner, keys } = item;
  const pieces: readonly Piece[] = [
    ...(owner === undefined ? [] : [{ text: `owner ${approverText(owner)}`, span: owner.span }]),
    ...keys.map((key) => ({ text: `identify key ${wordLiteral(key)}`, span: key.span })),
  ];
  const head = { text: `agent ${name.text}`, span: headSpan(item, name) };
  putBraces(
    layout,
    item,
    head,
    pieces.map((piece) => () => layout.line(1, piece)),
  );
}

function putLayer(layout: Layout, item: Layer): void {
  const { kind, name, agents, rules, otherwise } = item;
  const text = wrap(
    `${kind} ${name.text} for ${agents === undefined ? 'all' : 'agents'}`,
    agents === undefined ? ['agents'] : agents.map(agentText),
    columnsAt(1),
  );
  const head = { text, span: headSpan(item, agents?.at(-1) ?? name) };
  const parts = [
    ...rules.map((rule) => ({ at: rule.span.start, put: () => putRule(layout, 1, rule) })),
    ...(otherwise === undefined
      ? []
      : [{ at: otherwise.span.start, put: () => putOtherwise(layout, 1, otherwise) }]),
  ];
  putBraces(
    layout,
    item,
    head,
    parts.map(({ put }) => put),
  );
}

function agentText({ text, isPattern }: AgentReference): string {
  return isPattern ? stringLiteral(text) : text;
}

function putTest(layout: Layout, item: Test): void {
  const { title, agent, cases } = item;
  const pieces: readonly Piece[] = [
    ...(agent === undefined ? [] : [{ text: `as ${agent.text}`, span: agent.span }]),
    ...cases.map((testCase) => ({ text: caseText(testCase), span: testCase.span })),
  ];
  const head = { text: `test ${wordLiteral(title)}`, span: headSpan(item, title) };
  putBraces(
    layout,
    item,
    head,
    pieces.map((piece) => () => layout.line(1, piece)),
  );
}

function caseText({ tool, input, verdict, rule }: TestCase): string {
  const head = `${toolNameText(tool)} `;
  const tail = ` => ${verdict}${rule === undefined ? '' : ` (${rule.text})`}`;
  return `${head}${objectText(input, columnsAt(1) - head.length - tail.length)}${tail}`;
}
