import type { File } from './ast.ts';
import { brokenIn, type CstElement } from './build/cst.ts';
import { buildAst } from './build-ast.ts';
import type { Fault } from './consequences.ts';
import { withoutConsequences } from './consequences.ts';
import type { Diagnostic } from './diagnostic.ts';
import { diagnosticsMax } from './diagnostic.ts';
import { TooManyFaults } from './expectations.ts';
import { finding } from './finding.ts';
import type { CstNode, IRecognitionException } from './grammar.ts';
import { grammar } from './grammar.ts';
import { lex } from './lex.ts';
import { nestingDepthMax, sourceLengthMax } from './limits.ts';
import { isEnd, parserFinding } from './parser-findings.ts';
import type { Source } from './source.ts';
import type { IToken } from './tokens.ts';
import { bracketPairs, closingBrackets, tokenSpan } from './tokens.ts';

/** A file as far as it could be read, and what is wrong with it, in the order of the text. */
export interface Parsed {
  readonly file: File;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one policy file. Never throws, whatever the text; time grows with its length. */
export function parse(source: Source): Parsed {
  if (source.text.length > sourceLengthMax) return tooLarge(source);
  const { tokens: all, comments, paragraphs, diagnostics } = lex(source);
  const cut = firstTooDeep(all);
  const tokens = all.slice(0, cut);
  const deep = all[cut];
  const { tree, errors } = read(tokens);
  const { content, built } = build(source, tree, errors.length > 0);
  const findings = {
    lexical: deep === undefined ? diagnostics : [...diagnostics, tooDeep(source, deep)],
    // Where the text was cut for its depth, its end is no fault of the author's.
    faults: errors
      .filter((error) => deep === undefined || !isEnd(error.token))
      .map((error) => faultOf(source, tokens, error)),
    built,
  };
  return {
    file: { ...emptyFile(source), ...content, comments, paragraphs },
    diagnostics: capped(withoutConsequences(source, tokens, findings)),
  };
}

/** The concrete tree, undefined when the faults were too many to go on. */
interface Reading {
  readonly tree: CstNode | undefined;
  readonly errors: readonly IRecognitionException[];
}

function read(tokens: readonly IToken[]): Reading {
  grammar.input = [...tokens];
  try {
    return { tree: grammar.file(), errors: grammar.errors };
  } catch (error) {
    if (error instanceof TooManyFaults) return { tree: undefined, errors: grammar.errors };
    throw error;
  } finally {
    grammar.input = []; // The parser lives on; a million tokens need not.
  }
}

/** The tree as far as it could be read, and the first findings about it. */
interface Built {
  readonly content: Partial<File>;
  readonly built: readonly Diagnostic[];
}

function build(source: Source, tree: CstNode | undefined, hasFaults: boolean): Built {
  const built: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    if (built.length <= diagnosticsMax) built.push(diagnostic);
  };
  if (tree === undefined) return { content: {}, built };
  const broken = hasFaults ? brokenIn(tree) : new Set<CstElement>();
  return { content: buildAst({ source, hasFaults, broken, report }, tree), built };
}

function faultOf(source: Source, tokens: readonly IToken[], error: IRecognitionException): Fault {
  // The parser fills this in while it recovers; an error that stopped it has none.
  const skipped = error.resyncedTokens?.length ?? 0;
  const isBetweenItems = error.context.ruleStack.length === 1;
  return { diagnostic: parserFinding(source.file, tokens, error), skipped, isBetweenItems };
}

/** Index of the first opening bracket that nests too deep, or the number of tokens. */
function firstTooDeep(tokens: readonly IToken[]): number {
  let depth = 0;
  const index = tokens.findIndex(({ image }) => {
    if (bracketPairs.has(image)) depth++;
    else if (closingBrackets.has(image)) depth = Math.max(0, depth - 1);
    return depth > nestingDepthMax;
  });
  return index < 0 ? tokens.length : index;
}

function tooDeep({ file }: Source, bracket: IToken): Diagnostic {
  const message = `found a bracket inside ${nestingDepthMax} others, expected fewer`;
  return finding('nesting-too-deep', tokenSpan(file, bracket), message, {
    help: 'split the rule or the value',
  });
}

function tooLarge(source: Source): Parsed {
  const span = { file: source.file, start: 0, end: 0 };
  const message = `found a file of ${source.text.length} characters, expected at most ${sourceLengthMax}`;
  const diagnostic = finding('file-too-large', span, message, { help: 'split the file' });
  return { file: emptyFile(source), diagnostics: [diagnostic] };
}

function emptyFile({ file, text }: Source): File {
  const span = { file, start: 0, end: text.length };
  return { kind: 'file', edition: undefined, items: [], comments: [], paragraphs: [], span };
}

/** The first findings, and one more that says that there are more. */
function capped(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= diagnosticsMax) return diagnostics;
  const shown = diagnostics.slice(0, diagnosticsMax - 1);
  const next = diagnostics[shown.length] ?? shown[0];
  if (next === undefined) return shown;
  const message = `found more than ${diagnosticsMax} faults, expected a policy file`;
  const help = 'mend the first faults and run again';
  return [...shown, finding('too-many-diagnostics', next.span, message, { help })];
}
