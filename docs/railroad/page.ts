import rail, { type Piece } from 'railroad-diagrams';
import { Grammar } from '../../dsl/grammar.ts';
import { vocabulary, wordTypes } from '../../dsl/tokens.ts';
import { style } from './style.ts';

/** One part of a grammar rule, as the parser library describes it. */
interface Part {
  readonly type: string;
  readonly name?: string;
  readonly definition?: readonly Part[];
  readonly separator?: Part;
}

const types = new Map(vocabulary.map((type) => [type.name, type]));
const words = new Set(wordTypes.values());

/**
 * The grammar as railroad diagrams, in one page without anything beside it: drawn from the rules
 * that the parser runs, so that no picture can say something else.
 */
export function railroadPage(): string {
  const grammar = new Grammar({ skipValidations: true });
  const rules = grammar.getSerializedGastProductions() as readonly Part[];
  const byName = new Map(rules.map((rule) => [rule.name ?? '', rule]));
  const reached = new Set(['file']);
  for (const name of reached) for (const used of rulesIn(byName.get(name))) reached.add(used);
  const sections = [...reached].map((name) => section(name, byName.get(name)?.definition ?? []));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The grammar of Sentrely policies</title>
<style>${style}</style>
<h1>The grammar of Sentrely policies</h1>
<p>Drawn from the parser's own rules by <code>npm run docs</code>. Round boxes are written as they stand;
square ones have a drawing of their own, or are kinds of words.</p>
${sections.join('')}</html>
`;
}

function section(name: string, parts: readonly Part[]): string {
  const drawing = rail.Diagram(...parts.map(piece)).toString();
  return `<h2 id="${name}">${name}</h2>\n${drawing}\n`;
}

function rulesIn(part: Part | undefined): readonly string[] {
  const own = part?.type === 'NonTerminal' ? [part.name ?? ''] : [];
  return [...own, ...(part?.definition ?? []).flatMap(rulesIn)];
}

function piece(part: Part): Piece {
  const inner = () => sequence(part.definition ?? []);
  switch (part.type) {
    case 'Terminal':
      return token(part.name ?? '');
    case 'NonTerminal':
      return rail.NonTerminal(part.name ?? '');
    case 'Alternation':
      return rail.Choice(
        0,
        ...(part.definition ?? []).map((each) => sequence(each.definition ?? [])),
      );
    case 'Option':
      return rail.Optional(inner());
    case 'Repetition':
      return rail.ZeroOrMore(inner());
    case 'RepetitionMandatoryWithSeparator':
      return rail.OneOrMore(
        inner(),
        part.separator === undefined ? undefined : piece(part.separator),
      );
    default:
      return rail.OneOrMore(inner());
  }
}

function sequence(parts: readonly Part[]): Piece {
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? piece(only)
    : rail.Sequence(...parts.map(piece));
}

/** A word or sign as it is written; another kind of token by what people call it. */
function token(name: string): Piece {
  const type = types.get(name);
  const label = type?.LABEL?.replaceAll('`', '') ?? name;
  const isFixed = type !== undefined && (words.has(type) || typeof type.PATTERN === 'string');
  return isFixed ? rail.Terminal(label) : rail.NonTerminal(label);
}
