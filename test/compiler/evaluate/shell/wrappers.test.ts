import { describe, expect, it } from 'vitest';
import { commands, places, read, showWord } from './show.ts';

describe('what a wrapper runs is read as its own command', () => {
  it.each([
    'env rm x',
    'env -i rm x',
    'env - rm x',
    'env -u HOME -- rm x',
    'env --unset=HOME A=b C="d e" rm x',
    "env -S 'A=b rm x'",
    "env -S 'rm' x",
    'sudo rm x',
    'sudo -u bob -E A=b rm x',
    'sudo -nu bob -- rm x',
    'doas -u bob rm x',
    'nohup rm x',
    'setsid -w rm x',
    'timeout 5 rm x',
    'timeout -k 1 --signal=KILL 5s rm x',
    'nice rm x',
    'nice -n 5 rm x',
    'nice -10 rm x',
    'ionice -c 3 rm x',
    'stdbuf -oL -eL rm x',
    '/usr/bin/time -p rm x',
    'time rm x',
    'command rm x',
    'command -p rm x',
    'builtin rm x',
    'exec rm x',
    'exec -a ls rm x',
    'noglob rm x',
    'repeat 3 rm x',
    'caffeinate -i rm x',
    'strace -f -e trace=file rm x',
    'unshare -r rm x',
    'taskset -c 0 rm x',
    'pkexec rm x',
    'ssh-agent rm x',
    'chpst -u bob rm x',
    'busybox rm x',
    'toybox rm x',
    'op run --env-file=.env -- rm x',
    'dotenv -- rm x',
    'dotenv -e .env run -- rm x',
    'env sudo nohup timeout 1 rm x',
    'sudo env A=b nice rm x',
    'eval rm x',
    "eval 'rm x'",
    'eval -- "rm" \'x\'',
    "trap 'rm x' EXIT",
    "sh -c 'rm x'",
    "bash -lc 'rm x'",
    "bash -ec 'rm x' name arg",
    "bash -euo pipefail -c 'rm x'",
    "bash -c -x 'rm x'",
    "zsh -c 'rm x'",
    "/bin/dash -c 'rm x'",
    "bash --norc --noprofile -c 'rm x'",
    'sh -c "sh -c \'rm x\'"',
    "su -c 'rm x'",
    "su bob -c 'rm x'",
    "su - bob -c 'rm x'",
    "su --command='rm x' bob",
    'runuser -u bob -- rm x',
    'watch rm x',
    "watch -n 1 'rm x'",
    'watch -x rm x',
    'flock /tmp/l rm x',
    "flock -n /tmp/l -c 'rm x'",
    "script -qc 'rm x' /dev/null",
    'script -q /dev/null rm x',
    'ls | entr -r rm x',
    "ls | entr -s 'rm x'",
    'coproc rm x',
    "parallel 'rm x' ::: 1 2",
    "parallel ::: 'rm x' ls",
    "hyperfine --warmup 1 'rm x'",
  ])('%s', (text) => {
    const found = commands(text).map((command) => command.replace(/ \?\*$/, ''));
    expect(found).toContain('rm x');
    expect(read(text).opaque).toEqual([]);
  });

  it.each<[string, readonly string[]]>([
    ['xargs rm', ['rm ?*']],
    ['xargs -0 -n 1 -P4 rm -f', ['rm -f ?*']],
    ['xargs -I{} mv {} /x/{}', ['mv ? ?']],
    ['xargs -i mv {} y', ['mv ? y']],
    ['xargs --replace=% mv % y', ['mv ? y']],
    ['xargs', ['echo ?*']],
    ["xargs sh -c 'rm $1' _", ['rm ?*']],
    ['xargs env A=b git push', ['git push ?*']],
    ['find src -exec rm {} +', ['find src -exec rm "{}" +', 'rm [src below]']],
    ['find -type f -exec rm {} \\;', ['find -type f -exec rm "{}" ";"', 'rm [. below]']],
    ['find a b -exec rm {} \\;', ['find a b -exec rm "{}" ";"', 'rm ?']],
    ['find . -execdir rm {} \\;', ['find . -execdir rm "{}" ";"', 'rm ?']],
    ['find . -exec a \\; -ok b \\;', ['find . -exec a ";" -ok b ";"', 'a', 'b']],
    ["find . -exec sh -c 'rm x' \\;", ['find . -exec sh -c "rm x" ";"', 'rm x']],
    ['fd -e ts -x rm', ['fd -e ts -x rm', 'rm ?']],
    ['fd x --exec-batch rm {}', ['fd x --exec-batch rm "{}"', 'rm ?']],
    ['git bisect run make test', ['git bisect run make test', 'make test']],
    ["git -C d rebase -x 'rm x' main", ['git -C d rebase -x "rm x" main', 'rm x']],
    ["git rebase '--exec=rm x'", ['git rebase "--exec=rm x"', 'rm x']],
    ["git submodule foreach 'rm x'", ['git submodule foreach "rm x"', 'rm x']],
    [
      'git submodule -q foreach --recursive rm x',
      ['git submodule -q foreach --recursive rm x', 'rm x'],
    ],
    ['direnv exec . rm x', ['direnv exec .', 'rm x']],
    ['parallel rm ::: a b', ['rm ?*']],
    ['parallel -j4 rm {} x :::: list', ['rm ?* x']],
    ["bash <<'E'\nrm x\nE\n", ['rm x']],
    ["sh <<< 'rm x'", ['rm x']],
    ["sudo sh -s <<'E'\nrm x\nE\n", ['rm x']],
  ])('%s', (text, expected) => {
    expect(commands(text)).toEqual(expected);
    expect(read(text).opaque).toEqual([]);
  });

  it('says which wrappers it took off, outermost first', () => {
    expect(read("sudo env A=b sh -c 'nice rm x'").commands[0]?.via).toEqual([
      'sudo',
      'env',
      'sh',
      'nice',
    ]);
  });

  it.each([
    ['ssh host rm x'],
    ['docker exec c rm x'],
    ['kubectl exec p -- rm x'],
    ['npx cowsay rm x'],
    ['pnpm dlx cowsay x'],
    ['uvx ruff check'],
    ['bunx x'],
    ['./sudo rm x'],
    ['/tmp/env rm x'],
    ['command -v rm'],
    ['sudo -l'],
    ['bash x.sh a'],
    ['bash'],
  ])('%s stays as it is written', (text) => {
    expect(commands(text)).toEqual([text]);
    expect(read(text).opaque).toEqual([]);
  });
});

describe('a wrapper that cannot be read is opaque, and shown', () => {
  it.each([
    'sudo --new-option rm x',
    'sudo $x rm y',
    'sudo -R /mnt rm x',
    'sudo -s',
    'su bob',
    "su -s /bin/zsh -c 'rm x'",
    'timeout "$t" rm x',
    'timeout -$k rm x',
    'env --block rm x',
    'env $x rm y',
    'env A=$x rm y',
    `env -S 'rm "x y"'`,
    'env -P /evil rm x',
    'chroot /mnt rm x',
    'unshare -R /mnt rm x',
    "strace -o '|sh' ls",
    'xargs sh -c',
    'xargs -I{} sh -c {}',
    "xargs -I{} sh -c 'rm {}'",
    'xargs -I% % x',
    'xargs sudo',
    'xargs --arg-fil=x rm',
    'find . $x',
    'find . "$x" rm {} \\;',
    'find $x -delete',
    'find . -$x',
    'fd $x',
    'fd -xrm',
    'fd --exec=rm',
    'git $x run rm y',
    'git rebase $x',
    'parallel',
    'parallel "$x" ::: 1',
    "parallel 'rm {= $_ =}' ::: 1",
    'bash -c "$x"',
    'bash -c',
    'sh -c rm\\ $x',
    'bash --rcfile x -c ls',
    'bash -O expand_aliases -c ls',
    'bash -k -c ls',
    'bash $x',
    'fish -c ls',
    'pwsh -c ls',
    'eval "$x"',
    'eval ls $x',
    'trap "rm $x" EXIT',
    'watch "$x"',
    'flock l -c "$x"',
    'script',
    'entr -s "$x"',
    'op run rm x',
    `rlwrap -l f ls`,
  ])('%s', (text) => {
    const { opaque, commands } = read(text);
    expect(opaque).not.toEqual([]);
    expect(commands.length).toBeGreaterThan(0);
  });

  it('wrappers in wrappers end', () => {
    const eight = `${'env '.repeat(8)}ls`;
    expect(commands(eight)).toEqual(['ls']);
    expect(read(eight).opaque).toEqual([]);
    expect(read(`${'env '.repeat(9)}ls`).opaque).toEqual([
      'Commands stand in commands too deep to be read.',
    ]);
    let text = 'ls';
    for (let depth = 0; depth < 9; depth += 1) text = `eval '${text.replaceAll("'", `'\\''`)}'`;
    expect(read(text).opaque).toEqual(['Texts stand in texts too deep to be read.']);
  });
});

describe('what a wrapper changes', () => {
  it('gives its variables to the command, and to each of a text', () => {
    const names = (text: string) =>
      read(text).commands.map(({ environment }) =>
        environment.map(({ name, value }) => `${name}=${showWord(value)}`).join(' '),
      );
    expect(names('A=b env C=d E="$x" ls')).toEqual(['A=b C=d E=?']);
    expect(names("GIT_DIR=x sh -c 'a; b'")).toEqual(['GIT_DIR=x', 'GIT_DIR=x']);
    expect(names('sudo A=b ls')).toEqual(['A=b']);
  });

  it.each([
    ['env -C src ls', ['ls in /w/src']],
    ['env --chdir=/x ls; pwd', ['ls in /x', 'pwd in /w']],
    ['sudo -D /x ls', ['ls in /x']],
    ['sudo -i ls', ['ls in anywhere']],
    ["su -c 'ls'", ['ls in anywhere']],
    ['pkexec ls', ['ls in anywhere']],
    ["trap 'ls' EXIT", ['ls in anywhere']],
    ['git bisect run ls', ['git bisect run ls in /w', 'ls in anywhere']],
    ["sh -c 'cd /x; ls'; pwd", ['cd /x in /w', 'ls in /x /w', 'pwd in /w']],
    ["eval 'cd /x' && ls", ['cd /x in /w', 'ls in /x']],
    ['sudo cd /x && ls', ['cd /x in /w', 'ls in /w']],
    ['command cd /x && ls', ['cd /x in /w', 'ls in /x']],
  ])('%s works where it says', (text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  it.each([
    ['xargs rm', 'empty'],
    ['ls | sudo sh', 'pipe'],
    ["ls | sh -c 'sh'", 'pipe'],
    ["sh -c 'sh' < f", 'file'],
    ['sudo sh <<< "$x"', 'text'],
    ['sh', 'inherited'],
    ['sh <&3', 'pipe'],
    ['sh < /dev/null', 'empty'],
    ['coproc sh', 'pipe'],
    ['ls > >(sh)', 'pipe'],
    ['ls | while read l; do sh; done', 'pipe'],
    ['{ sh; } < f', 'file'],
  ])('%s reads from: %s', (text, expected) => {
    const shell = read(text).commands.find(({ words: [first] }) =>
      /^(?:sh|rm)$/.test(showWord(first)),
    );
    expect(shell?.input).toBe(expected);
  });

  it.each([
    ['flock l ls', 'write l'],
    ['xargs -a list ls', 'read list'],
    ['/usr/bin/time -o t ls', 'write t'],
    ['strace -o t ls', 'write t'],
    ['script -c ls', 'write typescript'],
    ['sudo ls > f', 'write f'],
    ["sh -c 'ls' > f", 'write f'],
    ['eval ls > f', 'write f'],
  ])('%s opens: %s', (text, expected) => {
    const { commands, redirections } = read(text);
    const all = [...redirections, ...commands.flatMap((command) => command.redirections)];
    expect(
      all.map((one) => (one.kind === 'connect' ? one.kind : `${one.kind} ${showWord(one.path)}`)),
    ).toEqual([expected]);
  });
});
