import fc from 'fast-check';

/** Programs that the tests stand in for: each only says how it was called. */
export const programs = ['pa', 'pb', 'pc', 'pd'] as const;

/** Directories of the folder that the tests run in, some inside others. */
export const folders = ['da', 'db', 'da/dc'] as const;

/** Files of that folder, hidden ones among them. */
export const files = [
  'fa.ts',
  'fb.ts',
  'fab.js',
  '.hid',
  'da/x.ts',
  'da/.hid',
  'da/dc/y.ts',
] as const;

/** Quotes a text as one word. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const letters = fc.constantFrom(
  'a',
  'b',
  'x1',
  '-n',
  '.',
  'fa',
  '=',
  ':',
  '@',
  'da/',
  '~',
  ',',
  '!',
  '^',
  '%',
  '+',
  ']',
);

const spaced = fc.constantFrom(
  'a b',
  ' ',
  '*',
  '$v',
  '{a,b}',
  '~',
  '\\',
  '#',
  ';',
  '|',
  '',
  '"',
  '`',
  '\n',
  '(',
  '>f',
  '[a]',
);

const quotedPiece = fc.oneof(
  spaced.map((text) => quote(text)),
  spaced.map((text) => `"${text.replace(/["`$\\]/g, '\\$&')}"`),
);

const escapedPiece = fc.constantFrom(
  '\\ ',
  '\\*',
  '\\$',
  '\\\\',
  '\\;',
  '\\\n',
  '\\~',
  '\\{',
  "\\'",
  '\\=',
  '\\a',
  '\\"',
  '\\`',
);

const ansiPiece = fc.constantFrom("$'a\\tb'", "$'\\x41'", "$'it\\'s'", "$'\\u00e9'", "$'\\n\\\\'");

const bracePiece = fc.constantFrom(
  '{a,b}',
  '{,x}',
  '{1..3}',
  '{c..a}',
  '{a,{b,c}}',
  '{a}',
  '{',
  '}',
  '{a,b',
  '{1..5..2}',
  '{a,}b',
  '{}',
  '{a..b',
  '{1..b}',
  '{{a,b}',
  '{a,b}}',
  '{-2..1}',
  '{a,b},c',
  'a{b}{c,d}',
);

const globPiece = fc.constantFrom(
  '*',
  '?',
  '[ab]',
  '*.ts',
  'f?.ts',
  '[!x]*',
  'da/*',
  '**',
  '[',
  '.*',
);

const variablePiece = fc.constantFrom(
  '$v',
  '"$v"',
  '${w}',
  '"${w}"',
  '$e',
  '"$e"',
  '$u',
  '"$u"',
  '$PWD',
  '"$PWD/x"',
  '${v:-z}',
  '${#v}',
  '"${v%a}"',
  '"$@"',
  '$HOME',
  '"$HOME"',
  '$((1+2))',
  '"$((i=i+1))"',
  '$(pd sub)',
  '"$(pd sub)"',
  '`pd tick`',
  '"$(cat <<\'E\'\na $v\n\nE\n)"',
);

const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: letters },
  { weight: 5, arbitrary: quotedPiece },
  { weight: 2, arbitrary: escapedPiece },
  { weight: 1, arbitrary: ansiPiece },
  { weight: 2, arbitrary: bracePiece },
  { weight: 2, arbitrary: globPiece },
  { weight: 4, arbitrary: variablePiece },
);

/** A word without expansions that only the machine knows. */
export const literalWord = fc
  .array(fc.oneof(letters, quotedPiece, escapedPiece, ansiPiece), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(''))
  // A tilde in front is the home directory, or a folder of that name.
  .filter((text) => !/^[#~]|^\\~|^["']+~|^=|[=:]~/.test(text) && !text.startsWith('\\\n'));

/** A word as shell text. */
const word = fc
  .array(piece, { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.join(''))
  .filter((text) => !text.startsWith('#'));

const value = fc.oneof(
  letters,
  spaced.map(quote),
  fc.constantFrom('"$v"', '$w', '*', '{a,b}', '~/x', ''),
);

const redirection = fc.constantFrom(
  '>out',
  '>>out',
  '2>&1',
  '</dev/null',
  '2>/dev/null',
  '>"a b"',
  '<fa.ts',
  '&>out',
  '>|out',
  '3<>out',
  '<<<here',
);

const program = fc.constantFrom(...programs);

/** A simple command. */
const simple: fc.Arbitrary<string> = fc
  .tuple(
    fc.option(fc.constantFrom('k=1 ', 'k="a b" j=2 ')),
    fc.oneof(
      program,
      program.map((name) => `"${name}"`),
      program.map((name) => `\\${name}`),
    ),
    fc.array(word, { maxLength: 3 }),
    fc.array(redirection, { maxLength: 1 }),
  )
  .map(([prefix, name, words, redirections]) =>
    [`${prefix ?? ''}${name}`, ...words, ...redirections].join(' '),
  );

const assignment = fc
  .tuple(fc.constantFrom('v', 'w', 'e', 'export v', 'local v', 'readonly r', 'v+'), value)
  .map(([name, text]) => `${name}=${text}`);

const change = fc.constantFrom(
  'cd da',
  'cd db',
  'cd ..',
  'cd',
  'cd nowhere',
  'cd ./da',
  'cd -',
  'pushd da',
  'popd',
  'cd da/dc',
  'unset v',
  'read v <<<q',
  'printf -v v %s z',
  'set -- a b',
  'v=$(pd in)',
  'true',
  'false',
  ':',
  'shift',
);

const here = fc
  .tuple(program, fc.constantFrom('text\n', 'a $v\n', '$(pd doc)\n', '\\$v\n', ''), fc.boolean())
  .map(([name, body, isQuoted]) => `${name} <<${isQuoted ? "'E'" : 'E'}\n${body}E\n`);

const atom = fc.oneof(
  { weight: 6, arbitrary: simple },
  { weight: 2, arbitrary: assignment },
  { weight: 3, arbitrary: change },
  { weight: 1, arbitrary: here },
);

const wrapped = fc
  .tuple(
    fc.constantFrom(
      'env',
      'env A=b',
      'env -C da',
      'env -u HOME',
      'nohup',
      'timeout 5',
      'nice -n 5',
      'command',
      'time -p',
      'setsid -w',
      'stdbuf -o0',
      'xargs -r',
      'env -S "nice -n 3"',
      'builtin command',
      'exec',
    ),
    program,
    fc.array(word, { maxLength: 2 }),
  )
  .map(([before, name, words]) => `${before} ${[name, ...words].join(' ')}`);

/** A shell text of commands in each other. Lines, so that a here-document may stand anywhere. */
export const script = fc.letrec<{ list: string; command: string }>((tie) => ({
  list: fc
    .array(tie('command'), { minLength: 1, maxLength: 3, depthIdentifier: 'shell' })
    .map((all) => all.join('\n')),
  command: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'shell' },
    { weight: 6, arbitrary: atom },
    { weight: 2, arbitrary: both(tie('command'), ' && ') },
    { weight: 2, arbitrary: both(tie('command'), ' || ') },
    { weight: 1, arbitrary: both(tie('command'), ' | ') },
    { weight: 1, arbitrary: tie('list').map((list) => `(\n${list}\n)`) },
    { weight: 1, arbitrary: tie('list').map((list) => `{\n${list}\n}`) },
    { weight: 1, arbitrary: tie('list').map((list) => `! {\n${list}\n}`) },
    { weight: 1, arbitrary: tie('list').map((list) => `{\n${list}\n} &\nwait`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('list'), tie('list'), tie('list'))
        .map(([test, then, other]) => `if\n${test}\nthen\n${then}\nelse\n${other}\nfi`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(word, { maxLength: 2 }), tie('list'))
        .map(([words, list]) => `for v in ${words.join(' ')}\ndo\n${list}\ndone`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('list'), fc.constantFrom('break', 'continue', 'true'))
        .map(
          ([list, end]) =>
            `n=0\nwhile (( n++ < 2 ))\ndo\n${list}\n[ "$v" = a ] && ${end}\npb "$w"\ndone`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(word, tie('list'), tie('list'))
        .map(
          ([text, first, other]) =>
            `case "$v" in\n${text.includes('\\\n') ? 'a' : quote(text)}|a)\n${first}\n;;\n*)\n${other}\n;;\nesac`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('list'), fc.constantFrom('return', 'true', 'cd db'))
        .map(
          ([list, end]) => `fn() {\n${list}\n[ "$v" = a ] && ${end}\ncd da && pc\n}\nfn\npd "$v"`,
        ),
    },
    { weight: 1, arbitrary: tie('list').map((list) => `eval ${quote(list)}`) },
    { weight: 1, arbitrary: tie('list').map((list) => `bash -c ${quote(list)}`) },
    { weight: 1, arbitrary: tie('list').map((list) => `bash <<'TEXT'\n${list}\nTEXT\n`) },
    { weight: 1, arbitrary: wrapped },
  ),
})).list;

function both(command: fc.Arbitrary<string>, operator: string): fc.Arbitrary<string> {
  return fc
    .tuple(command, command)
    .map(([left, right]) => `{\n${left}\n}${operator}{\n${right}\n}`);
}
