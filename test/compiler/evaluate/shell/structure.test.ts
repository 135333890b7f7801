import { describe, expect, it } from 'vitest';
import { commands, read } from './show.ts';

describe('every command of a text is found', () => {
  it.each<[string, string, readonly string[]]>([
    ['one', 'npm test', ['npm test']],
    ['none', '', []],
    ['a comment', 'ls # ; rm x', ['ls']],
    ['a list', 'a; b\nc', ['a', 'b', 'c']],
    ['and, or', 'a && b || c', ['a', 'b', 'c']],
    ['background', 'a & b', ['a', 'b']],
    ['a pipe', 'a | b |& c', ['a', 'b', 'c']],
    ['negation and time', '! a; time -p b', ['a', 'b']],
    ['a subshell and a group', '(a; b); { c; }', ['a', 'b', 'c']],
    ['a condition', 'if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['loops', 'while a; do b; done; until c; do d; done', ['a', 'b', 'c', 'd']],
    ['a counting loop', 'for ((i=0;i<3;i++)); do a; done', ['a']],
    ['a choice', 'case x in a) b;; c) d;& *) e;; esac', ['b', 'd', 'e']],
    ['a menu', 'select x in 1 2; do a; done', ['a']],
    ['a co-process', 'coproc a b; coproc n { c; }', ['a b', 'c']],
    ['an empty loop', 'for x in; do a; done', ['a']],
    ['behind exit', 'exit 1; a', ['exit 1', 'a']],
  ])('%s', (_, text, expected) => {
    expect(commands(text)).toEqual(expected);
    expect(read(text).opaque).toEqual([]);
  });
});

describe('every substitution is walked, wherever it stands', () => {
  it.each([
    ['a word', 'ls $(a)'],
    ['quotes', 'ls "x $(a) y"'],
    ['backquotes', 'ls `a`'],
    ['backquotes in backquotes', 'ls `ls \\`a\\``'],
    ['a substitution in it', 'ls $(ls $(a))'],
    ['a process substitution', 'ls <(a)'],
    ['one that is written', 'ls > >(a)'],
    ['a default', 'ls ${x:-$(a)}'],
    ['a default in quotes', 'ls "${x:-"$(a)"}"'],
    ['a replacement', 'ls ${x/y/$(a)}'],
    ['a removed prefix', 'ls ${x#$(a)}'],
    ['an assignment', 'x=$(a); ls'],
    ['an array', 'x=(1 $(a)); ls'],
    ['an element of an array', 'x=([2]=$(a)); ls'],
    ['an assignment in front', 'x=$(a) ls'],
    ['an export', 'export x="$(a)"; ls'],
    ['a test', '[[ -n $(a) ]]; ls'],
    ['a pattern of a test', '[[ x =~ $(a) ]]; ls'],
    ['the word of a choice', 'case $(a) in x) ls;; esac'],
    ['a pattern of a choice', 'case x in $(a)) ls;; esac'],
    ['the words of a loop', 'for x in $(a); do ls; done'],
    ['a here-document', 'ls <<E\n$(a)\nE\n'],
    ['a here-string', 'ls <<< "$(a)"'],
    ['the target of a redirection', 'ls > "$(a)"'],
    ['a brace list', 'ls {x,$(a)}'],
    ['a set of characters', 'ls [$(a)]'],
    ['a program', '$(a) ls'],
    ['a group with a redirection', '{ ls; } > $(a)'],
  ])('%s', (_, text) => {
    expect(commands(text)).toContain('a');
  });

  it.each([
    ['arithmetic', 'ls $((1+$(a)))'],
    ['an arithmetic command', '((x=$(a))); ls'],
    ['old arithmetic', 'ls $[1+$(a)]'],
    ['a subscript', 'ls ${x[$(a)]}'],
    ['a subscript that is assigned', 'x[$(a)]=1; ls'],
    ['a slice', 'ls ${x:$(a):2}'],
    ['a numeric test', '[[ 1 -eq $(a) ]]; ls'],
  ])('%s, which also runs what the substitution prints', (_, text) => {
    expect(commands(text)).toContain('a');
    expect(read(text).opaque).not.toEqual([]);
  });

  it.each([
    ["echo '$(a)'", 'single quotes'],
    ['echo \\$\\(a\\)', 'escapes'],
    ["cat <<'E'\n$(a)\nE\n", 'a quoted here-document'],
    ['echo "\\$(a)"', 'an escape in quotes'],
  ])('%s is none: %s', (text) => {
    expect(commands(text)).toHaveLength(1);
    expect(read(text).opaque).toEqual([]);
  });
});

describe('functions', () => {
  it('a body is walked where it is defined and where it is called', () => {
    expect(commands('f() { git push; }; f')).toEqual(['git push', 'git push']);
    expect(read('f() { git push; }; f').opaque).toEqual([]);
  });

  it('a call works where it is called', () => {
    const { commands } = read('f() { a; }; cd /x && f');
    expect(commands.map(({ directories }) => directories)).toEqual([['/w'], ['/w'], ['/x']]);
  });

  it('one that may not be defined is a program as well', () => {
    expect(commands('if x; then f() { a; }; fi; f')).toEqual(['x', 'a', 'a', 'f']);
  });

  it('one that is unset is a program again', () => {
    expect(commands('f() { a; }; unset -f f; f')).toEqual(['a', 'unset -f f', 'a', 'f']);
  });

  it('a program behind a wrapper is no function', () => {
    expect(commands('f() { a; }; env f')).toEqual(['a', 'f']);
    expect(commands('f() { a; }; command f')).toEqual(['a', 'f']);
  });

  it('a recursion ends', () => {
    expect(commands('f() { a; f; }; f')).toContain('a');
    expect(commands('f() { g; }; g() { f; a; }; f')).toContain('a');
  });

  it('a call inside of itself may work anywhere', () => {
    const inner = read('f() { a; cd ..; f; }; f').commands.filter(
      ({ directories }) => directories === null,
    );
    expect(inner.length).toBeGreaterThan(0);
  });

  it('a variable of its own is not the one outside', () => {
    expect(commands('x=a; f() { local x=b; }; f; rm $x')).toEqual(['rm ?*']);
  });

  it.each(['ls() { a; }', 'function git { a; }', 'cd() { a; }', 'command() { a; }'])(
    '%s takes a name that texts rely on',
    (text) => {
      expect(read(text).opaque).toHaveLength(1);
    },
  );
});
