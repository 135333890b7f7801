import { hereDocumentText } from './heredoc.ts';
import { complain, inOwnShell, nest, type Scene } from './reader.ts';
import { type Segment, unknownSegment } from './segment.ts';
import type { Command, ParsedScript, WordPart } from './syntax.ts';

type Substitution = Extract<WordPart, { type: 'CommandExpansion' | 'ProcessSubstitution' }>;

/** Walks the commands of a substitution; what they print is known for few. */
export function expandSubstitution(scene: Scene, part: Substitution, isQuoted: boolean): Segment {
  const { script } = part;
  if (script === undefined) {
    complain(scene.reader, 'It holds a substitution that cannot be read.');
    return unknownSegment(!isQuoted);
  }
  walkSubstitution(scene, part, script);
  if (part.type === 'ProcessSubstitution') return unknownSegment(false);
  const text = printedText(script);
  if (text !== null && isQuoted) return { kind: 'text', text, isQuoted };
  return unknownSegment(!isQuoted, printsNumber(script));
}

function walkSubstitution(
  { reader, state, place }: Scene,
  part: Substitution,
  script: ParsedScript,
): void {
  if (part.text.startsWith('${'))
    complain(reader, 'It holds a substitution that runs in the shell itself.');
  const isSink = part.type === 'ProcessSubstitution' && part.operator === '>';
  const inner = nest(isSink ? { ...place, input: 'pipe', inputText: null } : place);
  inOwnShell(reader, () => reader.walkScript(script, state, inner));
}

/** What `$(cat <<'EOF' ...)` prints: the usual way to write a text of several lines. */
function printedText(script: ParsedScript): string | null {
  const command = onlyCommand(script);
  if (command?.name?.text !== 'cat' || command.prefix.length > 0) return null;
  const [document, more] = command.suffix;
  if (document?.type !== 'HereDoc' || more !== undefined) return null;
  if (document.descriptor !== undefined) return null;
  return hereDocumentText(document)?.replace(/\n+$/, '') ?? null;
}

const numberPrograms: ReadonlyMap<string, RegExp> = new Map([
  ['nproc', /^(?!)/],
  ['seq', /^-?\d{1,9}$/],
  ['wc', /^-[clmwL]+$/],
  ['date', /^(?:-u|\+%[A-Za-z]+)$/],
]);

/** Whether it prints digits and nothing that arithmetic could take for code. */
export function printsNumber(script: ParsedScript): boolean {
  const statement = script.commands[0]?.command;
  const last = statement?.type === 'Pipeline' ? statement.commands.at(-1) : statement;
  if (script.commands.length !== 1 || last?.type !== 'Command') return false;
  const allowed = numberPrograms.get(last.name?.text ?? '');
  return allowed !== undefined && last.suffix.every((one) => isAllowed(one, allowed));
}

function isAllowed(one: Command['suffix'][number], allowed: RegExp): boolean {
  if (one.type === 'Redirect') return one.operator === '<' || one.target?.text === '/dev/null';
  return one.type === 'Word' && allowed.test(one.text.replace(/^(["'])(.*)\1$/, '$2'));
}

function onlyCommand(script: ParsedScript): Command | null {
  const [statement, more] = script.commands;
  if (statement?.command.type !== 'Command' || more !== undefined) return null;
  return statement.background === true ? null : statement.command;
}
