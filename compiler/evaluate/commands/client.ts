import type { SimpleCommand } from '../shell/reading.ts';
import { type GivenCode, noCode } from './given-code.ts';
import { literalText, startOf } from './word.ts';

const psql = /\\|\bprogram\b|\bpg_(?:read|write|ls)|\blo_(?:import|export)\b|\bcopy\b[^]*'/i;
const mysql =
  /\\|\bsystem\b|\bsource\b|\btee\b|\bpager\b|\bload_file\b|\boutfile\b|\bdumpfile\b|\binfile\b|\bedit\b/i;
const sqlite =
  /^\s*\.(?!(?:tables?|schema|headers?|mode|indexe?s|indices|databases|dbinfo|width|stats|timer|show|nullvalue|separator|eqp|quit|exit|dump|fullschema)\b)|\bload_extension\b|\breadfile\b|\bwritefile\b|\bedit\s*\(|\battach\b|\binto\s+'/im;

/** Clients of databases, and what in a statement reaches beyond the database. */
const clients: ReadonlyMap<string, RegExp> = new Map([
  ['psql', psql],
  ['mysql', mysql],
  ['mariadb', mysql],
  ['sqlite3', sqlite],
  ['sqlite', sqlite],
]);

/** Whether a program is a client of a database that has commands of its own. */
export function isClient(base: string): boolean {
  return clients.has(base);
}

/**
 * Whether a client is given more than statements: commands of its own that run programs or open files.
 * Words of its language decide, so that some plain statements count as code too.
 */
export function clientCode(base: string, { words, input, inputText }: SimpleCommand): GivenCode {
  const reaches = clients.get(base);
  const code: GivenCode = { ...noCode, language: base };
  if (reaches === undefined) return noCode;
  const isDoubtful = words.slice(1).some((word) => {
    const text = literalText(word);
    return text === null ? startOf(word) === '' : reaches.test(text);
  });
  const isGiven = input === 'empty' || holdsStatement(base, words.slice(1));
  const isReadable = isGiven || (inputText !== null && !reaches.test(inputText));
  return isDoubtful || !isReadable ? code : noCode;
}

/** Options with which a client reads no statement from its input. */
const notFromInput =
  /^(?:-\w*[celV]|--(?:command|execute|list|version|help)(?:=|$)|-version$|-help$)/;

/** Whether the statement stands among the arguments, so that the input is not read. */
function holdsStatement(base: string, words: SimpleCommand['words'][number][]): boolean {
  const texts = words.map((word) => literalText(word) ?? '');
  if (!base.startsWith('sqlite')) return texts.some((text) => notFromInput.test(text));
  if (texts.some((text) => /^--?(?:version|help)$/.test(text))) return true;
  return texts.filter((text) => !text.startsWith('-')).length > 1;
}
