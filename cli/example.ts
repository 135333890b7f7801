/** An example of what is too large is too large to be shown. */
const charactersMax = 1500;

/** An example of a catalogue as it is shown: whole, or its beginning and how much follows. */
export function shownExample(text: string): string {
  const left = text.length - charactersMax;
  if (left <= 0) return text.trimEnd();
  const lines = text.slice(0, charactersMax).trimEnd().split('\n');
  return `${lines.map(shownLine).join('\n')}\n// ... and ${left} characters more`;
}

/** Widest line that is still read. */
const lineCharactersMax = 100;

function shownLine(line: string): string {
  return line.length > lineCharactersMax ? `${line.slice(0, lineCharactersMax)}...` : line;
}
