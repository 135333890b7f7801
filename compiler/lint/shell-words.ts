/** A rough look at commands that policies allow: what they start, and whether they are one. */

/** Where one simple command ends and another may begin. */
const between = /&&|\|\||[;|&\n]|\$\(|`|<\(|>\(/;

/** The simple commands of a command line, each as its words. Quotes are left where they are. */
export function simpleCommands(command: string): readonly (readonly string[])[] {
  return command
    .split(between)
    .map(wordsIn)
    .filter((words) => words.length > 0);
}

function wordsIn(piece: string): readonly string[] {
  const words = piece.split(/\s+/).map((word) => word.replace(/[)}]+$/, ''));
  return words.filter((word) => word !== '' && !/^[({!]$/.test(word));
}

/** Whether a command holds, outside of quotes, what a shell reads as more than its words. */
export function hasOperators(command: string): boolean {
  return /[;&|<>`\n]|\$\(/.test(command.replace(/'[^']*'/g, ''));
}
