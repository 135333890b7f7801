import { compile } from '../../compiler/compile.ts';
import { diagnosticsMax } from '../../dsl/diagnostic.ts';
import { parse } from '../../dsl/parse.ts';
import { format } from '../../dsl/print.ts';
import { renderPlain } from '../../dsl/render.ts';
import { bare } from '../dsl/programs.ts';

/** What is put to the test; a test puts something broken in its place. */
export interface Toolchain {
  readonly parse: typeof parse;
  readonly format: typeof format;
  readonly compile: typeof compile;
}

const real: Toolchain = { parse, format, compile };

/** What lexer, parser, formatter and checker owe to every text. Undefined when they keep it. */
export function brokenLaw(text: string, tools: Toolchain = real): string | undefined {
  try {
    return (
      brokenByParser(text, tools) ?? brokenByFormatter(text, tools) ?? brokenByChecker(text, tools)
    );
  } catch (error) {
    return `it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function brokenByParser(text: string, tools: Toolchain): string | undefined {
  const source = { file: 'fuzz.sentrely', text };
  const { diagnostics } = tools.parse(source);
  if (diagnostics.length > diagnosticsMax) return `it gave ${diagnostics.length} diagnostics`;
  const outside = diagnostics.find(
    ({ span }) => span.start < 0 || span.end < span.start || span.end > text.length,
  );
  if (outside !== undefined) return `${outside.code} points outside of the text`;
  renderPlain(diagnostics, [source]);
  return undefined;
}

function brokenByFormatter(text: string, tools: Toolchain): string | undefined {
  const formatted = tools.format({ file: 'fuzz.sentrely', text }).text;
  if (formatted === undefined) return undefined;
  const before = tools.parse({ file: 'fuzz.sentrely', text }).file;
  const after = tools.parse({ file: 'fuzz.sentrely', text: formatted }).file;
  if (JSON.stringify(bare(before.items)) !== JSON.stringify(bare(after.items)))
    return 'formatting changed the meaning';
  if (before.comments.length !== after.comments.length) return 'formatting lost a comment';
  const again = tools.format({ file: 'fuzz.sentrely', text: formatted }).text;
  return again === formatted ? undefined : 'formatting twice gives another text';
}

function brokenByChecker(text: string, tools: Toolchain): string | undefined {
  const { rules, diagnostics } = tools.compile([{ file: 'fuzz.sentrely', text }]);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  if (rules === undefined && !hasErrors) return 'it gave neither rules nor an error';
  if (rules !== undefined && hasErrors) return 'it gave rules in spite of an error';
  return undefined;
}
