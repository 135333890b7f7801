/** Tools that examples may speak of. */
const tools = [
  'tool Read { path: Path }',
  'tool Deploy { stage: String, count?: Int }',
  'tool Bash { command: Shell }',
  'tool Fetch { url: Url }',
];

/** A whole file for the catalogue: an agent, the tools that are spoken of, and what shows the point. */
export function exampleFile(addition: string): string {
  const words = new Set(addition.split(/\W+/));
  // What is said of a shell needs a tool that runs it.
  const isSpoken = (name = '') => words.has(name) || (name === 'Bash' && words.has('shell'));
  const spoken = tools.filter((tool) => isSpoken(tool.split(' ')[1]));
  return `${['edition 1', 'agent dev { owner user "octocat" id 1 }', ...spoken, addition].join('\n')}\n`;
}
