import type {
  ActionArgument,
  ActionDeclaration,
  ActionUse,
  Param,
  ToolDeclaration,
  TypeExpression,
} from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import type { Span } from '../source.ts';
import { brokenText, putBlock, wrap } from './block.ts';
import type { Layout, Piece, Placed } from './layout.ts';
import { columnsAt } from './layout.ts';
import { actionNameText, literalText, toolNameText, wordLiteral, wordText } from './text.ts';

/** `command: Shell`, `timeout?: Int inert`; a record that does not fit the columns is broken up. */
export function paramText(
  { name, optional, type, inert, directory }: Param,
  columns: number = Number.POSITIVE_INFINITY,
): string {
  const head = `${wordText(name.text)}${optional ? '?' : ''}: `;
  const tail = inert ? ' inert' : directory === true ? ' directory' : '';
  return `${head}${typeText(type, columns - head.length - tail.length)}${tail}`;
}

/** A type, on one line if it fits the columns. */
export function typeText(type: TypeExpression, columns: number = Number.POSITIVE_INFINITY): string {
  switch (type.kind) {
    case 'named':
      return type.text;
    case 'enum':
      return enumText(type.words.map(({ text }) => text));
    case 'list':
      return `[${typeText(type.element, columns - 2)}]`;
    default:
      return recordText(type.fields, columns);
  }
}

/** A single bare word would be the name of a type. */
function enumText(texts: readonly string[]): string {
  return texts.length === 1 ? texts.map(stringLiteral).join('') : texts.map(wordText).join(' | ');
}

function recordText(fields: readonly Param[], columns: number): string {
  if (fields.length === 0) return '{}';
  const flat = `{ ${fields.map((each) => paramText(each)).join(', ')} }`;
  if (flat.length <= columns) return flat;
  const texts = fields.map((each) => paramText(each, columns - 3));
  return brokenText('{', texts, '}');
}

function elementsOf(params: readonly Param[], columns: number): readonly Piece[] {
  return params.map((param) => ({ text: paramText(param, columns), span: param.span }));
}

/** Puts out `action NAME(...) risk LEVEL`. */
export function putAction(layout: Layout, item: ActionDeclaration): void {
  const { action, params, risk, span } = item;
  const head = `action ${actionNameText(action)}`;
  const tail = risk === undefined ? '' : ` risk ${risk.text}`;
  if (params.length === 0) {
    layout.line(0, { text: `${head}${tail}`, span });
    return;
  }
  putBlock(layout, 0, {
    flat: `${head}(${params.map((param) => paramText(param)).join(', ')})${tail}`,
    span,
    head: { text: `${head}(`, span: { start: span.start, end: action.span.end } },
    elements: elementsOf(params, columnsAt(1) - 1),
    tail: `)${tail}`,
  });
}

/** Puts out `tool NAME { ... }`, and what it does behind it or below it. */
export function putTool(layout: Layout, item: ToolDeclaration): void {
  const { tool, params, span } = item;
  const name = `tool ${toolNameText(tool)} {`;
  const texts = params.map((param) => paramText(param));
  const flat = params.length === 0 ? `${name}}` : `${name} ${texts.join(', ')} }`;
  const head: Placed = { text: name, span: { start: span.start, end: tool.span.end } };
  const clauses = clausesOf(item);
  const [first] = clauses;
  const whole = [flat, ...clauses.map(({ text }) => text)].join(' ');
  if (first !== undefined && layout.tryLine(0, { text: whole, span }, head.span.end)) return;
  if (first === undefined) {
    const elements = elementsOf(params, columnsAt(1) - 1);
    putBlock(layout, 0, { flat, span, head, elements, tail: '}' });
    return;
  }
  // The tree does not say where the brace closes: what follows the last parameter is put behind it.
  const { end } = (params.at(-1) ?? tool).span;
  const isFlat = layout.tryLine(0, { text: flat, span: { ...span, end } }, head.span.end);
  if (!isFlat) putParams(layout, { head, params, first });
  for (const clause of isFlat ? clauses : clauses.slice(1)) layout.line(1, clause);
}

/** The parameters of a tool, each on a line, and its first clause behind their brace. */
function putParams(
  layout: Layout,
  broken: { readonly head: Placed; readonly params: readonly Param[]; readonly first: Placed },
): void {
  const { head, params, first } = broken;
  layout.line(0, head);
  for (const { text, span } of elementsOf(params, columnsAt(1) - 1)) {
    layout.line(1, { text: `${text},`, span });
  }
  layout.line(0, { ...first, text: `} ${first.text}` }, 1);
}

function clausesOf({ does, trusted }: ToolDeclaration): readonly Placed[] {
  const columns = columnsAt(1);
  const sources = wrap('trusted', trusted.map(wordLiteral), columns);
  return [
    ...(does.length === 0 ? [] : [{ text: doesText('does', does, columns), span: spanOver(does) }]),
    ...(trusted.length === 0 ? [] : [{ text: sources, span: spanOver(trusted) }]),
  ];
}

/** From the first of some nodes to the last. */
export function spanOver(nodes: readonly { readonly span: Span }[]): Pick<Span, 'start' | 'end'> {
  return { start: nodes[0]?.span.start ?? 0, end: nodes.at(-1)?.span.end ?? 0 };
}

/** `does s3.read(bucket), fs.write(dst)` after a prefix, on as many lines as it needs. */
export function doesText(prefix: string, does: readonly ActionUse[], columns: number): string {
  return wrap(prefix, does.map(useText), columns);
}

/** `s3.delete(bucket, key: object)`. */
export function useText({ action, args }: ActionUse): string {
  const name = actionNameText(action);
  return args.length === 0 ? name : `${name}(${args.map(argumentText).join(', ')})`;
}

function argumentText({ param, variable, part, isUnder, skips, literal }: ActionArgument): string {
  const label = param === undefined ? '' : `${wordText(param.text)}: `;
  const value = literal === undefined ? '' : literalText(literal);
  const name = part === undefined ? (variable?.text ?? value) : `${variable?.text}.${part.text}`;
  const place = `${isUnder ? 'under ' : ''}${name}${skips === undefined ? '' : ` skips ${skips.text}`}`;
  const otherwise = variable === undefined || value === '' ? '' : ` or ${value}`;
  return `${label}${place}${otherwise}`;
}
