/** An agent of the examples. */
export const agent = 'agent dev { owner user "octocat" id 1 }';
/** The hash of a key. */
export const hash = `sha256:${'0a'.repeat(32)}`;

/** A file without findings, and what is added to it. */
export function file(addition: string): string {
  const start = [
    'edition 1',
    agent,
    'tool Read { path: Path }',
    'policy p for agent dev { allow Read }',
  ];
  return `${start.concat(addition).join('\n').trimEnd()}\n`;
}

/** An agent that has a limit, and something to do. */
export function limited(limit: string): string {
  return `agent ops {\n  owner user "octocat" id 1\n  ${limit}\n}\npolicy q for agent ops { allow Read }`;
}

/** An agent that is known by other than a key, and something to do. */
export function identified(by: string): string {
  return `agent ops {\n  owner user "octocat" id 1\n  identify ${by}\n}\npolicy q for agent ops { allow Read }`;
}
