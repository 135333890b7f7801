import { quote } from '../../dsl/escape.ts';
import { type ParamType, paramTypes } from '../bundle/rules.ts';
import type { TemplateFault } from './template-fault.ts';

/** A part of a word: text, or a placeholder with the place where it begins. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'variable';
      readonly offset: number;
      readonly name: string;
      readonly type: ParamType;
      readonly optional: boolean;
      readonly repeats: boolean;
    };

/** The pieces of one word, or what is wrong with it. */
export type ReadPieces =
  | { readonly ok: true; readonly pieces: readonly Piece[] }
  | { readonly ok: false; readonly fault: TemplateFault };

/** Types a placeholder may be of. A shell text or JSON never stands among the words of a command. */
const types: ReadonlySet<string> = new Set(
  paramTypes.filter((type) => type !== 'Json' && type !== 'Shell'),
);

/** `name`, `name?`, `name...`, `name...?`, each with `: Type` behind it. */
const placeholder = /^\s*([A-Za-z_][A-Za-z0-9_-]*)(\.\.\.)?(\?)?\s*(?::\s*([A-Za-z]*)\s*)?$/;

/**
 * Characters that no value of a type holds where it stands inside a word, so that the end of a
 * placeholder is where the first of them stands. A path may hold a colon, but every program that takes
 * `path:rest` splits at the first one. A whole URL excludes nothing.
 */
const excluded: Readonly<Record<ParamType, string>> = {
  String: '/:@=,#?',
  Int: '/:@=,#?.-_',
  Bool: '/:@=,#?.-_',
  Path: ':,=',
  Url: '',
  Host: '/:@?#,=',
  Email: '/:,?#=',
  Key: '?#,',
  Ref: ':~^?*[,=@',
  Refspec: '',
  Shell: '',
  Json: '',
};

/** Splits one word of a template at its placeholders. `at` is where it begins. */
export function readPieces(word: string, at: number): ReadPieces {
  const pieces: Piece[] = [];
  for (const match of word.matchAll(/\{[^}]*\}?|[^{}]+|\}/g)) {
    const [text] = match;
    const offset = at + match.index;
    if (text === '}') return fault(offset, 1, 'found `}` without `{`');
    if (!text.startsWith('{')) {
      pieces.push({ kind: 'text', text });
      continue;
    }
    const read = readPlaceholder(text, offset);
    if ('message' in read) return { ok: false, fault: read };
    pieces.push(read);
  }
  const joined = findUnseparated(pieces);
  return joined === undefined ? { ok: true, pieces } : { ok: false, fault: joined };
}

function readPlaceholder(text: string, offset: number): Piece | TemplateFault {
  const { length } = text;
  if (!text.endsWith('}')) {
    return { offset, length, message: `the placeholder ${quote(text)} has no closing \`}\`` };
  }
  const match = placeholder.exec(text.slice(1, -1));
  if (match === null) {
    const message = `found ${quote(text)}, expected \`{name}\`, \`{name?}\`, \`{name...}\` or \`{name: Type}\``;
    return { offset, length, message };
  }
  const [, name = '', repeats, optional, type = 'String'] = match;
  if (!types.has(type)) {
    return { offset, length, message: `there is no type ${quote(type)} of a word` };
  }
  return {
    kind: 'variable',
    offset,
    name,
    type: type as ParamType,
    optional: optional !== undefined,
    repeats: repeats !== undefined,
  };
}

/** The first placeholder whose end nobody can tell from what follows it. */
function findUnseparated(pieces: readonly Piece[]): TemplateFault | undefined {
  for (const [at, piece] of pieces.entries()) {
    const next = pieces[at + 1];
    if (piece.kind === 'text' || next === undefined) continue;
    const follows = next.kind === 'text' ? next.text.charAt(0) : '';
    if (follows !== '' && excluded[piece.type].includes(follows)) continue;
    const message =
      follows === ''
        ? `nothing separates ${quote(piece.name)} from the next placeholder`
        : `a ${piece.type} may hold ${quote(follows)}, so ${quote(piece.name)} could end elsewhere`;
    return { offset: piece.offset, length: piece.name.length + 2, message };
  }
  return undefined;
}

function fault(offset: number, length: number, message: string): ReadPieces {
  return { ok: false, fault: { offset, length, message } };
}
