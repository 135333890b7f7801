import type {
  ActionName,
  Approval,
  Approver,
  Field,
  Literal,
  Membership,
  SetLiteral,
  Target,
  ToolName,
  Word,
} from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import { durationText } from '../numeral.ts';
import { isReserved } from '../tokens.ts';

const nameShape = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A word where every word may stand as a name: after a dot, before a colon. */
export function wordText(text: string): string {
  return nameShape.test(text) ? text : stringLiteral(text);
}

/** Words that mean something else where a tool may be named. */
const otherMeanings: ReadonlySet<string> = new Set(['opaque', 'prompt']);

/** A word where reserved ones must be quoted. */
export function nameText(text: string): string {
  return isReserved(text) || otherMeanings.has(text) ? stringLiteral(text) : wordText(text);
}

/** `Bash`, `mcp github.merge`. */
export function toolNameText({ server, name }: ToolName): string {
  if (server === undefined) return nameText(name.text);
  return `mcp ${nameText(server.text)}.${wordText(name.text)}`;
}

/** `git.push`, `opaque`. */
export function actionNameText({ group, name }: ActionName): string {
  return group === undefined ? name.text : `${group.text}.${name.text}`;
}

/** What a rule, a claim or an event is about, on one line. */
export function targetText(target: Target): string {
  return targetPieces(target).join(', ');
}

/** The same in pieces between which commas stand. */
function targetPieces(target: Target): readonly string[] {
  if (target.kind === 'tool') return [toolNameText(target)];
  const [first, ...others] = target.commands.map(wordLiteral);
  const name = actionNameText(target);
  return first === undefined ? [name] : [`${name} ${first}`, ...others];
}

/**
 * Several targets in such pieces. A quoted name behind commands would be one of them, so such names
 * go first; only a tree that no text gave has them elsewhere.
 */
export function targetsPieces(targets: readonly Target[]): readonly string[] {
  const isCommand = (target: Target | undefined): boolean =>
    target?.kind === 'action' && target.commands.length > 0;
  const isQuoted = (target: Target): boolean => targetText(target).startsWith('"');
  const isClear = targets.every((each, at) => !isQuoted(each) || !isCommand(targets[at - 1]));
  const quoted = isClear ? [] : targets.filter(isQuoted);
  const others = isClear ? targets : targets.filter((each) => !isQuoted(each));
  return [...quoted, ...others].flatMap(targetPieces);
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

/** A value, or a bare word of an enum. */
export function literalText(literal: Literal): string {
  if (literal.kind !== 'string') return String(literal.value);
  return literal.isWord === true ? literal.value : stringLiteral(literal.value);
}

/** `.url.host`. */
export function fieldText({ path }: Field): string {
  return path.map((part) => `.${wordText(part.text)}`).join('');
}

/** What stands behind `in`, on one line. */
export function membershipText(set: Membership): string {
  if (set.kind === 'name') return set.text;
  if (set.kind === 'set') return setText(set);
  return `[${set.values.map(literalText).join(', ')}]`;
}
