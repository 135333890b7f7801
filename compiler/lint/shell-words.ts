/** A rough look at commands that policies allow as literals: what they start, and where they write. */

/** Where one simple command ends and another may begin. */
const between = /&&|\|\||[;|&\n]|\$\(|`|<\(|>\(/;

/** The simple commands of a command line, each as its words. Quotes are left where they are. */
export function simpleCommands(command: string): readonly (readonly string[])[] {
  return command
    .split(between)
    .map((piece) =>
      piece
        .trim()
        .split(/\s+/)
        .filter((word) => word !== '' && !/^[({!]$/.test(word)),
    )
    .filter((words) => words.length > 0);
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
