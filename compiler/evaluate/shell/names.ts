/**
 * Variables by which a shell finds programs, splits words, reads directories or loads code: behind
 * an assignment to one of them nothing means what it says. Lower case: the arrays of zsh.
 */
const decisive: ReadonlySet<string> = new Set([
  'PATH',
  'IFS',
  'BASH_ENV',
  'ENV',
  'ZDOTDIR',
  'CDPATH',
  'SHELLOPTS',
  'BASHOPTS',
  'GLOBIGNORE',
  'EXECIGNORE',
  'FPATH',
  'BASH_LOADABLES_PATH',
  'POSIXLY_CORRECT',
  'PWD',
  'path',
  'cdpath',
  'fpath',
  'module_path',
]);

/** Tables of the shell itself: a subscript of one gives a command another meaning. */
const shellTables: ReadonlySet<string> = new Set([
  'BASH_CMDS',
  'BASH_ALIASES',
  'aliases',
  'galiases',
  'saliases',
  'commands',
  'functions',
  'builtins',
  'nameddirs',
  'options',
]);

/** Whether an assignment to a variable changes how everything behind it is read. */
export function isDecisive(name: string): boolean {
  return (
    decisive.has(name) ||
    shellTables.has(name) ||
    name.startsWith('LD_') ||
    name.startsWith('DYLD_') ||
    name.startsWith('BASH_FUNC_')
  );
}

/** Whether the shell runs what stands in it when it prompts or traces. */
export function isPrompt(name: string): boolean {
  return /^(?:PS\d|PROMPT\w*|RPS\d|RPROMPT\d?)$/.test(name);
}

/** Variables that the shell sets itself, so that reading does not give back what was assigned. */
export const selfSet: ReadonlySet<string> = new Set([
  '_',
  'BASHPID',
  'COLUMNS',
  'DIRSTACK',
  'EGID',
  'EPOCHREALTIME',
  'EPOCHSECONDS',
  'EUID',
  'FUNCNAME',
  'GID',
  'GROUPS',
  'HISTCMD',
  'HOST',
  'LINENO',
  'LINES',
  'OLDPWD',
  'OPTARG',
  'OPTIND',
  'PIPESTATUS',
  'PPID',
  'PWD',
  'RANDOM',
  'REPLY',
  'SECONDS',
  'SRANDOM',
  'UID',
  'USERNAME',
  'argv',
  'pipestatus',
  'status',
]);

/** A name that a shell can give to a variable. */
export function isVariableName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** Whether a text would run a command if arithmetic or a subscript read it. */
export function holdsExpansion(text: string): boolean {
  return text.includes('$(') || text.includes('`') || text.includes('${');
}

const standardFolders = [
  '/bin/',
  '/sbin/',
  '/usr/bin/',
  '/usr/sbin/',
  '/usr/local/bin/',
  '/usr/local/sbin/',
  '/opt/homebrew/bin/',
];

/** The bare name of a program that is named, alone or in a folder of the system; else null. */
export function standardName(program: string): string | null {
  if (!program.includes('/')) return program;
  const folder = standardFolders.find((start) => program.startsWith(start));
  const name = folder === undefined ? '' : program.slice(folder.length);
  return name === '' || name.includes('/') ? null : name;
}

/** Names that texts rely on: a function of the same name would make them mean something else. */
export const wellKnown: ReadonlySet<string> = new Set(
  `. : [ alias ash awk aws bash bg bind break brew builtin bunx busybox bun caller cargo cat cd chgrp
  chmod chown chroot cmake command compgen complete continue coproc cp curl cut dash date dd declare
  deno df diff dirs disown dnf docker du echo egrep enable env eval exec exit export expr false fc fd
  fg fgrep file find flock gcc gcloud getopts gh git go gpg grep gunzip gzip hash head helm history
  hostname id install ip java jobs jq kill killall kubectl less let ln local logout ls make mapfile
  mkdir mkfifo more mount mv nc netstat nice node nohup npm npx openssl parallel passwd patch perl php
  pip pip3 pipx pkill pnpm podman popd printf ps psql pushd pwd pytest python python3 read readarray
  readlink readonly realpath return rg rm rmdir rsync ruby rustc scp screen sed seq service set setsid
  sftp sh shift shopt sleep sort source split sqlite3 ssh stat stdbuf strace su sudo suspend sync
  systemctl tail tar tee terraform test time timeout times tmux touch tr trap true tsc type typeset
  ulimit umask umount unalias uname uniq unset unzip uv uvx vi vim wait watch wc wget which who whoami
  xargs yarn yes zip zsh`.split(/\s+/),
);
