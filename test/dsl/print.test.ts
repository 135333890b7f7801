import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lex } from '../../dsl/lex.ts';
import { parse } from '../../dsl/parse.ts';
import { format, print } from '../../dsl/print.ts';
import { meaning, program } from './programs.ts';

const read = (text: string) => parse({ file: 'x', text });
const commentsIn = (text: string) =>
  read(text)
    .file.comments.map((comment) => comment.text)
    .sort();

/** What may stand between two tokens. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(' ', '\n', '\r\n', '\t', '\n\n', '\n \n\n') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(' ', '\n', '\n\n'), fc.constantFrom('a', '"', '} //', ' é'))
      .map(([before, text]) => `${before}// ${text}\n`),
  },
);

/** A legal text with other gaps between its tokens. */
function withGaps(text: string): fc.Arbitrary<string> {
  const images = ['', ...lex({ file: 'x', text }).tokens.map(({ image }) => image)];
  return fc
    .array(gap, { minLength: images.length, maxLength: images.length })
    .map((gaps) => images.map((image, index) => `${image}${gaps[index] ?? ''}`).join(''));
}

/** Formatting changes only the layout, keeps the comments, and a second time changes nothing. */
function isLaidOutWell(text: string): void {
  const { file, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  const printed = print(file);
  expect(meaning(read(printed).file)).toEqual(meaning(file));
  expect(commentsIn(printed)).toEqual(commentsIn(text));
  expect(print(read(printed).file)).toBe(printed);
}

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

  it('is settled after one run and loses no comment, however the text is laid out', () => {
    fc.assert(
      fc.property(
        program.chain((file) => withGaps(print(file))),
        isLaidOutWell,
      ),
      { numRuns: 400 },
    );
  });

  it('is so too where the text has another order', () => {
    const clauses = [
      'when .a == 1 and .b in ["x", "y"]',
      'unless (.c == 1 or .d == 1)',
      'on unknown ask',
      'approval 2 of team "x", expires 30m',
      'because "y"',
    ];
    const disordered = fc.shuffledSubarray(clauses).map(
      (order) =>
        `agent a { identify key "k" owner team "t" identify key "l" }
           policy p for all agents { otherwise ask rule r ask A, B ${order.join(' ')} allow C }`,
    );
    fc.assert(fc.property(disordered.chain(withGaps), isLaidOutWell), { numRuns: 400 });
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

  it('lays out a tree that has no places, as an importer makes it', () => {
    const { file } = read('edition 1 policy p for all agents { allow A allow B otherwise ask }');
    const nowhere = JSON.parse(
      JSON.stringify(file, (key, value: unknown) =>
        key === 'span' ? { file: '', start: 0, end: 0 } : value,
      ),
    ) as typeof file;
    expect(print(nowhere)).toBe(print(file));
  });
});

describe('comments among the arguments of a call', () => {
  const lines = (text: string) => format({ file: 'x', text }).text?.split('\n');

  it('stay where they are, at any depth', () => {
    expect(
      lines(`test "t" { as dev
Bash { // head
 command: "ls", // which
 // above
 list: [1, // one
 2], plain: { b: [1] } // last
 // end
} => allow }`),
    ).toEqual([
      'test "t" {',
      '  as dev',
      '  Bash { // head',
      '    command: "ls", // which',
      '    // above',
      '    list: [',
      '      1, // one',
      '      2,',
      '    ],',
      '    plain: { b: [1] }, // last',
      '    // end',
      '  } => allow',
      '}',
      '',
    ]);
  });

  it('in tables, sessions and examples too', () => {
    expect(
      lines(`test "t" { as dev for each .a of T with { // why
b: 1 } { 2 => deny } session { T { a: 1 // one
} => allow fails } }`),
    ).toEqual([
      'test "t" {',
      '  as dev',
      '  for each .a of T with { // why',
      '    b: 1,',
      '  } {',
      '    2 => deny',
      '  }',
      '  session {',
      '    T {',
      '      a: 1, // one',
      '    } => allow fails',
      '  }',
      '}',
      '',
    ]);
    expect(
      lines('policy p for all agents { allow T example T { a: 1, // one\nb: 2 } is allowed }'),
    ).toEqual([
      'policy p for all agents {',
      '  allow T',
      '    example T {',
      '      a: 1, // one',
      '      b: 2,',
      '    } is allowed',
      '}',
      '',
    ]);
  });

  /** Each comment with the key or value that its line holds, or the next one where it stands alone. */
  const neighbours = (text: string) =>
    text
      .split('\n')
      .flatMap((line, at, all) =>
        line.includes('// c')
          ? `${line.trim()} ${line.trim().startsWith('//') ? (all[at + 1] ?? '').trim() : ''}`
          : [],
      );

  it('stay at the same member however the members are written', () => {
    const member = fc.record({
      before: fc.boolean(),
      behind: fc.boolean(),
      value: fc.constantFrom('1', '"a"', '[1, 2]', '{ x: 1 }', '[]', '{}', 'null'),
    });
    const members = fc.array(member, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(members, (list) => {
        const body = list.map(({ before, behind, value }, at) => {
          const above = before ? `// c${at}a\n` : '';
          return `${above}k${at}: ${value},${behind ? ` // c${at}b` : ''}\n`;
        });
        const text = `test "t" { as dev T {\n${body.join('')}} => allow }`;
        const printed = format({ file: 'x', text }).text ?? '';
        const expected = list.flatMap(({ before, behind, value }, at) => {
          const line = `k${at}: ${value},${behind ? ` // c${at}b` : ''}`;
          return [...(before ? [`// c${at}a ${line}`] : []), ...(behind ? [`${line} `] : [])];
        });
        expect(neighbours(printed)).toEqual(expected);
        expect(format({ file: 'x', text: printed }).text).toBe(printed);
      }),
      { numRuns: 200 },
    );
  });
});
