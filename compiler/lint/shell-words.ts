/** A rough look at commands that policies allow as literals: what they start, and where they write. */

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

/** What a command line writes to by redirection. Descriptors and `/dev/null` are nothing. */
export function writtenFiles(command: string): readonly string[] {
  const targets = [...command.matchAll(/>{1,2}\|?\s*([^\s;&|<>()]+)/g)].map(([, target]) => target);
  return targets.flatMap((target) =>
    target === undefined || /^&?\d+$|^&-$|^\/dev\/(?:null|stdout|stderr)$/.test(target)
      ? []
      : [target],
  );
}
