/** A whole file for the catalogue: an agent, a few tools, and what shows the point. */
export function exampleFile(addition: string): string {
  const start = [
    'edition 1',
    'agent dev { owner user "octocat" id 1 }',
    'tool Read { path: Path }',
    'tool Deploy { stage: String, count?: Int }',
    'tool Bash { command: Shell }',
    'tool Fetch { url: Url }',
  ];
  return `${[...start, addition].join('\n')}\n`;
}
