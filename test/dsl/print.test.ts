import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lex } from '../../dsl/lex.ts';
import { parse } from '../../dsl/parse.ts';
import { format, print } from '../../dsl/print.ts';
import { meaning, program } from './programs.ts';

const read = (text: string) => parse({ file: 'x', text });

/** Text with every token's place filled at random: spaces, line ends, comments. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(' ', '\n', '\r\n', '\t', '\n\n', '\n \n\n') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(' ', '\n', '\n\n'), fc.constantFrom('a', '"', '} //', ' é'))
      .map(([before, text]) => `${before}// ${text}\n`),
  },
);

const noisy = program.chain((file) => {
  const { tokens } = lex({ file: 'x', text: print(file) });
  return fc
    .array(gap, { minLength: tokens.length + 1, maxLength: tokens.length + 1 })
    .map((gaps) => ({
      file,
      text:
        tokens.map(({ image }, index) => `${gaps[index] ?? ''}${image}`).join('') +
        (gaps.at(-1) ?? ''),
    }));
});

const commentsIn = (text: string) =>
  read(text)
    .file.comments.map((comment) => comment.text)
    .sort();

describe('print', () => {
  it('writes what parse reads back', () => {
    fc.assert(
      fc.property(program, (file) => {
        const { file: again, diagnostics } = read(print(file));
        expect(diagnostics).toEqual([]);
        expect(meaning(again)).toEqual(meaning(file));
      }),
      { numRuns: 400 },
    );
  });

  it('changes only layout, loses no comment and is settled after one run, however text is laid out', () => {
    fc.assert(
      fc.property(noisy, ({ file, text }) => {
        const parsed = read(text);
        expect(parsed.diagnostics).toEqual([]);
        expect(meaning(parsed.file)).toEqual(meaning(file));
        const printed = print(parsed.file);
        expect(meaning(read(printed).file)).toEqual(meaning(file));
        expect(commentsIn(printed)).toEqual(commentsIn(text));
        expect(print(read(printed).file)).toBe(printed);
      }),
      { numRuns: 400 },
    );
  });
});

describe('format', () => {
  it('leaves a text with errors alone', () => {
    const { text, diagnostics } = format({ file: 'x', text: 'edition 1\nlet a paths("x")\n' });
    expect(text).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['unexpected-token']);
  });

  it('makes nothing of nothing', () => {
    expect(format({ file: 'x', text: ' \n\n' }).text).toBe('');
  });

  it('ends every line with a line feed alone', () => {
    expect(format({ file: 'x', text: 'edition 1\r\n// a\r\n' }).text).toBe('edition 1\n// a\n');
  });
});
