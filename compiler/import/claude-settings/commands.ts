import { hasRefused, stringLiteral } from '../../../dsl/escape.ts';
import { textUnitsMax } from '../../bundle/limits.ts';
import { type DraftRule, type LeftOut, leaveOut, type Outcome } from './outcome.ts';
import type { Permission } from './permission.ts';

/** Permissions on `Bash` by what can be said of them. */
interface Sorted {
  readonly whole: readonly Permission[];
  readonly exact: readonly Permission[];
  readonly patterns: readonly Permission[];
}

/**
 * The rules that permissions on `Bash` become. This edition compares whole commands, so a pattern is
 * left out; nothing is lost in safety, because what is not listed is not allowed: an exact allow
 * that a lost deny or ask would have met is dropped or asked, and where denies were lost, every
 * command that is not listed is denied.
 */
export function importCommands(permissions: readonly Permission[]): Outcome {
  const deny = sorted(permissions, 'deny');
  const ask = sorted(permissions, 'ask');
  const allow = sorted(permissions, 'allow');
  const denied = allow.exact.filter((each) => meets(deny, each));
  const asked = allow.exact.filter((each) => !denied.includes(each) && meets(ask, each));
  const allowed = allow.exact.filter((each) => !denied.includes(each) && !asked.includes(each));
  const toAsk = [...ask.exact, ...asked];
  const rules = [
    ...whole('deny', deny),
    ...listed('deny', 'deny-commands', deny.exact),
    ...whole('ask', ask),
    ...listed('ask', 'ask-commands', toAsk),
    ...listed('allow', '', allowed),
    ...(deny.patterns.length > 0 ? [othersDenied([...allowed, ...toAsk])] : []),
  ];
  return {
    rules,
    carried: [deny, ask].flatMap((each) => [...each.whole, ...each.exact]).concat(allowed, asked),
    leftOut: [
      ...[deny, ask, allow].flatMap(({ patterns }) => patterns.map(lostPattern)),
      ...allow.whole.map((each) => leaveOut(each, 'it would allow every command there is')),
      ...denied.map((each) => leaveOut(each, 'a deny of the same settings is about it')),
    ],
  };
}

function sorted(permissions: readonly Permission[], effect: Permission['effect']): Sorted {
  const own = permissions.filter((each) => each.effect === effect);
  return {
    whole: own.filter(({ specifier }) => specifier === undefined),
    exact: own.filter(({ specifier }) => specifier !== undefined && isExact(specifier)),
    patterns: own.filter(({ specifier }) => specifier !== undefined && !isExact(specifier)),
  };
}

/** Whether a command can be written as a literal of ours. */
function isExact(specifier: string): boolean {
  return (
    !specifier.includes('*') &&
    !hasRefused(specifier) &&
    specifier.isWellFormed() &&
    specifier.length <= textUnitsMax
  );
}

function lostPattern(permission: Permission): LeftOut {
  return leaveOut(permission, 'this edition compares whole commands, not prefixes');
}

/** What stands between the commands of one line. The client judges each by itself. */
const separators = /[;&|()`<>{}\n]|\$\(/;

/** Whether a permission of these is about a command that another names exactly, or a part of it. */
function meets({ whole, exact, patterns }: Sorted, { specifier = '' }: Permission): boolean {
  if (whole.length > 0) return true;
  const parts = [specifier, ...specifier.split(separators).map((part) => part.trim())];
  return parts.some(
    (part) =>
      exact.some((each) => each.specifier === part) ||
      patterns.some((each) => covers(each.specifier ?? '', part)),
  );
}

/** `npm run test:*`, `git * main`: whether the pieces between the stars occur in order. */
function covers(pattern: string, command: string): boolean {
  const [first = '', ...pieces] = pattern.replace(/(?::| )\*$/, '*').split('*');
  if (!command.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = command.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

function whole(effect: 'ask' | 'deny', { whole: found }: Sorted): readonly DraftRule[] {
  return found.length === 0
    ? []
    : [{ effect, label: `${effect}-bash`, tools: ['Bash'], clauses: '' }];
}

function listed(
  effect: Permission['effect'],
  label: string,
  permissions: readonly Permission[],
): readonly DraftRule[] {
  if (permissions.length === 0) return [];
  const unsandboxed = effect === 'allow' ? ' and not has .dangerouslyDisableSandbox' : '';
  const clauses = ` when .command in ${literals(permissions)}${unsandboxed}`;
  return [{ effect, label, tools: ['Bash'], clauses }];
}

/** Stands for the denies that could not be carried over. */
function othersDenied(permissions: readonly Permission[]): DraftRule {
  const unless = permissions.length === 0 ? '' : ` unless .command in ${literals(permissions)}`;
  const because = 'Denials by prefix were not carried over, so only listed commands may run.';
  const clauses = `${unless} because ${stringLiteral(because)}`;
  return { effect: 'deny', label: 'deny-other-commands', tools: ['Bash'], clauses };
}

function literals(permissions: readonly Permission[]): string {
  const commands = new Set(permissions.map(({ specifier = '' }) => specifier));
  return `[${[...commands].map(stringLiteral).join(', ')}]`;
}
