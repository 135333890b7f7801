import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';

/**
 * Options of programs on this machine, as their own help lists them, against the declarations. An option
 * that is declared to take the next word and does not hides that word, so that nobody judges it. The
 * other way round a value is judged as if it were a file, which only asks too much.
 */
const libraries = 'std.code, std.git, std.net, std.npm, std.shell, std.system';
const { rules } = compile([
  {
    file: 'a.sentrely',
    text: `edition 1\nimport ${libraries}\nagent dev {}\npolicy p for agent dev { otherwise ask approval 1 of role "maintain" }\n`,
  },
]);

/** Programs that describe their options one to a line; those of other systems are left out. */
const programs =
  'ls cat tac nl head tail wc cut paste tr sort uniq shuf join comm fold fmt expand unexpand od base64 md5sum sha1sum sha256sum sha512sum b2sum cksum sum mkdir touch rm rmdir cp mv ln chmod chown chgrp truncate mktemp tee split stat readlink realpath du df date seq basename dirname env printenv grep sed gawk diff cmp xz gzip hexdump column file iconv rsync free lsblk dmesg journalctl curl numfmt nproc pr tsort'.split(
    ' ',
  );
const subcommands =
  'log show diff status add commit merge rebase checkout switch restore reset clean rm mv branch tag fetch pull push clone stash blame grep ls-files describe archive cherry-pick revert apply ls-remote shortlog'.split(
    ' ',
  );

/** Of another system, where the option does take a value; what it hides here is judged as a file. */
const known: readonly string[] = ['base64 -i', 'readlink -f', 'stat -f', 'touch -h'];

type Arity = 'none' | 'next' | 'attached';

describe('an option that hides the next word takes it', () => {
  it.each(programs)('%s', (name) => {
    const options = declared(name, []);
    const help = helpOf(name, name === 'curl' ? ['--help', 'all'] : ['--help']);
    expect(hidden(help, options).filter((option) => !known.includes(`${name} ${option}`))).toEqual(
      [],
    );
  });

  it.each(subcommands)('git %s', (name) => {
    expect(hidden(helpOf('git', [name, '-h']), declared('git', [name]))).toEqual([]);
  });

  it('reads help as it is written', () => {
    const help = options(
      '  -w, --width=COLS  set\n  -q, --quiet\n      --color[=WHEN]\n    -C <n>    x\n',
    );
    expect([...help]).toEqual([
      ['-w', 'next'],
      ['--width', 'next'],
      ['-q', 'none'],
      ['--quiet', 'none'],
      ['--color', 'attached'],
      ['-C', 'next'],
    ]);
    expect(hidden(help, new Map([['-q', 'next']]))).toEqual(['-q']);
  });
});

/** Options that are declared to take the next word, and do not. */
function hidden(
  help: ReadonlyMap<string, Arity>,
  ours: ReadonlyMap<string, Arity>,
): readonly string[] {
  return [...help].flatMap(([name, arity]) =>
    arity !== 'next' && ours.get(name) === 'next' ? [name] : [],
  );
}

function declared(program: string, words: readonly string[]): ReadonlyMap<string, Arity> {
  const command = rules?.commands.find(({ programs }) => programs.includes(program));
  if (command === undefined) return new Map();
  const forms = command.forms.filter((form) =>
    words.every((word, at) => form.words[at]?.includes(word) === true),
  );
  const all = [...command.options, ...forms.flatMap((form) => form.options)];
  // What is opaque is never granted, whatever it hides.
  const granted = all.filter(({ role }) => role !== 'opaque');
  return new Map(
    granted.flatMap(({ names, value }) => names.map((name) => [name, value] as const)),
  );
}

/** What a program's help says of its options; nothing where it is not here. */
function helpOf(program: string, words: readonly string[]): ReadonlyMap<string, Arity> {
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 10_000 });
  return options(`${stdout ?? ''}${stderr ?? ''}`);
}

function options(text: string): ReadonlyMap<string, Arity> {
  const found = new Map<string, Arity>();
  for (const line of text.split('\n')) {
    const head = /^ {1,8}(-{1,2}\S.*?)(?: {2,}(?!--)|$)/.exec(line)?.[1];
    if (head === undefined) continue;
    const parts = head.split(/,\s*(?=-)|\s{2,}(?=--)/).map((part) => {
      const [, name = '', tail = ''] =
        /^(-{1,2}(?:\[no-\])?[A-Za-z0-9#][\w.-]*)(.*)$/.exec(part) ?? [];
      return { name: name.replace('[no-]', ''), tail };
    });
    const last = parts.at(-1)?.tail ?? '';
    for (const { name, tail } of parts) found.set(name, arityOf(tail === '' ? last : tail));
  }
  return found;
}

function arityOf(tail: string): Arity {
  if (tail.trim() === '') return 'none';
  return tail.startsWith('[') ? 'attached' : 'next';
}
