import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShell } from '../../../../compiler/evaluate/shell/shell.ts';
import { quote, script } from './random-shell.ts';
import { commands, showWords } from './show.ts';

/** Pieces of shell syntax, whole and broken. */
const scrap = fc.constantFrom(
  'a',
  ' ',
  '\n',
  ';',
  '&',
  '|',
  '&&',
  '||',
  '(',
  ')',
  '{',
  '}',
  '$(',
  '`',
  '"',
  "'",
  '\\',
  '<<E',
  'E',

  '$x',
  '${',
  '}',
  '$((',
  '))',
  '((',
  '[[',
  ']]',
  '[',
  ']',
  '<(',
  '>',
  '<',
  '>&',
  '2>&1',
  '{a,b}',
  '*',

  'if',
  'then',
  'fi',
  'else',
  'while',
  'do',
  'done',
  'for',
  'in',
  'case',
  'esac',
  ';;',
  'function',
  '!',

  'time',
  'coproc',
  'select',
  'sh',
  '-c',
  'eval',
  'env',
  'xargs',
  'find',
  '-exec',
  'cd',
  'export',
  '=',

  'sudo',
  '-u',
  '--',
  'x=',
  'x=(',
  '~',
  '#',
  '\r',
  '\0',
  '\ud800',
  'é',
  '\u00a0',
  '+(',
  '@(',
  '=ls',
  "$'",
);

const noise = fc.oneof(
  fc.array(scrap, { maxLength: 40 }).map((all) => all.join('')),
  fc.array(scrap, { maxLength: 40 }).map((all) => all.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.tuple(script, fc.nat(), scrap).map(([text, at, bit]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + bit + text.slice(place);
  }),
  fc.tuple(script, fc.nat(), fc.nat(9)).map(([text, at, width]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + text.slice(place + width);
  }),
);

/** A text together with the programs that were put into it. */
interface Planted {
  readonly text: string;
  readonly names: readonly string[];
}

const name = fc.integer({ min: 0, max: 999 }).map((number) => `p${number}`);

const argument = fc.constantFrom(
  'a',
  "'b c'",
  '"d;e"',
  '\\|',
  '-x',
  '--y=1',
  '$v',
  '"$w"',
  '*.ts',
  '~/z',
  '"$(: )"',
);

const simple: fc.Arbitrary<Planted> = fc
  .tuple(name, fc.array(argument, { maxLength: 3 }), fc.constantFrom('', 'A=b ', '>f ', '2>&1 '))
  .map(([program, words, before]) => ({
    text: `${before}${[program, ...words].join(' ')}`,
    names: [program],
  }));

const wrapper = fc.constantFrom(
  'env',
  'env -i A=b',
  'sudo -u x',
  'nohup',
  'timeout 5',
  'nice -n 5',
  'command',
  'xargs -n 1',
  'setsid',
  'stdbuf -oL',
  'exec',
  'builtin',
  'ionice -c 3',
  'busybox',
  'find . -exec',
  'time',
  '!',
  'coproc',
  'eval',
);

const planted = fc.letrec<{ list: Planted; one: Planted }>((tie) => ({
  list: fc
    .array(tie('one'), { minLength: 1, maxLength: 3, depthIdentifier: 'planted' })
    .map((all) => ({
      text: all.map(({ text }) => text).join('\n'),
      names: all.flatMap(({ names }) => names),
    })),
  one: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'planted' },
    { weight: 4, arbitrary: simple },
    { weight: 2, arbitrary: pair(tie('one'), (left, right) => `${left}; ${right}`) },
    { weight: 2, arbitrary: pair(tie('one'), (left, right) => `{ ${left}; } && { ${right}; }`) },
    { weight: 2, arbitrary: pair(tie('one'), (left, right) => `( ${left} ) || ( ${right} )`) },
    { weight: 2, arbitrary: pair(tie('one'), (left, right) => `{ ${left}; } | ( ${right} )`) },
    { weight: 1, arbitrary: pair(tie('one'), (left, right) => `{ ${left}; } & ( ${right} )`) },
    { weight: 2, arbitrary: around(tie('list'), (text) => `: "$( ${text}\n)"`, ':') },
    { weight: 1, arbitrary: around(tie('list'), (text) => `: <( ${text}\n)`, ':') },
    { weight: 1, arbitrary: around(tie('list'), (text) => `: \${x:-$( ${text}\n)}`, ':') },
    { weight: 1, arbitrary: around(tie('list'), (text) => `x=$( ${text}\n)`) },
    { weight: 1, arbitrary: around(tie('list'), (text) => `if ${text}\nthen :; fi`, ':') },
    { weight: 1, arbitrary: around(tie('list'), (text) => `while :; do ${text}\ndone`, ':') },
    { weight: 1, arbitrary: around(tie('list'), (text) => `case x in x) ${text}\n;; esac`) },
    { weight: 2, arbitrary: around(tie('list'), (text) => `sh -c ${quote(text)}`) },
    { weight: 1, arbitrary: around(tie('list'), (text) => `bash -euc ${quote(text)} _`) },
    { weight: 1, arbitrary: around(tie('list'), (text) => `eval ${quote(text)}`) },
    { weight: 1, arbitrary: around(tie('list'), (text) => `su x -c ${quote(text)}`) },
    { weight: 1, arbitrary: around(tie('list'), (text) => `trap ${quote(text)} EXIT`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(wrapper, name)
        .map(([before, program]) =>
          before.startsWith('find')
            ? { text: `${before} ${program} {} +`, names: ['find', program] }
            : { text: `${before} ${program} a`, names: [program] },
        ),
    },
  ),
})).list;

function pair(
  one: fc.Arbitrary<Planted>,
  write: (left: string, right: string) => string,
): fc.Arbitrary<Planted> {
  return fc.tuple(one, one).map(([left, right]) => ({
    text: write(left.text, right.text),
    names: [...left.names, ...right.names],
  }));
}

function around(
  list: fc.Arbitrary<Planted>,
  write: (text: string) => string,
  ...more: string[]
): fc.Arbitrary<Planted> {
  return list.map(({ text, names }) => ({ text: write(text), names: [...names, ...more] }));
}

function programsOf(text: string): readonly string[] {
  const all = readShell(text, ['/w']).commands.map(({ words: [first] }) =>
    first.kind === 'text' ? first.text : '?',
  );
  return [...new Set(all)].sort();
}

describe('on random texts', () => {
  it('never throws, and says why when it shows nothing', () => {
    fc.assert(
      fc.property(noise, (text) => {
        const reading = readShell(text, ['/w']);
        for (const { words } of reading.commands) expect(words.length).toBeGreaterThan(0);
        const again = readShell(text, ['/w']);
        expect(again).toEqual(reading);
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the programs that were put in, and no other', () => {
    let clear = 0;
    fc.assert(
      fc.property(planted, ({ text, names }) => {
        // Deep ones are opaque, and may then show less.
        if (readShell(text, ['/w']).opaque.length > 0) return;
        clear += 1;
        // Every expansion in quotes brings one of these.
        const expected = new Set(text.includes('$(: )') ? [...names, ':'] : names);
        expect(programsOf(text)).toEqual([...expected].sort());
      }),
      { numRuns: 2000 },
    );
    expect(clear).toBeGreaterThan(1800);
  });

  it('a command behind the others only adds itself', () => {
    fc.assert(
      fc.property(script, (text) => {
        // An open here-document would take the line for its own.
        fc.pre(!readShell(text, ['/w']).opaque.some((reason) => /parsed|no end/.test(reason)));
        const before = commands(text);
        const behind = readShell(`${text}\nlast 'one'`, ['/w']);
        expect(behind.commands.map(showWords)).toEqual([...before, 'last one']);
        const { opaque } = readShell(text, ['/w']);
        for (const reason of opaque) expect(behind.opaque).toContain(reason);
      }),
      { numRuns: 1000 },
    );
  });

  it('knowing less of the directory never tells more', () => {
    fc.assert(
      fc.property(script, (text) => {
        // A word may be the directory itself; then texts differ with it.
        fc.pre(!text.includes('$PWD'));
        const known = readShell(text, ['/w']);
        const unknown = readShell(text, null);
        expect(unknown.commands.length).toBe(known.commands.length);
        for (const [at, { directories }] of unknown.commands.entries()) {
          const inKnown = known.commands[at]?.directories;
          if (directories === null || inKnown === null || inKnown === undefined) continue;
          // What is known without the start does not depend on it.
          expect([...directories].sort()).toEqual([...inKnown].sort());
        }
      }),
      { numRuns: 500 },
    );
  });
});
