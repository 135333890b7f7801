import type { File, ImportTarget, Item } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import { importsOf } from '../imports/gather.ts';
import { libraryNames } from '../imports/library.ts';
import { importedFile } from '../imports/path.ts';
import type { Program } from '../program.ts';
import { actionText, toolKey } from '../subject.ts';
import { type Usage, usageOf } from './usage.ts';

/** Imports: what they name is there, and of some use. */
export function* checkImports(program: Program): Generator<Diagnostic> {
  const usage = usageOf(program);
  const files = new Map(program.files.map((file) => [file.span.file, file]));
  for (const importer of program.files) {
    const seen = new Set<File>();
    for (const target of importsOf(importer)) {
      const file = files.get(nameOf(importer, target) ?? '');
      if (file === undefined) yield missing(target);
      else if (seen.has(file)) yield unused(target, 'is already imported by this file');
      else if (!file.items.some((item) => isUsed(program, usage, item))) {
        yield unused(target, 'declares nothing that is used');
      }
      if (file !== undefined) seen.add(file);
    }
  }
}

function nameOf(importer: File, { kind, text }: ImportTarget): string | undefined {
  return kind === 'library' ? text : importedFile(importer.span.file, text);
}

function missing(target: ImportTarget): Diagnostic {
  const { kind, text, span } = target;
  if (kind === 'library') {
    const names = libraryNames.map((name) => `\`${name}\``).join(', ');
    const message = `found the library ${quote(text)}, expected one of ${names}`;
    return finding('import-missing', span, message, didYouMean(target, libraryNames));
  }
  if (importedFile('', text) === undefined) {
    const message = `found ${quote(text)}, expected a path from this file to one that ends in \`.sentrely\``;
    return finding('import-missing', span, message, { help: 'separate folders with `/`' });
  }
  const message = `found no file ${quote(text)} beside this one, among those that are compiled`;
  return finding('import-missing', span, message, {
    help: 'correct the path, or give the file to the compiler too',
  });
}

function unused({ text, span }: ImportTarget, what: string): Diagnostic {
  return finding('unused-import', span, `${quote(text)} ${what}`, { help: 'remove the import' });
}

/** Only tools, actions and sets wait to be named: all else in a file has a meaning of its own. */
function isUsed({ layers }: Program, usage: Usage, item: Item): boolean {
  if (item.kind === 'action') return usage.actions.has(actionText(item.action));
  if (item.kind === 'let') return usage.sets.has(item.name.text);
  if (item.kind !== 'tool') return true;
  const key = toolKey(item.tool);
  const isAsked = layers.some(({ otherwise }) => otherwise !== undefined);
  return isAsked || usage.ruledTools.has(key) || usage.otherTools.has(key);
}
