import { describe, expect, it } from 'vitest';
import { read, showRedirection } from './show.ts';

const opened = (text: string): readonly string[] => {
  const { commands, redirections } = read(text);
  return [...commands.flatMap((one) => one.redirections), ...redirections].map(showRedirection);
};

describe('a redirection opens what it names', () => {
  it.each<[string, readonly string[]]>([
    ['a > f', ['write f']],
    ['a >> f', ['write f']],
    ['a >| f', ['write f']],
    ['a &> f', ['write f']],
    ['a &>> f', ['write f']],
    ['a >& f', ['write f']],
    ['a 2> f', ['write f']],
    ['a {fd}> f', ['write f']],
    ['a 9> f', ['write f']],
    ['a < f', ['read f']],
    ['a <> f', ['read f', 'write f']],
    ['a 3<> f', ['read f', 'write f']],
    ['> f a', ['write f']],
    ['a >f b <g', ['write f', 'read g']],
    ['a > "x y" 2> \\z', ['write "x y"', 'write z']],
    ['a > ~/x', ['write ~/x']],
    ['a > $x', ['write ?*', 'connect ? ?']],
    ['a > "$x"', ['write ?', 'connect ? ?']],
    ['a > "o-$x"', ['write [o- any]']],
    ['a > *.log', ['write [run .log]', 'connect ? ?']],
    ['a > {b,c}', ['write ?', 'connect ? ?']],
    ['a >& $x', ['write ?*', 'connect ? ?']],
    ['a <& $x', ['read ?*', 'connect ? ?']],
    ['> f', ['write f']],
    ['x=1 > f', ['write f']],
    ['exec > f', ['write f']],
    ['exec 3<> f', ['read f', 'write f']],
    ['export A=1 > f', ['write f']],
    ['{ a; } > f', ['write f']],
    ['(a) > f', ['write f']],
    ['while a; do b; done < f', ['read f']],
    ['for x in 1; do a; done > f', ['write f']],
    ['if a; then b; fi > f', ['write f']],
    ['[[ a ]] > f', ['write f']],
    ['((1)) > f', ['write f']],
    ['g() { a; } > f; g', ['write f', 'write f']],
    ['g() { a; }; g > f', ['write f']],
    ['coproc { a; } > f', ['write f']],
    ['ls $(a > f)', ['write f']],
    ['x=$(< f)', ['read f']],
    ['a | b > f', ['write f']],
  ])('%s', (text, expected) => {
    expect(opened(text)).toEqual(expected);
  });

  it.each([
    'a 2>&1',
    'a >&2',
    'a 1>&-',
    'a <&-',
    'a 2>&1-',
    'a > /dev/null',
    'a 2>/dev/null',
    'a &> /dev/null',
    'a < /dev/null',
    'a > /dev/stderr',
    'a > /dev/fd/2',
    'a <<E\nx\nE\n',
    'a <<< x',
  ])('%s opens nothing', (text) => {
    expect(opened(text)).toEqual([]);
    expect(read(text).opaque).toEqual([]);
  });

  it.each([
    ['a > /dev/tcp/h.example/80', 'connect h.example 80'],
    ['a < /dev/udp/h/53', 'connect h 53'],
    ['exec 3<> /dev/tcp/h/80', 'connect h 80'],
    ['a > "/dev/tcp/h/80"', 'connect h 80'],
    ['a > /dev/t""cp/h/80', 'connect h 80'],
  ])('%s connects', (text, expected) => {
    expect(opened(text)).toEqual([expected]);
  });

  it('a connection to somewhere is one all the same', () => {
    expect(opened('a > /dev/tcp/$h/80')).toContain('connect ? ?');
    expect(opened('a > "/dev/tcp/$h/80"')).toContain('connect ? ?');
    expect(opened('d=/dev/tcp; a > $d/h/80')).toEqual(['connect h 80']);
  });

  it.each([
    ['cd s && > f', ['write /w/s/f']],
    ['cd s; > f', ['write /w/s/f', 'write /w/f']],
    ['cd s && { a; } > f', ['write /w/s/f']],
    ['cd /x && > /y', ['write /y']],
    ['cd $d && > f', ['write ?']],
    ['cd s && > "$x"', ['write ?', 'connect ? ?']],
    ['cd s && > *.log', ['write [/w/s/ run .log]', 'connect ? ?']],
    ["cd s && sh -c 'a' > f", ['write /w/s/f']],
  ])('%s: without a command it is written out', (text, expected) => {
    expect(opened(text)).toEqual(expected);
  });

  it('one of a command begins where the command works', () => {
    expect(opened('cd s && a > f')).toEqual(['write f']);
    expect(read('cd s && a > f').commands[1]?.directories).toEqual(['/w/s']);
  });
});
