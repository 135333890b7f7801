import type {
  Approval,
  Approver,
  Condition,
  Field,
  JsonValue,
  Literal,
  Membership,
  Param,
  SetLiteral,
  TestCase,
  ToolName,
  Word,
} from '../ast.ts';
import { termsOf } from '../condition.ts';
import { stringLiteral } from '../escape.ts';
import { durationText } from '../numeral.ts';
import { isReserved } from '../tokens.ts';

const nameShape = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A word where every word may stand as a name: after a dot, before a colon. */
export function wordText(text: string): string {
  return nameShape.test(text) ? text : stringLiteral(text);
}

/** A word where reserved ones must be quoted. */
function nameText(text: string): string {
  return isReserved(text) ? stringLiteral(text) : wordText(text);
}

/** `Bash`, `mcp github.merge`. */
export function toolNameText({ server, name }: ToolName): string {
  if (server === undefined) return nameText(name.text);
  return `mcp ${nameText(server.text)}.${wordText(name.text)}`;
}

/** `command: Shell`, `timeout?: Int inert`. */
export function paramText({ name, optional, type, inert }: Param): string {
  return `${wordText(name.text)}${optional ? '?' : ''}: ${type.text}${inert ? ' inert' : ''}`;
}

/** A decoded text as a string literal. */
export function wordLiteral({ text }: Word): string {
  return stringLiteral(text);
}

/** `paths("**" + "/.env")` on one line. */
export function setText({ of, patterns }: SetLiteral): string {
  return `${of}(${patterns.map(wordLiteral).join(', ')})`;
}

/** `team "acme/platform"`, `user "alice" id 42`. */
export function approverText({ kind, name, id }: Approver): string {
  return `${kind} ${wordLiteral(name)}${id === undefined ? '' : ` id ${id}`}`;
}

/** `approval 2 of` and what follows it, separated by commas. */
export function approvalParts({ count, approvers, expiresMs }: Approval): {
  readonly head: string;
  readonly rest: readonly string[];
} {
  const expires = expiresMs === undefined ? [] : [`expires ${durationText(expiresMs)}`];
  const link = approvers.length > 0 ? ' of' : expires.length > 0 ? ',' : '';
  return { head: `approval ${count}${link}`, rest: [...approvers.map(approverText), ...expires] };
}

/** `approval 2 of team "a", expires 30m` on one line. */
export function approvalText(approval: Approval): string {
  const { head, rest } = approvalParts(approval);
  return [head, ...(rest.length > 0 ? [rest.join(', ')] : [])].join(' ');
}

export function literalText(literal: Literal): string {
  return literal.kind === 'string' ? stringLiteral(literal.value) : String(literal.value);
}

export function fieldText({ path }: Field): string {
  return path.map((part) => `.${wordText(part.text)}`).join('');
}

function membershipText(set: Membership): string {
  if (set.kind === 'name') return set.text;
  if (set.kind === 'set') return setText(set);
  return `[${set.values.map(literalText).join(', ')}]`;
}

/** How tightly each kind binds; atoms bind tightest. */
const tightness: Readonly<Partial<Record<Condition['kind'], number>>> = { or: 1, and: 2, not: 3 };

/** A condition on one line, with the parentheses it needs and no others. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return termsOf(condition.kind, condition)
        .map((term) => operandText(term, condition.kind))
        .join(` ${condition.kind} `);
    case 'not':
      return `not ${operandText(condition.operand, 'not')}`;
    case 'compare':
      return `${fieldText(condition.field)} ${condition.operator} ${literalText(condition.value)}`;
    case 'matches':
      return `${fieldText(condition.field)} matches ${wordLiteral(condition.pattern)}`;
    case 'under':
      return `${fieldText(condition.field)} under ${condition.base ? wordLiteral(condition.base) : 'workspace'}`;
    case 'in':
      return `${fieldText(condition.field)} in ${membershipText(condition.set)}`;
    default:
      return `has ${fieldText(condition.field)}`;
  }
}

/** An operand of a connective, in parentheses where it binds no tighter. */
export function operandText(operand: Condition, parent: 'and' | 'or' | 'not'): string {
  const needsParentheses = (tightness[operand.kind] ?? 4) <= (tightness[parent] ?? 0);
  return needsParentheses ? `(${conditionText(operand)})` : conditionText(operand);
}

/** A value of a test call: on one line if it fits the columns, else one element on each line. */
export function jsonText(value: JsonValue, columns: number): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return isArray(value) ? arrayText(value, columns) : objectText(value, columns);
}

/** `Array.isArray` does not know read-only arrays. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function arrayText(value: readonly JsonValue[], columns: number): string {
  const elementsIn = (width: number): readonly string[] =>
    value.map((item) => jsonText(item, width));
  const flat = `[${elementsIn(Number.POSITIVE_INFINITY).join(', ')}]`;
  return flat.length <= columns ? flat : brokenText('[', elementsIn(columns - 3), ']');
}

/** `{ command: "ls" }`, laid out like any value. */
export function objectText(value: ReadonlyMap<string, JsonValue>, columns: number): string {
  if (value.size === 0) return '{}';
  const membersIn = (width: number): readonly string[] =>
    [...value].map(([key, item]) => {
      const name = wordText(key);
      return `${name}: ${jsonText(item, width - name.length - 2)}`;
    });
  const flat = `{ ${membersIn(Number.POSITIVE_INFINITY).join(', ')} }`;
  return flat.length <= columns ? flat : brokenText('{', membersIn(columns - 3), '}');
}

function brokenText(open: string, elements: readonly string[], close: string): string {
  const lines = elements.flatMap((element) => `${element},`.split('\n'));
  return [open, ...lines.map((line) => `  ${line}`), close].join('\n');
}

/** A call between two texts, its arguments broken up if all of it does not fit the columns. */
export function callText(
  { tool, input }: Pick<TestCase, 'tool' | 'input'>,
  [before, after]: readonly [string, string],
  columns: number,
): string {
  const head = `${before}${toolNameText(tool)} `;
  return `${head}${objectText(input, columns - head.length - after.length)}${after}`;
}
