import type {
  CommandDeclaration,
  CommandForm,
  CommandOption,
  CommandRole,
  CommandValue,
} from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import { endOf, wrap } from './block.ts';
import { doesText, spanOver, useText } from './declaration.ts';
import type { Layout } from './layout.ts';
import { columnsAt } from './layout.ts';
import { literalText, nameText, wordLiteral } from './text.ts';

/** Puts out `command NAME complete { ... }`: what has one part on one line if it fits. */
export function putCommand(layout: Layout, item: CommandDeclaration): void {
  const { options, forms, span } = item;
  const text = headText(item);
  const head = { start: span.start, end: item.programs.at(-1)?.span.end ?? span.start };
  const parts = [...optionLists(options), ...forms.map(formText)].map((part) => ` ${part} `);
  const flat = `${text} {${parts.join('')}}`;
  if (isShortCommand(item) && layout.tryLine(0, { text: flat, span }, head.end)) return;
  layout.line(0, { text: `${text} {`, span: head });
  putOptions(layout, 1, options);
  for (const form of forms) putForm(layout, 1, form);
  layout.line(0, { text: '}', span: endOf(span) }, 1);
}

/** At most one form, or options: such declarations may stand close together. */
export function isShortCommand({ options, forms }: CommandDeclaration): boolean {
  const parts = forms.length + (options.length > 0 ? 1 : 0);
  return parts <= 1 && forms.every((form) => form.options.length === 0);
}

function optionLists(options: readonly CommandOption[]): readonly string[] {
  return options.length === 0 ? [] : [`option ${options.map(optionText).join(', ')}`];
}

function headText({ programs, isComplete }: CommandDeclaration): string {
  const names = programs.map(({ text }) => nameText(text)).join(', ');
  return `command ${names}${isComplete ? ' complete' : ''}`;
}

/** Options on as few lines as they need, those that the author set apart on lines of their own. */
function putOptions(layout: Layout, level: number, options: readonly CommandOption[]): void {
  for (const group of groupsOf(layout, options)) {
    const text = wrap('option', group.map(optionText), columnsAt(level));
    layout.line(level, { text, span: spanOver(group) });
  }
}

function groupsOf(
  layout: Layout,
  options: readonly CommandOption[],
): readonly (readonly CommandOption[])[] {
  const groups: CommandOption[][] = [];
  for (const option of options) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const isJoined = before !== undefined && !layout.isApart(before.span.end, option.span.start);
    if (isJoined) group?.push(option);
    else groups.push([option]);
  }
  return groups;
}

/** `-X | --request value: Path as method sets carries = "body"`. */
function optionText({ names, value, role, sets, does }: CommandOption): string {
  return [
    names.map(({ text }) => optionNameText(text)).join(' | '),
    ...(value === undefined ? [] : [valueText(value)]),
    ...(role === undefined ? [] : [roleText(role)]),
    ...sets.map(({ variable, literal }) => `sets ${variable.text} = ${literalText(literal)}`),
    ...(does.length === 0 ? [] : [`does ${does.map(useText).join(', ')}`]),
  ].join(' ');
}

/** Quoted if it is not what the lexer takes for an option. */
function optionNameText(text: string): string {
  return /^(?:--?[A-Za-z][\w-]*|-\d)$/.test(text) ? text : stringLiteral(text);
}

function valueText({ type, isOptional }: CommandValue): string {
  return `value${isOptional ? '?' : ''}${type === undefined ? '' : `: ${type.text}`}`;
}

function roleText(role: CommandRole): string {
  return role.kind === 'as' ? `as ${role.name.text}` : role.kind;
}

function formText({ template, options, does }: CommandForm): string {
  return [
    wordLiteral(template),
    ...optionLists(options).map((list) => `{ ${list} }`),
    ...(does.length === 0 ? [] : [`does ${does.map(useText).join(', ')}`]),
  ].join(' ');
}

/** A form on one line if it fits, else its options in a block and what it does below. */
function putForm(layout: Layout, level: number, form: CommandForm): void {
  const { template, options, does, span } = form;
  const head = { start: span.start, end: template.span.end };
  if (layout.tryLine(level, { text: formText(form), span }, head.end)) return;
  const text = wordLiteral(template);
  if (options.length > 0) {
    layout.line(level, { text: `${text} {`, span: head });
    putOptions(layout, level + 1, options);
    putTail(layout, level, form);
    return;
  }
  layout.line(level, { text, span: head });
  if (does.length === 0) return;
  const what = doesText('does', does, columnsAt(level + 1));
  layout.line(level + 1, { text: what, span: spanOver(does) });
}

/** The brace behind the options of a form, and what the form does. */
function putTail(layout: Layout, level: number, { does, span }: CommandForm): void {
  if (does.length === 0) {
    layout.line(level, { text: '}', span: endOf(span) }, level + 1);
    return;
  }
  const text = doesText('} does', does, columnsAt(level));
  layout.line(level, { text, span: spanOver(does) }, level + 1);
}
