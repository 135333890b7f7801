import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInIndex } from '../../../../compiler/bundle/builtin-actions.ts';
import { commandEffects } from '../../../../compiler/evaluate/commands/command-effects.ts';
import type { ShellWord } from '../../../../compiler/evaluate/shell/reading.ts';
import { bare, command, effects, glob, quoted, scene, type Written } from './scene.ts';

const tools = scene(`
action x.do(a: String, b: String, force: Bool)
command x complete {
  option -C value directory, -v | --verbose, -q
  "go {a} {b...}" { option -f | --force as force, -o | --out value: Path does fs.write(value), -n value }
    does x.do(a, b, force)
  "look {path...?: Path}" { option -l } does fs.read(path: path or ".")
  "idle"
}
`);

/** Each option with its value, in every way that it may be written. */
const spelt = (names: readonly string[], value?: string) =>
  fc.constantFrom(
    ...names.flatMap((name): string[][] => {
      if (value === undefined) return [[name]];
      return name.startsWith('--')
        ? [[name, value], [`${name}=${value}`]]
        : [[name, value], [name + value]];
    }),
  );

const word = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<Written>(
      'go',
      'look',
      'idle',
      'a',
      'b',
      '-f',
      '-o',
      '-oz',
      '--out=z',
      '--',
      '-',
      '-q',
      '-x',
      '-fq',
      '-C',
      'd',
      '',
      '--force',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Written>(bare, quoted, glob('*'), glob('d/*'), glob('*.py')),
  },
);

describe('effects of commands', () => {
  it('are the same in any order and spelling of the options', () => {
    const options = fc.tuple(
      spelt(['-f', '--force']),
      spelt(['-o', '--out'], 'z'),
      spelt(['-v', '--verbose']),
      spelt(['-n'], '5'),
    );
    fc.assert(
      fc.property(
        options,
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
        (given, order, places) => {
          const slots: string[][] = [['go'], ['a'], ['b'], ['c']];
          for (const at of order) slots[places[at] ?? 0]?.push(...(given[at] ?? []));
          expect(effects(tools, ['x', ...slots.flat()])).toEqual([
            'fs.write(path=z)',
            'x.do(a=a, b=b, force=true)',
            'x.do(a=a, b=c, force=true)',
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are the same for a cluster and for its letters apart', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['q', 'v', 'f'], { minLength: 1 }), (letters) => {
        const apart = effects(tools, [
          'x',
          'go',
          ...letters.map((letter) => `-${letter}`),
          'a',
          'b',
        ]);
        expect(effects(tools, ['x', 'go', `-${letters.join('')}`, 'a', 'b'])).toEqual(apart);
      }),
    );
  });

  it('never throw, and are never nothing', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const { effects: found } = commandEffects(
          command(['x', ...words]),
          tools.table,
          tools.actions,
        );
        expect(found.length).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('of a word that becomes unknown are no fewer: what it was is still possible', () => {
    const any: readonly ShellWord[] = [bare, quoted];
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        fc.constantFrom(...any),
        (words, at, hole) => {
          const place = at % words.length;
          const literal = (one: Written) => typeof one === 'string';
          fc.pre(words.every(literal));
          const before = commandEffects(
            command(['x', ...words]),
            tools.table,
            tools.actions,
          ).effects;
          const holed = words.map((one, index) => (index === place ? hole : one));
          const after = commandEffects(
            command(['x', ...holed]),
            tools.table,
            tools.actions,
          ).effects;
          const inert = builtInIndex('shell.inert');
          const names = new Set(after.map(({ action }) => action));
          const isRun = names.has(builtInIndex('shell.run'));
          for (const { action } of before) {
            if (action === inert || isRun) continue;
            expect(names).toContain(action);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('of more operands hold those of fewer, unless another form takes them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('p', 'q', 'r'), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('s', 't'),
        (paths, more) => {
          const few = effects(tools, ['x', 'look', ...paths]);
          const many = effects(tools, ['x', 'look', ...paths, more]);
          expect(many).toEqual(expect.arrayContaining(few));
        },
      ),
    );
  });
});
