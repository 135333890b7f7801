import { describe, expect, it } from 'vitest';
import { commands, read, showWord } from './show.ts';

const wordsOf = (text: string): string => (commands(text).at(-1) ?? '').replace(/^: ?/, '');

describe('a word is what the program will see', () => {
  it.each([
    [`: 'a b' "c d" e\\ f`, '"a b" "c d" "e f"'],
    [`: a'b'"c"\\d`, 'abcd'],
    [`: '' ""`, '"" ""'],
    [`: "a\\b\\$c\\"d"`, '"a\\\\b$c\\"d"'],
    [': a\\\nb', 'ab'],
    [`: $'a\\x41\\tb'`, '"aA\\tb"'],
    [`: $'\\x01'x $'\\u00e9'`, '"\\u0001x" "é"'],
    [': ~ ~/x', '~ ~/x'],
    [': $HOME "$HOME/x" ${HOME}/y', '~ ~/x ~/y'],
    [': $PWD "$PWD/x"', '/w /w/x'],
    [': x~ a:~/x --f=~/x', 'x~ a:~/x --f=~/x'],
    [': [ a = b ] && : == =~', '== =~'],
    [': {a,b}{1,2} {1..3} {c..a} x{,y}', 'a1 a2 b1 b2 1 2 3 c b a x xy'],
    [': {a} {} {a,b "{a,b}" \\{a,b}', '"{a}" "{}" "{a,b" "{a,b}" "{a,b}"'],
    [': {5..1..2} {-1..1} {a,{b,c}}', '5 3 1 -1 0 1 a b c'],
    [': *.ts a?c [ab]x', '[run .ts] [a unit c] [run x]'],
    [': src/**/*.ts', '[src below]'],
    [': "*" \\* \'?\'', '"*" "*" "?"'],
    [': ~/src/*.ts', '[~/src/ run .ts]'],
    ['x=1; : $x "$x" ${x} a$x', '1 1 1 a1'],
    ['x=1 y=$x; : $y', '1'],
    ['x=\'a b\'; : "$x"', '"a b"'],
    ['x=; : a $x "$x" b', 'a "" b'],
    ['for f in a b; do : $f; done', 'b'],
    [': "$(cat <<\'E\'\na $b\n\nE\n)"', '"a $b"'],
    [': "$(cat <<E\nplain \\$x\nE\n)"', '"plain $x"'],
  ])('%s', (text, expected) => {
    expect(wordsOf(text)).toBe(expected);
    expect(read(text).opaque).toEqual([]);
  });

  it.each([
    [': $x ${x} "$x" $(a) "$(a)"', '?* ?* ? ?* ?'],
    [': "$@" $@ "$*" "${a[@]}" "${!x@}"', '?* ?* ? ?* ?*'],
    [': ${x:-a} "${x%.ts}" ${#x} $? $$', '?* ? ?* ? ?'],
    [': a$x "a$x" --o="$x" "$x/y"', '?* [a any] [--o= any] [any /y]'],
    [': "$x"* ~/"$x"', '?* [~/ any]'],
    ['x="a b"; : $x', '?*'],
    ['x="*"; : $x', '?*'],
    ['x="*"; : "$x"', '"*"'],
    ['x=~/a; : "$x"', '?'],
    ['x={a,b}; : "$x"', '?'],
    ['x=$(a); : "$x"', '?'],
    ['x=1; x+=2; : "$x"', '?'],
    ['x=1; unset x; : "$x"', '?'],
    ['x=1; read x; : "$x"', '?'],
    ['x=1; printf -v x a; : "$x"', '?'],
    ['x=1; a && x=2; : "$x"', '?'],
    ['x=1; (x=2); : "$x"', '1'],
    ['x=1; x=2 a; : "$x"', '?'],
    ['x=1; : ${x:=2}; : "$x"', '?'],
    ['x=1; declare -i x; x=2; : "$x"', '?'],
    ['declare -u x=a; : "$x"', '?'],
    ['readonly x=a; x=b; : "$x"', '?'],
    ['while a; do : "$x"; x=1; done', '?'],
    ['x=1; while a; do : "$x"; x=2; done', '?'],
    ['a=1 b=1; while x; do : "$a"; a=$b; b=2; done', '?'],
    ['RANDOM=1; : $RANDOM', '?*'],
    ['RANDOM=1; : "$RANDOM"', '?'],
    ['local x=1; : "$x"', '?'],
    ['HOME=/x; : ~/y', '?'],
    ['sh -c \': "$x"\'', '?'],
    ['x=1; sh -c \': "$x"\'', '?'],
    ['source f; : "$HOME"', '?'],
    [': **/*.ts', '?*'],
    [': [a/b] [$x]', '?* ?*'],
    [': "~/x" \\~/x', '? ?'],
    [': ~bob/x ~+/x', '? ?'],
    ['make PREFIX=~/x', 'make ?'],
    [': =ls', '?'],
    [': $~x $=x', '?* ?*'],
    [": $'a\\0b'", '?'],
    [": $'a\\x00b' $'\\u0000' $'\\c@' $'\\000'", '? ? ? ?'],
    [': $"a"', '?'],
    [': {1..500} {01..10} {a..Z} {a,$x}', '?* ?* ?* ?*'],
    [': <(a)', '?'],
    ['for f in *.ts; do : $f; done', '?*'],
    ['for f in {1..40}; do : "$f"; done', '?'],
    ['for f; do : "$f"; done', '?'],
  ])('%s is not known further', (text, expected) => {
    expect(wordsOf(text)).toBe(expected);
  });
});

describe('a program is known only where it is literal', () => {
  it.each([
    ['\\git push', 'git push'],
    ['"g"it push', 'git push'],
    ["g'i't push", 'git push'],
    ["$'\\x67it' push", 'git push'],
    ['/usr/bin/git push', '/usr/bin/git push'],
    ['git\tpush', 'git push'],
    ['g=git; $g push', 'git push'],
    ['"git push"', '"git push"'],
  ])('%s', (text, expected) => {
    expect(wordsOf(text)).toBe(expected);
    expect(read(text).opaque).toEqual([]);
  });

  it.each([
    '$g push',
    '"$g" push',
    '${g} push',
    '$(echo git) push',
    'git${IFS}push',
    '{git,push}',
    '{git,}',
    'g*t push',
    'gi? push',
    '[g]it push',
    '=git push',
    '~/bin/$x',
    'gіt push',
    "''",
    '"" push',
    '$@',
    "env $'g\\x7ft'",
  ])('%s', (text) => {
    expect(read(text).opaque).toContain('It runs a program whose name is not literal.');
  });
});

describe('here-documents', () => {
  it.each([
    ["cat <<'E'\na $b\nE\n", 'a $b\n'],
    ['cat <<E\na\\$b \\\\ c\\\nd\nE\n', 'a$b \\ cd\n'],
    ['cat <<-E\n\ta\n\t\tb\n\tE\n', 'a\nb\n'],
    ['cat <<E\na $b\nE\n', null],
    ['cat <<< "a b"', 'a b\n'],
    ['cat <<< $x', null],
    ["cat <<'E'\na", null],
    ['cat <<A <<B\n1\nA\n2\nB\n', null],
    ['cat 3<<E\na\nE\n', null],
  ])('%j', (text, expected) => {
    expect(read(text).commands.at(-1)?.inputText).toBe(expected);
  });

  it('one without an end is opaque', () => {
    expect(read('cat <<E\na').opaque).toEqual(['A here-document has no end.']);
  });
});

it('assignments are reported where they stay', () => {
  const { assignments } = read(
    "A=1; export B='x y' C; declare -x D=$y; readonly E=2; typeset F; G+=3",
  );
  expect(assignments.map(({ name, value }) => `${name}=${showWord(value)}`)).toEqual([
    'A=1',
    'B="x y"',
    'D=?',
    'E=2',
    'G=?',
  ]);
});

it('a declaration that assigns nothing is a command, which may print every variable', () => {
  expect(commands('export -p; declare; typeset -x')).toEqual([
    'export -p',
    'declare',
    'typeset -x',
  ]);
});
