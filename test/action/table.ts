/** Markdown with the padding of its tables taken out, so that a formatter may align them. */
export function unpadded(markdown: string): string {
  return markdown
    .split('\n')
    .map((line) =>
      line.startsWith('|') ? line.replace(/ +/g, ' ').replace(/-{3,}/g, '---') : line,
    )
    .join('\n');
}
