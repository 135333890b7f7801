import {
  type Call,
  type Handler,
  inside,
  keep,
  refuse,
  runInside,
  type Unwrapping,
} from './call.ts';
import { goTo } from './directory.ts';
import { type ExpandedWord, textOf } from './expanded-word.ts';
import { type OptionReading, type OptionTable, readOptions } from './option.ts';
import type { NamedValue } from './reader.ts';
import { checkAssignment } from './assignment.ts';
import { moveTo, type State } from './state.ts';

/** A program that runs the command behind its options. */
interface Wrapper extends OptionTable {
  /** Options with which it runs nothing. */
  readonly idle?: readonly string[];
  /** Options with which nobody can tell what the command means. */
  readonly refused?: readonly string[];
  /** Options that name a file it writes, and a directory it works in. */
  readonly writes?: readonly string[];
  readonly directory?: readonly string[];
  /** Whether the shell itself runs the command. */
  readonly isInShell?: boolean;
  /** Whether its command may work anywhere. */
  readonly isElsewhere?: boolean;
  /** Options with which its command may work anywhere. */
  readonly elsewhere?: readonly string[];
  /** Which operand is a file that it writes. */
  readonly writesOperand?: number;
}

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['command', { flags: 'pvV', idle: ['v', 'V'], isInShell: true }],
  ['builtin', { isInShell: true }],
  ['noglob', { isInShell: true }],
  ['nocorrect', { isInShell: true }],
  ['-', { isInShell: true }],
  ['repeat', { operands: 1, isInShell: true }],
  ['nohup', { long: ['help', 'version'], idle: ['help', 'version'] }],
  ['setsid', { flags: 'cfw', long: ['ctty', 'fork', 'wait'] }],
  [
    'timeout',
    {
      flags: 'vfp',
      values: 'ks',
      long: ['foreground', 'preserve-status', 'verbose'],
      longValues: ['kill-after', 'signal'],
      operands: 1,
    },
  ],
  ['gtimeout', { flags: 'v', values: 'ks', long: ['foreground', 'preserve-status'], operands: 1 }],
  ['nice', { values: 'n', longValues: ['adjustment'], isNumeric: true }],
  [
    'ionice',
    {
      flags: 't',
      values: 'cnpPu',
      longValues: ['class', 'classdata', 'pid'],
      idle: ['p', 'P', 'u', 'pid'],
    },
  ],
  ['stdbuf', { values: 'ioe', longValues: ['input', 'output', 'error'] }],
  [
    'time',
    {
      flags: 'apvlh',
      values: 'fo',
      long: ['append', 'portability', 'verbose', 'quiet'],
      longValues: ['format', 'output'],
      writes: ['o', 'output'],
    },
  ],
  [
    'sudo',
    {
      flags: 'AbEHnPSkKvVlisNB',
      values: 'ugpCDhrtTUR',
      long: [
        'askpass',
        'background',
        'preserve-env',
        'set-home',
        'non-interactive',
        'preserve-groups',
        'stdin',
        'reset-timestamp',
        'remove-timestamp',
        'validate',
        'list',
        'login',
        'shell',
        'bell',
      ],
      longValues: [
        'user',
        'group',
        'prompt',
        'close-from',
        'chdir',
        'host',
        'role',
        'type',
        'chroot',
      ],
      assigns: true,
      idle: ['l', 'v', 'V', 'K', 'list', 'validate', 'remove-timestamp'],
      refused: ['R', 'chroot', 'h', 'host'],
      directory: ['D', 'chdir'],
      elsewhere: ['i', 'login'],
    },
  ],
  ['doas', { flags: 'nsL', values: 'uC', idle: ['L', 'C'] }],
  [
    'pkexec',
    { long: ['disable-internal-agent', 'keep-cwd'], longValues: ['user'], isElsewhere: true },
  ],
  [
    'chroot',
    { longValues: ['userspec', 'groups'], long: ['skip-chdir'], operands: 1, isElsewhere: true },
  ],
  [
    'unshare',
    {
      flags: 'muinpUCTfrc',
      values: 'RwSG',
      long: [
        'mount',
        'uts',
        'ipc',
        'net',
        'pid',
        'user',
        'cgroup',
        'time',
        'fork',
        'map-root-user',
        'map-current-user',
        'mount-proc',
        'keep-caps',
      ],
      longValues: ['root', 'wd', 'setuid', 'setgid', 'propagation', 'setgroups', 'kill-child'],
      refused: ['R', 'root', 'w', 'wd'],
    },
  ],
  [
    'strace',
    {
      flags: 'fFcCdhiqrtTvVwxyYzZk',
      values: 'aebEIoOpPsSuUX',
      long: [
        'follow-forks',
        'summary-only',
        'summary',
        'no-abbrev',
        'relative-timestamps',
        'absolute-timestamps',
        'quiet',
      ],
      longValues: ['output', 'trace', 'attach', 'string-limit', 'env', 'user'],
      writes: ['o', 'output'],
      refused: ['E', 'env'],
    },
  ],
  ['ltrace', { flags: 'cCfhiLrStTV', values: 'aAenopsuxl', writes: ['o'] }],
  ['ssh-agent', { flags: 'DdksTc', values: 'aEtPO', idle: ['k'] }],
  ['caffeinate', { flags: 'dimsu', values: 'tw' }],
  [
    'chpst',
    {
      flags: 'vVP012',
      values: 'uUb/enlLmdofpxrcts',
      refused: ['/', 'e', 'V'],
    },
  ],
  [
    'taskset',
    { flags: 'ac', values: 'p', long: ['all-tasks', 'cpu-list'], operands: 1, idle: ['p'] },
  ],
  ['chrt', { flags: 'abdfiorvmR', values: 'pTPD', operands: 1, idle: ['p', 'm'] }],
  ['setuidgid', { operands: 1 }],
  ['gosu', { operands: 1 }],
  ['su-exec', { operands: 1 }],
  ['unbuffer', { flags: 'p' }],
  ['chronic', { flags: 've' }],
  ['ifne', { flags: 'n' }],
  ['fakeroot', {}],
  ['dbus-run-session', {}],
  ['torsocks', { flags: 'diq' }],
  ['proxychains', { flags: 'q', values: 'f' }],
  ['proxychains4', { flags: 'q', values: 'f' }],
  ['linux32', {}],
  ['linux64', {}],
  [
    'dotenv',
    { values: 'efcvp', flags: 'qo', long: ['quiet', 'overload'], longValues: ['env', 'file'] },
  ],
  ['rlwrap', { flags: 'acinrRv', values: 'bCDefgHlmoOpPqsStwz', refused: ['z', 'l', 'H'] }],
]);

const cannotTell = (name: string) =>
  `The options of ${name} cannot be read, so its command is not known.`;

/** The handler of each program that runs the command behind its options. */
export const wrapperHandlers: readonly (readonly [string, Handler])[] = [...wrappers].map(
  ([name, wrapper]) => [name, (call) => unwrap(call, wrapper)],
);

function unwrap(call: Call, wrapper: Wrapper) {
  const reading = readOptions(call.draft.words.slice(1), wrapper);
  if (reading === null) return refuse(call, cannotTell(call.name));
  const has = (names: readonly string[] = []) =>
    reading.options.some(({ name }) => names.includes(name));
  if (has(wrapper.idle)) return keep(call);
  if (has(wrapper.refused) || call.name === 'chroot')
    return refuseInside(call, reading, 'changes what its command means');
  if (reading.rest.length === 0) return withoutCommand(call, wrapper);
  const isElsewhere = wrapper.isElsewhere === true || has(wrapper.elsewhere);
  const state = isElsewhere ? moveTo(call.state, null) : stateFor(call.state, reading, wrapper);
  return runInside(
    call,
    inside(call, commandOf(call, reading), changes(call, reading, wrapper)),
    state,
  );
}

/** `dotenv run -- command` and `dotenv -- command` are the same. */
function commandOf({ name }: Call, { rest }: OptionReading): readonly ExpandedWord[] {
  if (name !== 'dotenv' || textOf(rest[0]) !== 'run') return rest;
  return textOf(rest[1]) === '--' ? rest.slice(2) : rest.slice(1);
}

/** The command still shows what is inside, so that a rule against it can speak. */
function refuseInside(call: Call, { rest }: OptionReading, reason: string) {
  if (rest.length === 0) return refuse(call, `${call.name} ${reason}.`, 'dynamic');
  const flow = runInside(call, inside(call, rest), moveTo(call.state, null));
  return refuse({ ...call, state: flow.success }, `${call.name} ${reason}.`, 'dynamic');
}

/** Some start a shell then. */
function withoutCommand(call: Call, { isInShell }: Wrapper) {
  const startsShell = ['sudo', 'doas', 'pkexec', 'unshare'].includes(call.name);
  const isShell = startsShell && call.draft.words.length > 1;
  return isShell && isInShell !== true
    ? refuse(call, `${call.name} starts a shell.`, 'dynamic')
    : keep(call);
}

function changes(call: Call, reading: OptionReading, wrapper: Wrapper): Unwrapping {
  const { reader } = call;
  const environment: readonly NamedValue[] = reading.assignments.map(({ name, value }) => ({
    name,
    value: value.word,
  }));
  for (const { name, value } of environment) checkAssignment(reader, name, value);
  return {
    environment,
    redirections: writtenFiles(call, reading, wrapper),
    isInShell: wrapper.isInShell === true,
    skipsFunctions: call.name === 'command' || call.name === 'builtin',
  };
}

function writtenFiles(call: Call, reading: OptionReading, { writes = [] }: Wrapper) {
  const paths = reading.options.flatMap(({ name, value }) =>
    value !== null && writes.includes(name) ? [value] : [],
  );
  // strace hands such a name to a shell.
  const isPiped = paths.some(({ start, word }) => /^[|!]/.test(start) || word.kind !== 'text');
  if (isPiped) refuse(call, `${call.name} writes to a place that is not known.`, 'dynamic');
  return paths.map(({ word }) => ({ kind: 'write', path: word }) as const);
}

function stateFor(state: State, { options }: OptionReading, { directory = [] }: Wrapper): State {
  return options.reduce((moved, { name, value }) => {
    if (value === null || !directory.includes(name)) return moved;
    const target = textOf(value);
    return moveTo(moved, target === null ? null : goTo(moved, target));
  }, state);
}
