import { quote } from '../../dsl/escape.ts';
import type { Piece } from './pieces.ts';
import type { TemplateFault } from './template-fault.ts';
import { isOptionPair, type TemplateWord } from './template-word.ts';

/** The first word of a template that stands where it cannot, or a name that is used twice. */
export function findMisplaced(words: readonly TemplateWord[]): TemplateFault | undefined {
  return (
    findTwice(words) ?? findLoneOption(words) ?? findDisorder(words) ?? findAlternatives(words)
  );
}

type Placeholder = Extract<Piece, { kind: 'variable' }>;

function placeholders(words: readonly TemplateWord[]): readonly Placeholder[] {
  return words.flatMap(({ pieces }) => pieces.filter((piece) => piece.kind === 'variable'));
}

function findTwice(words: readonly TemplateWord[]): TemplateFault | undefined {
  const seen = new Set<string>();
  for (const { name, offset } of placeholders(words)) {
    if (seen.has(name)) {
      return { offset, length: name.length + 2, message: `found the name ${quote(name)} twice` };
    }
    seen.add(name);
  }
  return undefined;
}

/** A switch in a template would be optional like every option, and so mean nothing. */
function findLoneOption(words: readonly TemplateWord[]): TemplateFault | undefined {
  const ended = words.findIndex(({ text }) => text === '--');
  for (const [at, { offset, text }] of words.entries()) {
    if (at === 0 || (ended >= 0 && at >= ended) || !text.startsWith('-')) continue;
    if (isOptionPair(words, at) || text === '-') continue;
    const message = `found the option ${quote(text)}, expected a placeholder behind it`;
    return { offset, length: text.length, message };
  }
  return undefined;
}

function findDisorder(words: readonly TemplateWord[]): TemplateFault | undefined {
  const operands = words.filter(
    ({ text }, at) => text !== '--' && !isOptionPair(words, at) && !isOptionPair(words, at - 1),
  );
  let open: Placeholder | undefined;
  let repeated: Placeholder | undefined;
  for (const word of operands) {
    const own = placeholders([word]);
    const optional = own.find((piece) => piece.optional);
    const repeats = own.find((piece) => piece.repeats);
    if (open !== undefined && optional === undefined) {
      return at(
        word,
        `only the last words may be optional, and ${quote(word.text)} follows ${quote(open.name)}`,
      );
    }
    if (repeated !== undefined && repeats !== undefined) {
      return at(word, `only one placeholder may repeat, and ${quote(repeated.name)} does`);
    }
    if (repeated !== undefined && optional !== undefined) {
      return at(word, `nothing behind ${quote(repeated.name)}, which repeats, may be optional`);
    }
    open ??= optional;
    repeated ??= repeats;
  }
  return undefined;
}

function at({ offset, text }: TemplateWord, message: string): TemplateFault {
  return { offset, length: text.length, message };
}

/** Words behind a placeholder have one spelling. */
function findAlternatives(words: readonly TemplateWord[]): TemplateFault | undefined {
  const first = words.findIndex(({ pieces }) => pieces.some(({ kind }) => kind === 'variable'));
  const late = words.filter((_, at) => first >= 0 && at >= first && !isOptionPair(words, at));
  const found = late.find(({ pieces }) =>
    pieces.some((p) => p.kind === 'text' && p.text.includes('|')),
  );
  if (found !== undefined) {
    const message = `found ${quote(found.text)}, expected other spellings only of words before all placeholders`;
    return { offset: found.offset, length: found.text.length, message };
  }
  const empty = words.find(({ text }) => /^\||\|\||\|$/.test(text));
  if (empty === undefined) return undefined;
  return {
    offset: empty.offset,
    length: empty.text.length,
    message: `found ${quote(empty.text)}, expected a word on both sides of \`|\``,
  };
}
