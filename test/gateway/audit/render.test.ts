import { describe, expect, it } from 'vitest';
import type { AuditAnswer } from '../../../gateway/audit/query.ts';
import { renderAnswer, renderFooting } from '../../../gateway/audit/render.ts';

const answer: AuditAnswer = {
  columns: ['time', 'tool', 'n', 'rules'],
  rows: [
    ['2026-03-04T10:00:00.000Z', 'Bash', 12, ['a', 'b']],
    ['2026-03-04T10:00:01.000Z', null, null, []],
  ],
  isCut: false,
  files: 2,
  problems: [],
  hasEvents: true,
  range: { since: '2026-03-04T00:00:00.000000Z', until: null },
};
const hostile = '\u001b[2J\u202e"=1+1,\n\u009b31m\u{e0041}';
const withText = (text: string): AuditAnswer => ({ ...answer, columns: ['text'], rows: [[text]] });

describe('an answer', () => {
  it('as a table', () => {
    expect(renderAnswer(answer, 'table')).toBe(
      `time                      tool  n   rules
------------------------  ----  --  ---------
2026-03-04T10:00:00.000Z  Bash  12  ["a","b"]
2026-03-04T10:00:01.000Z            []

2 rows, from 2026-03-04T00:00:00.000000Z to now, from 2 sealed files and the live log
file hashes: checked; for signatures run \`sentrely audit verify\`
`,
    );
  });

  it('as CSV', () => {
    expect(renderAnswer(answer, 'csv')).toBe(
      'time,tool,n,rules\r\n2026-03-04T10:00:00.000Z,Bash,12,"[""a"",""b""]"\r\n2026-03-04T10:00:01.000Z,,,[]\r\n',
    );
  });

  it('as JSON that reads back exactly', () => {
    const text = renderAnswer(withText(hostile), 'json');
    expect((JSON.parse(text) as { rows: unknown }).rows).toEqual([{ text: hostile }]);
    expect(JSON.parse(renderAnswer({ ...answer, rows: [] }, 'json'))).toEqual({
      range: answer.range,
      files: 2,
      problems: [],
      cut: false,
      rows: [],
    });
  });

  it('keeps a column that is named like a prototype', () => {
    const named = { ...answer, columns: ['__proto__'], rows: [[1]] };
    expect(renderAnswer(named, 'json')).toContain('{"__proto__":1}');
  });

  it.each(['table', 'json', 'csv'] as const)(
    'as %s never lets an agent write to the terminal',
    (format) => {
      const text = renderAnswer(withText(hostile), format);
      expect(text.replace(/[\r\n]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    },
  );

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])(
    'as CSV makes the formula %j a text',
    (formula) => {
      const [, cell] = renderAnswer(withText(formula), 'csv').split('\r\n');
      expect(cell).toMatch(/^'|^\\u\{9\}/);
    },
  );

  it('as CSV leaves numbers alone', () => {
    expect(renderAnswer({ ...answer, columns: ['n'], rows: [[-5]] }, 'csv')).toBe('n\r\n-5\r\n');
  });

  it('cuts long cells of a table only', () => {
    const long = withText('x'.repeat(100));
    expect(renderAnswer(long, 'table')).toContain(`${'x'.repeat(60)}…\n`);
    expect(renderAnswer(long, 'csv')).toContain('x'.repeat(100));
  });
});

describe('the footing', () => {
  it('says that there was nothing to be found', () => {
    const footing = renderFooting({ ...answer, rows: [], hasEvents: false });
    expect(footing).toContain('0 rows, from');
    expect(footing).toContain('the log holds no event at all in this range');
  });

  it('says that the answer is cut', () => {
    expect(renderFooting({ ...answer, isCut: true })).toContain(
      '2 rows, and more that are not shown',
    );
  });

  it('says what is missing', () => {
    const footing = renderFooting({ ...answer, problems: ['x is not\u001b[1m the file'] });
    expect(footing).toContain('NOT COMPLETE');
    expect(footing).toContain('  x is not\\u{1b}[1m the file');
  });
});
