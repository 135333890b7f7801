import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { renderPlain, renderPretty, toJson } from '../../dsl/render.ts';
import { excerpt } from '../../dsl/render/excerpt.ts';

const source = { file: 'policies/prod.sentrely', text: 'edition 1\n  agent claud-code\nlet x\n' };
const span = (start: number, end: number, file = source.file) => ({ file, start, end });
const unknown: Diagnostic = {
  code: 'unexpected-token',
  severity: 'error',
  message: 'agent `claud-code` is not declared',
  span: span(18, 28),
  note: 'not declared',
  help: 'did you mean `claude-code`?',
};
const pretty = (diagnostics: readonly Diagnostic[], sources = [source]) =>
  renderPretty(diagnostics, sources, { color: false });

describe('renderPretty', () => {
  it('shows headline, place, line, carets and help', () => {
    expect(pretty([unknown])).toBe(`error[unexpected-token]: agent \`claud-code\` is not declared
 --> policies/prod.sentrely:2:9
  |
2 |   agent claud-code
  |         ^^^^^^^^^^ not declared
  help: did you mean \`claude-code\`?
  see: sentrely explain unexpected-token
`);
  });

  it('keeps findings apart and is empty without any', () => {
    expect(pretty([unknown, unknown]).split('\n\n')).toHaveLength(2);
    expect(pretty([])).toBe('');
  });

  it('shows other places, in other files too', () => {
    const other = { file: 'other.sentrely', text: 'agent claude-code {}' };
    const labels = [
      { span: span(0, 7), text: 'edition' },
      { span: span(29, 32), text: 'let' },
      { span: span(6, 17, other.file), text: 'declared here' },
    ];
    const { note: _, help: __, ...bare } = unknown;
    expect(pretty([{ ...bare, labels }], [source, other])).toBe(
      `error[unexpected-token]: agent \`claud-code\` is not declared
 --> policies/prod.sentrely:2:9
  |
1 | edition 1
  | ------- edition
2 |   agent claud-code
  |         ^^^^^^^^^^
3 | let x
  | --- let
 --> other.sentrely:1:7
  |
1 | agent claude-code {}
  |       ----------- declared here
  see: sentrely explain unexpected-token
`,
    );
  });

  it('shows the first line of a span over several, and the place alone without a source', () => {
    expect(pretty([{ ...unknown, span: span(12, 31) }])).toContain(
      '2 |   agent claud-code\n  |   ^^^^^^^^^^^^^^^^ not declared\n',
    );
    expect(pretty([unknown], [])).toContain(' --> policies/prod.sentrely:1:1\n  help');
  });

  it('colours only the frame, when asked', () => {
    const colored = renderPretty([unknown], [source], { color: true });
    expect(colored).toContain('\u001b[1;31merror[unexpected-token]\u001b[0m');
    expect(colored.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(pretty([unknown]));
  });

  it('lets no text reach the terminal as a command', () => {
    const evil = '\u001b]0;x\u0007\u202e\r\n';
    const file = `a${evil}b`;
    const screen = pretty(
      [{ ...unknown, message: evil, note: evil, help: evil, span: span(0, 3, file) }],
      [{ file, text: `x${evil}` }],
    );
    expect(screen.replaceAll('\n', '')).toMatch(/^[^\p{Cc}\p{Cf}]*$/u);
  });
});

describe('excerpt', () => {
  const under = (line: string, start: number, end: number) => {
    const { text, column, width } = excerpt(line, start, end);
    return `${text}\n${' '.repeat(column)}${'^'.repeat(width)}`;
  };

  it('aligns behind tabs, wide and combining characters', () => {
    expect(under('\tab', 1, 3)).toBe('    ab\n    ^^');
    expect(under('a\tb', 2, 3)).toBe('a   b\n    ^');
    expect(under('日本x', 2, 3)).toBe('日本x\n    ^');
    expect(under('日本x', 0, 2)).toBe('日本x\n^^^^');
    expect(under('e\u0301x', 2, 3)).toBe('e\u0301x\n ^');
    expect(under('😀x', 2, 3)).toBe('😀x\n  ^');
    expect(under('\u202ex', 1, 2)).toBe('\\u{202e}x\n        ^');
  });

  it('marks one column where there is nothing', () => {
    expect(under('ab', 2, 2)).toBe('ab\n  ^');
    expect(under('', 0, 0)).toBe('\n^');
  });

  it('cuts long lines around the mark, and long marks', () => {
    const line = `${'a'.repeat(500)}X${'b'.repeat(500)}`;
    expect(under(line, 500, 501)).toBe(`…${'a'.repeat(30)}X${'b'.repeat(69)}…\n${' '.repeat(31)}^`);
    expect(excerpt(line, 0, 1000)).toMatchObject({ column: 0, width: 100 });
    expect(excerpt('x'.repeat(1_000_000), 999_999, 1_000_000).text.length).toBeLessThan(110);
  });

  it('marks within what it shows, whatever the line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.nat(),
        fc.nat(),
        (line, a, b) => {
          const [start, end] = [a % (line.length + 1), b % (line.length + 1)].sort((x, y) => x - y);
          const { text, column, width } = excerpt(line, start ?? 0, end ?? 0);
          expect(width).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual(102 + 1);
          expect(text).toMatch(/^[^\p{Cc}\p{Cf}]*$/u);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('renderPlain', () => {
  it('is one line for each finding', () => {
    expect(renderPlain([unknown], [source])).toBe(
      'policies/prod.sentrely:2:9: error[unexpected-token]: agent `claud-code` is not declared\n',
    );
  });
});

describe('toJson', () => {
  it('has places and only the keys that say something', () => {
    expect(toJson(unknown, [source])).toEqual({
      code: 'unexpected-token',
      severity: 'error',
      message: 'agent `claud-code` is not declared',
      file: 'policies/prod.sentrely',
      line: 2,
      column: 9,
      end_line: 2,
      end_column: 19,
      note: 'not declared',
      help: 'did you mean `claude-code`?',
    });
  });

  it('places labels and edits', () => {
    const place = { file: source.file, line: 1, end_line: 1 };
    const json = toJson(
      {
        ...unknown,
        labels: [{ span: span(0, 7), text: 'here' }],
        fix: { title: 'mend', safe: true, edits: [{ span: span(8, 9), text: '2' }] },
      },
      [source],
    );
    expect(json.labels).toEqual([{ ...place, column: 1, end_column: 8, text: 'here' }]);
    expect(json.fix).toEqual({
      title: 'mend',
      safe: true,
      edits: [{ ...place, column: 9, end_column: 10, text: '2' }],
    });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});
