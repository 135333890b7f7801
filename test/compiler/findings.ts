import { compile } from '../../compiler/compile.ts';

/** What a program of these tests begins with: agents and tools that give no findings. */
export const prelude = `edition 1
agent dev { owner user "octocat" id 1 }
tool Read { path: Path, limit?: Int, deep?: Bool }
tool Bash { command: Shell, cwd?: Path }
tool Fetch { url: Url, to?: Email, host?: Host, body?: Json }
tool Put { name: String, key: Key, ref: Ref }
policy base for agent dev {
  allow Read
  allow shell.run "ls"
  allow Fetch
  allow Put
}
`;

/** Findings as `code: text under the carets`, of the prelude and more. */
export function findings(more: string, start: string = prelude): readonly string[] {
  const text = `${start}${more}`;
  const { diagnostics } = compile([{ file: 'a.sentrely', text }]);
  return diagnostics.map(({ code, span }) => `${code}: ${text.slice(span.start, span.end)}`);
}

/** Findings of one rule on a tool, in a policy of its own. */
export function findingsOf(rule: string): readonly string[] {
  return findings(`policy p for agent dev {\n${rule}\n}\n`);
}
