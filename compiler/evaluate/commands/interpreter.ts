/** A program that runs code which it is given. */
export interface Interpreter {
  readonly language: string;
  /** Letters whose option holds code: `-c`. */
  readonly inline: string;
  /** Long options that hold code. */
  readonly inlineLong: readonly string[];
  /** Letters of options that take a value: nothing behind one in a cluster is a letter. */
  readonly valued: string;
  /** Long options that take the next word. */
  readonly valuedLong: readonly string[];
  /** A letter that names a program of its own, such as `-m`. */
  readonly starts: string;
  /** The word that makes what follows code: `deno eval`. */
  readonly verb: string | null;
  /** Whether its first operand is a file of code. */
  readonly takesFile: boolean;
}

function interpreter(
  language: string,
  inline: string,
  more: Partial<Interpreter> = {},
): Interpreter {
  return {
    language,
    inline,
    inlineLong: [],
    valued: '',
    valuedLong: [],
    starts: '',
    verb: null,
    takesFile: true,
    ...more,
  };
}

const python = interpreter('python', 'c', {
  valued: 'WXQ',
  valuedLong: ['--check-hash-based-pycs'],
  starts: 'm',
});
const javascript = interpreter('javascript', 'ep', {
  inlineLong: ['--eval', '--print'],
  valued: 'rC',
  valuedLong: [
    '--require',
    '--import',
    '--loader',
    '--experimental-loader',
    '--conditions',
    '--env-file',
  ],
});
const shell = interpreter('sh', '', {
  valued: 'oO',
  valuedLong: ['--rcfile', '--init-file'],
  starts: 'c',
});

/** By base name without a version. Texts given to shells with `-c` are read, so they are no code here. */
const interpreters: ReadonlyMap<string, Interpreter> = new Map<string, Interpreter>([
  ...['python', 'pypy', 'pythonw', 'ipython', 'jython', 'micropython'].map(
    (name) => [name, python] as const,
  ),
  ...['node', 'nodejs', 'bun', 'tsx', 'ts-node', 'qjs', 'd8'].map(
    (name) => [name, javascript] as const,
  ),
  ...[
    'sh',
    'bash',
    'zsh',
    'dash',
    'ksh',
    'ash',
    'mksh',
    'rbash',
    'yash',
    'posh',
    'busybox',
    'fish',
    'csh',
    'tcsh',
  ].map((name) => [name, shell] as const),
  ['deno', interpreter('javascript', '', { verb: 'eval', takesFile: false })],
  ['perl', interpreter('perl', 'eE', { valued: 'MmIiFxlCDd0V' })],
  ['ruby', interpreter('ruby', 'e', { valued: 'rICEFKTxW0i' })],
  ['irb', interpreter('ruby', '', { valued: 'rIE' })],
  [
    'php',
    interpreter('php', 'rRBE', {
      valued: 'dczSt',
      inlineLong: ['--run', '--process-code', '--process-begin', '--process-end'],
    }),
  ],
  ['lua', interpreter('lua', 'e', { valued: 'l' })],
  ['luajit', interpreter('lua', 'e', { valued: 'ljOb' })],
  ['osascript', interpreter('applescript', 'e', { valued: 'ls' })],
  ['Rscript', interpreter('r', 'e', { inlineLong: ['--expression'] })],
  ['R', interpreter('r', 'e', { takesFile: false, valued: 'fdg' })],
  ['julia', interpreter('julia', 'eE', { inlineLong: ['--eval', '--print'], valued: 'LJCptO' })],
  ['tclsh', interpreter('tcl', '')],
  ['expect', interpreter('tcl', 'c', { valued: 'fDb' })],
  ['groovy', interpreter('groovy', 'e', { valued: 'ciplDb' })],
  ['elixir', interpreter('elixir', 'e', { inlineLong: ['--eval', '--rpc-eval'], valued: 'rSp' })],
  ['erl', interpreter('erlang', '', { inlineLong: ['-eval'], takesFile: false })],
  ['ghci', interpreter('haskell', 'e', { takesFile: false })],
  ['ghc', interpreter('haskell', 'e', { takesFile: false })],
  ['guile', interpreter('scheme', 'c', { valued: 'sLlexp' })],
  ['racket', interpreter('racket', 'e', { inlineLong: ['--eval'], valued: 'tlprufkSAX' })],
  [
    'emacs',
    interpreter('lisp', '', { inlineLong: ['--eval', '-eval', '--execute'], takesFile: false }),
  ],
  ['vim', interpreter('vim', 'cS', { inlineLong: ['--cmd'], takesFile: false })],
  ['nvim', interpreter('vim', 'cS', { inlineLong: ['--cmd'], takesFile: false })],
  ['vi', interpreter('vim', 'cS', { inlineLong: ['--cmd'], takesFile: false })],
  ['ex', interpreter('vim', 'cS', { inlineLong: ['--cmd'], takesFile: false })],
  ['ed', interpreter('ed', '', { takesFile: false })],
  [
    'gdb',
    interpreter('gdb', '', {
      inlineLong: ['-ex', '-iex', '--eval-command', '--init-eval-command'],
      takesFile: false,
    }),
  ],
  [
    'pwsh',
    interpreter('powershell', 'cCE', { inlineLong: ['-Command', '-EncodedCommand', '-command'] }),
  ],
  [
    'powershell',
    interpreter('powershell', 'cCE', { inlineLong: ['-Command', '-EncodedCommand', '-command'] }),
  ],
  ['m4', interpreter('m4', '', { valued: 'IDU' })],
]);

/** `python3.12`, `lua5.4`, `ruby3.3`. */
const version = /[-]?\d[\d.]*$/;

/** The interpreter of that base name, with a version or without. */
export function interpreterCalled(base: string): Interpreter | undefined {
  return interpreters.get(base) ?? interpreters.get(base.replace(version, ''));
}
