import { posix } from 'node:path';
import { Project, ts } from 'ts-morph';
import type { Source } from '../../dsl/source.ts';
import { offerError, type OfferFinding, type Origin } from '../import/offer.ts';
import { candidatesIn } from './morph/candidates.ts';
import { Evaluator } from './morph/evaluator.ts';
import { isTooDeep } from './morph/walk.ts';
import type { ScannedProgram } from './expression.ts';

/**
 * Reads programs with the TypeScript parser that ts-morph carries. Nothing is looked up outside of
 * the sources: no packages, no library, no disk. This file and its folder are the only ones that
 * know the parser, so that another can take its place.
 */
export function readProgram(sources: readonly Source[]): ScannedProgram {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: {
      allowJs: true,
      noLib: true,
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    },
  });
  const findings: OfferFinding[] = [];
  const names = new Map<string, string>();
  for (const source of sources) {
    const path = pathOf(source.file);
    if (add(project, path, source.text)) names.set(path, source.file);
    else findings.push(unread(source.file));
  }
  const program = project.getProgram().compilerObject;
  const files = program.getSourceFiles().filter(({ fileName }) => names.has(fileName));
  const originOf = (node: ts.Node): Origin => place(names, node);
  for (const file of files) findings.push(...syntaxFindings(program, file, originOf));
  const evaluator = new Evaluator(program.getTypeChecker(), originOf);
  return { candidates: files.flatMap((file) => candidatesIn(file, evaluator)), findings };
}

/** Where a file lies in the memory of the parser. Absolute names cannot meet relative ones. */
function pathOf(file: string): string {
  return posix.join(file.startsWith('/') ? '/absolute' : '/relative', posix.join('/', file));
}

/** False if the text nests so deep that the parser or its binder would overflow the stack. */
function add(project: Project, path: string, text: string): boolean {
  try {
    const file = project.createSourceFile(path, text);
    if (!isTooDeep(file.compilerNode)) return true;
    project.removeSourceFile(file);
    return false;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function unread(file: string): OfferFinding {
  return offerError('file-unread', { file }, 'found code that nests too deep to be read');
}

function place(names: ReadonlyMap<string, string>, node: ts.Node): Origin {
  const source = node.getSourceFile();
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  const file = names.get(source.fileName) ?? source.fileName;
  return { file, line: line + 1, column: character + 1 };
}

/** A file with mistakes is read as far as the parser can guess; that much is said once. */
function syntaxFindings(
  program: ts.Program,
  file: ts.SourceFile,
  originOf: (node: ts.Node) => Origin,
): readonly OfferFinding[] {
  const [first] = program.getSyntacticDiagnostics(file);
  if (first === undefined) return [];
  const { line, character } = file.getLineAndCharacterOfPosition(first.start);
  const origin = { ...originOf(file), line: line + 1, column: character + 1 };
  return [offerError('file-unread', origin, 'found a syntax error, expected a program')];
}
