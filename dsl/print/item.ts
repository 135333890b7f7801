import type { AgentDeclaration, Import, ImportTarget, Item, Layer, Let, Test } from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import type { Span } from '../source.ts';
import { endOf, putBlock, wrap } from './block.ts';
import { agentPieces } from './agent.ts';
import { agentsText, claimText, putClaim } from './claim.ts';
import { putCommand } from './command.ts';
import { elementsOf } from './condition.ts';
import { putAction, putTool } from './declaration.ts';
import type { Layout, Piece, Placed } from './layout.ts';
import { columnsAt } from './layout.ts';
import { putOtherwise, putRule } from './rule.ts';
import { testParts } from './test.ts';
import { setText, wordLiteral, wordText } from './text.ts';

/** Puts out one item of a file. */
export function putItem(layout: Layout, item: Item): void {
  switch (item.kind) {
    case 'import':
      putImport(layout, item);
      break;
    case 'let':
      putLet(layout, item);
      break;
    case 'agent':
      putAgent(layout, item);
      break;
    case 'tool':
      putTool(layout, item);
      break;
    case 'action':
      putAction(layout, item);
      break;
    case 'command':
      putCommand(layout, item);
      break;
    case 'observe':
      layout.line(0, { text: `observe until ${wordLiteral(item.until)}`, span: item.span });
      break;
    case 'test':
      putTest(layout, item);
      break;
    case 'claim':
      putBraces(layout, item, headOf(item, claimText(item), item.title), [
        () => putClaim(layout, 1, item),
      ]);
      break;
    default:
      putLayer(layout, item);
  }
}

/** An item up to the last node before its opening bracket. */
function headOf(item: Item, text: string, last: { readonly span: Span }): Placed {
  return { text, span: { start: item.span.start, end: last.span.end } };
}

function putImport(layout: Layout, { targets, span }: Import): void {
  layout.line(0, { text: wrap('import', targets.map(importText), columnsAt(0)), span });
}

function importText({ kind, text }: ImportTarget): string {
  if (kind === 'file') return stringLiteral(text);
  const at = text.indexOf('.');
  return `${text.slice(0, at)}.${wordText(text.slice(at + 1))}`;
}

function putLet(layout: Layout, item: Let): void {
  const { name, value } = item;
  putBlock(layout, 0, {
    flat: `let ${name.text} = ${setText(value)}`,
    span: item.span,
    head: headOf(item, `let ${name.text} = ${value.of}(`, name),
    elements: elementsOf(value),
    tail: ')',
  });
}

/** Puts out an item in braces, one part on each line; without parts `{}`. */
function putBraces(layout: Layout, item: Item, head: Placed, parts: readonly (() => void)[]): void {
  const empty = { text: `${head.text} {}`, span: item.span };
  if (parts.length === 0 && layout.tryLine(0, empty, head.span.end)) return;
  layout.line(0, { ...head, text: `${head.text} {` });
  for (const part of parts) part();
  layout.line(0, { text: '}', span: endOf(item.span) }, 1);
}

/** Parts that are one line each. */
function lines(layout: Layout, pieces: readonly Piece[]): readonly (() => void)[] {
  return pieces.map((piece) => () => layout.line(1, piece));
}

function putAgent(layout: Layout, item: AgentDeclaration): void {
  const { name } = item;
  const pieces = agentPieces(item, columnsAt(1));
  putBraces(layout, item, headOf(item, `agent ${name.text}`, name), lines(layout, pieces));
}

function putLayer(layout: Layout, item: Layer): void {
  const { name, agents, layer, rules, hold, otherwise } = item;
  const head = headOf(item, layerHead(item), layer ?? agents?.at(-1) ?? name);
  putBraces(layout, item, head, [
    ...(hold === undefined
      ? []
      : [() => layout.line(1, { text: 'hold message', span: hold.span })]),
    ...rules.map((rule) => () => putRule(layout, 1, rule)),
    ...(otherwise === undefined ? [] : [() => putOtherwise(layout, 1, otherwise)]),
  ]);
}

function layerHead({ kind, name, agents, layer }: Layer): string {
  const start = `${kind} ${name.text} for`;
  const end = layer === undefined ? '' : ` layer ${layer.text}`;
  if (agents === undefined) return `${start} all agents${end}`;
  const columns = columnsAt(1) - end.length; // Leaves room for the brace.
  return `${agentsText(`${start} `, agents, columns)}${end}`;
}

function putTest(layout: Layout, item: Test): void {
  const head = headOf(item, `test ${wordLiteral(item.title)}`, item.title);
  putBraces(layout, item, head, testParts(layout, 1, item));
}
