import type { Json } from '@duckdb/node-api';
import type { AuditAnswer } from './query.ts';

export const answerFormats = ['table', 'json', 'csv'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** Widest cell of a table, in UTF-16 units; the other formats show all. */
const cellUnitsMax = 60;

/** Characters that hide, reorder or break text on a terminal: agents choose what stands in a log. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A cell that a spreadsheet would run as a formula. */
const formula = /^[=+\-@\t\r]/;

/** Writes an answer as text. Only a table says below it what was read. */
export function renderAnswer(answer: AuditAnswer, format: AnswerFormat): string {
  if (format === 'json') return renderJson(answer);
  if (format === 'csv') return renderCsv(answer);
  return `${renderTable(answer)}${renderFooting(answer)}`;
}

/** What an answer was made of, for a person: goes to stderr beside the formats for programs. */
export function renderFooting({
  rows,
  isCut,
  range,
  files,
  problems,
  hasEvents,
}: AuditAnswer): string {
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`;
  const [since, until] = [range.since ?? 'the beginning', range.until ?? 'now'];
  const lines = [
    `${count}${isCut ? ', and more that are not shown' : ''}, from ${since} to ${until}, from ${files} sealed files and the live log`,
    ...(hasEvents ? [] : ['the log holds no event at all in this range']),
    problems.length === 0
      ? 'file hashes: checked; for signatures run `sentrely audit verify`'
      : 'NOT COMPLETE: parts of the log are missing or changed and were left out',
    ...problems.map((problem) => `  ${escape(problem)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Exact: everything that a terminal could take for a command is escaped, which JSON reads back. */
function renderJson({ columns, rows, isCut, range, files, problems }: AuditAnswer): string {
  const head = { range, files, problems, cut: isCut };
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])),
  );
  const lines = objects.map((row) => `    ${escapeJson(JSON.stringify(row))}`);
  const open = escapeJson(JSON.stringify(head)).slice(0, -1);
  return `${open},"rows":[${lines.length > 0 ? `\n${lines.join(',\n')}\n` : ''}]}\n`;
}

/** RFC 4180, with what a spreadsheet would run as a formula made text by a quotation mark. */
function renderCsv({ columns, rows }: AuditAnswer): string {
  const lines = [columns, ...rows].map((row) => row.map((value) => csvCell(value)).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(value: Json): string {
  const text = textOf(value).replace(unprintable, (found) =>
    found === '\n' ? found : show(found),
  );
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function renderTable({ columns, rows }: AuditAnswer): string {
  const cells = [columns, ...rows].map((row) => row.map((value) => tableCell(value)));
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((row) => (row[index] ?? '').length)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return `${[lines[0], rule, ...lines.slice(1)].join('\n')}\n\n`;
}

function tableCell(value: Json): string {
  const text = textOf(value);
  const cut = text.length > cellUnitsMax ? `${text.slice(0, cellUnitsMax).toWellFormed()}…` : text;
  return escape(cut);
}

function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function escape(text: string): string {
  return text.replace(unprintable, show);
}

function show(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function escapeJson(json: string): string {
  return json.replace(unprintable, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
