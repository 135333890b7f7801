import { describe, expect, it } from 'vitest';
import {
  openersMax,
  stepsMax,
  textUnitsMax,
  variablesMax,
} from '../../../../compiler/evaluate/shell/limits.ts';
import { read } from './show.ts';

const tooLong = 'The shell text is too long to be read.';
const tooNested = 'The shell text nests too much to be read.';
const tooDeep = 'Commands stand in commands too deep to be read.';
const tooMuch = `The shell text takes more than ${stepsMax} steps to be read.`;

describe('a text beyond a limit is opaque', () => {
  it('length', () => {
    expect(read(`ls ${'a'.repeat(textUnitsMax - 3)}`).opaque).toEqual([]);
    expect(read(`ls ${'a'.repeat(textUnitsMax - 2)}`).opaque).toEqual([tooLong]);
  });

  it.each(['$(a) ', '`a`', '$((1)) ', 'a <<E\nE\n', '<(a) ', '$[1] ', '${a}${a}${a}${a} '])(
    'openers: %j',
    (opener) => {
      const perOne = opener === '`a`' ? 2 : 1;
      const most = openersMax / perOne;
      const text = opener.startsWith('a') ? '' : 'ls ';
      expect(read(text + opener.repeat(most)).opaque).not.toContain(tooNested);
      expect(read(text + opener.repeat(most + 1)).opaque).toContain(tooNested);
    },
  );

  it('depth', () => {
    const groups = (depth: number) => `${'{ '.repeat(depth)}a;${' };'.repeat(depth)}`;
    expect(read(groups(40)).opaque).toEqual([]);
    expect(read(groups(60)).opaque).toContain(tooDeep);
  });

  it('steps', () => {
    expect(read('a\n'.repeat(4000)).opaque).toEqual([]);
    expect(read('a\n'.repeat(4100)).opaque).toContain(tooMuch);
  });

  it('steps of calls', () => {
    const functions = Array.from(
      { length: 30 },
      (_, at) => `f${at + 1}() { f${at}; f${at}; f${at}; }`,
    );
    expect(read(`f0() { a; }\n${functions.join('\n')}\nf30`).opaque).toContain(tooMuch);
  });

  it('loops in loops end, and are walked from everywhere', () => {
    const loops = `${'while a; do x=$y; y=$z; cd s; '.repeat(30)}b;${' done;'.repeat(30)}`;
    const { commands } = read(loops);
    expect(commands.at(-1)?.directories).toBeNull();
    expect(
      commands.filter(({ words: [first] }) => first.kind === 'text' && first.text === 'b'),
    ).not.toEqual([]);
  });

  it('variables', () => {
    const text = (count: number) => Array.from({ length: count }, (_, at) => `v${at}=1`).join('\n');
    expect(read(text(variablesMax)).opaque).toEqual([]);
    expect(read(text(variablesMax + 1)).opaque).toHaveLength(1);
  });

  it('words of braces are counted, not made', () => {
    expect(read(`ls ${'{a,b}'.repeat(3000)}`).commands[0]?.words[1]).toEqual({
      kind: 'unknown',
      maySplit: true,
    });
    expect(read('ls {1..999999999}').commands[0]?.words).toHaveLength(2);
  });
});

describe('hostile texts end, and are opaque', () => {
  it.each([
    ['substitutions in quotes', '"$('.repeat(64)],
    ['many of them', '"$('.repeat(40_000)],
    ['here-documents', '<<'.repeat(65_536)],
    ['defaults in defaults', '${a:-'.repeat(250)],
    ['brackets', '('.repeat(30_000)],
    ['spaced brackets', '( '.repeat(16_000)],
    ['groups', '{ '.repeat(16_000)],
    ['conditions', 'if '.repeat(10_000)],
    ['negations', `[[ ${'! '.repeat(15_000)}`],
    ['backquotes', '`'.repeat(30_001)],
    ['functions', 'f() '.repeat(8_000)],
    ['co-processes', 'coproc '.repeat(4_600)],
    ['co-processes in a substitution', `ls $(${'coproc '.repeat(4_600)})`],
    ['patterns', `ls ${'@(a|'.repeat(5_000)}`],
    ['calculations', `((${'(a+'.repeat(9_000)}`],
    ['choices', 'case a in '.repeat(3_000)],
  ])('%s', (_, text) => {
    expect(read(text).opaque).not.toEqual([]);
  });

  it.each([
    ['braces', `echo ${'{'.repeat(30_000)}`],
    ['open lists', `echo ${'{a,'.repeat(10_000)}`],
    ['stars', `ls ${'*'.repeat(30_000)}`],
    ['open sets', `ls ${'['.repeat(30_000)}`],
    ['quotes', `ls ${`'a'"b"`.repeat(5_000)}`],
    ['variables', `ls ${'$x'.repeat(15_000)}`],
    ['a long sum', `echo $((${'1+'.repeat(15_000)}1))`],
  ])('%s are only long', (_, text) => {
    expect(read(text).commands).toHaveLength(1);
  });
});
