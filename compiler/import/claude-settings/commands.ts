import { stringLiteral } from '../../../dsl/escape.ts';
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
 * The rules that permissions on `Bash` become. Single commands are carried over, named whole; a
 * prefix is left out. Nothing is lost in safety, because what is not listed is not allowed: an exact
 * allow that a lost deny or ask would have met is dropped or asked, and where denies were lost, every
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

/** One command in the one spelling that commands are compared in. */
const plainCommand = /^[\w@%+:,./-][\w@%+:,./=-]*(?: [\w@%+=:,./-]+)*$/;

/** Programs that run the command behind them, which is then the command that is judged. */
const wrappers = new Set(
  'env sudo doas xargs nohup setsid timeout time nice ionice stdbuf watch parallel command builtin exec eval trap coproc sh bash zsh dash ksh su busybox find fd ssh docker kubectl npx git'.split(
    ' ',
  ),
);

/** Whether a permission names one whole command that is judged as it is written. */
function isExact(specifier: string): boolean {
  const [program = '', ...words] = specifier.split(' ');
  const name = program.slice(program.lastIndexOf('/') + 1);
  const isPlain = plainCommand.test(specifier) && !program.includes('=');
  return isPlain && specifier.length <= textUnitsMax && (!wrappers.has(name) || isGit(name, words));
}

/** `git` runs other commands only by a few of its own, and by options in front of them. */
function isGit(name: string, [first = '']: readonly string[]): boolean {
  return name === 'git' && /^[a-z]/.test(first) && !/^(?:bisect|rebase|submodule)$/.test(first);
}

function lostPattern(permission: Permission): LeftOut {
  return leaveOut(permission, 'only single commands, named whole, are carried over');
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
  return [{ effect, label, tools: ['shell.run'], clauses: ` ${texts(permissions).join(', ')}` }];
}

/** Stands for the denies that could not be carried over. */
function othersDenied(permissions: readonly Permission[]): DraftRule {
  const listed = texts(permissions).join(', ');
  const unless = permissions.length === 0 ? '' : ` unless .command in [${listed}]`;
  const because = 'Denials by prefix were not carried over, so only listed commands may run.';
  const clauses = `${unless} because ${stringLiteral(because)}`;
  return { effect: 'deny', label: 'deny-other-commands', tools: ['shell.run'], clauses };
}

function texts(permissions: readonly Permission[]): readonly string[] {
  const commands = new Set(permissions.map(({ specifier = '' }) => specifier));
  return [...commands].map(stringLiteral);
}
