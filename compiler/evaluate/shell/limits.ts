/** Of one shell text, in UTF-16 units. Recorded agents wrote 2.6 KB at most in 4,136 commands. */
export const textUnitsMax = 32_768;

/** Of `$(`, backquotes, `((`, `<<` and other nested forms in one text: the parser's cost grows with them. */
export const openersMax = 64;

/** How deep texts may stand in texts: `sh -c`, `eval`, `find -exec` and the like. */
export const textDepthMax = 8;

/** How deep commands may stand in commands. */
export const nestingMax = 48;

/** Functions that may stand in each other's calls. */
export const callsMax = 8;

/**
 * Statements that are walked for one text, with every turn of a loop and every call of a function, and
 * the words that braces become.
 */
export const stepsMax = 4096;

/** Variables that are followed in one text. */
export const variablesMax = 256;

/** Words that one brace expansion may become. */
export const bracesMax = 64;

/** Literal words of a `for` that are walked one by one, over all loops around it. */
export const turnsMax = 16;

/** Directories that are followed before it is said that it may be anywhere. */
export const directoriesMax = 16;

/** Control characters, CR among them, that terminals and shells do not read alike. */
const disputed = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/;

const opener = /\$\(|\$\{|\$\[|\(\(|<<|`|<\(|>\(/g;

/** Why a text must not even be parsed; null when it may be. Linear. */
export function findLimit(text: string): string | null {
  if (text.length > textUnitsMax) return 'The shell text is too long to be read.';
  if (!text.isWellFormed()) return 'The shell text holds half of a character.';
  if (disputed.test(text)) return 'The shell text holds characters that shells read differently.';
  return countOpeners(text) > openersMax ? 'The shell text nests too much to be read.' : null;
}

function countOpeners(text: string): number {
  let count = 0;
  // `${` is cheap for the parser and common: four of them weigh as one substitution.
  for (const [found] of text.matchAll(opener)) count += found === '${' ? 0.25 : 1;
  return count;
}
