import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { finding } from '../finding.ts';
import { isLibrary } from '../imports/library.ts';
import { type Program, toolText } from '../program.ts';
import { usageOf } from './usage.ts';

/** The one edition that this compiler knows. */
const edition = 1;

/** The program as a whole: editions, and whether there is anything to decide by. */
export function* checkWhole({ files, agents, layers }: Program): Generator<Diagnostic> {
  for (const file of files) {
    const top = { ...file.span, end: file.span.start };
    if (file.edition === undefined) {
      yield finding('edition-missing', top, `found no edition, expected \`edition ${edition}\``, {
        help: `begin the file with \`edition ${edition}\``,
        fix: {
          title: `insert \`edition ${edition}\``,
          edits: [{ span: top, text: `edition ${edition}\n` }],
          safe: true,
        },
      });
    } else if (file.edition.value !== edition) {
      const message = `found edition ${file.edition.value}, expected ${edition}`;
      yield finding('edition-unknown', file.edition.span, message, {
        help: 'use a compiler that knows this edition',
      });
    }
  }
  const first = files.find(({ span }) => !isLibrary(span.file));
  const hasPolicy = layers.some(({ kind }) => kind === 'policy');
  if (first === undefined || (agents.size > 0 && hasPolicy)) return;
  const missing = agents.size === 0 ? 'agent' : 'policy';
  const message = `found no ${missing} in any file, expected at least one`;
  yield finding('nothing-declared', { ...first.span, end: first.span.start }, message, {
    help: `declare ${missing === 'agent' ? 'an agent' : 'a policy'}`,
  });
}

/**
 * Declarations that nothing refers to. What a library declares is there to choose from, and so is
 * what stands in a file of nothing but sets.
 */
export function* checkUnused(program: Program): Generator<Diagnostic> {
  const used = usageOf(program);
  const choices = program.files.filter(({ items }) => items.every(({ kind }) => kind === 'let'));
  const isChoice = new Set(choices.map(({ span }) => span.file));
  for (const { name } of program.sets.values()) {
    const { file } = name.span;
    if (used.sets.has(name.text) || isLibrary(file) || isChoice.has(file)) continue;
    yield finding('unused-set', name.span, `set ${quote(name.text)} is not used`, {
      help: 'remove it, or use it in a condition',
    });
  }
  for (const [key, { tool }] of program.tools) {
    if (used.ruledTools.has(key) || isLibrary(tool.span.file)) continue;
    yield finding('unused-tool', tool.span, `no rule is about ${quote(toolText(tool))}`);
  }
}
