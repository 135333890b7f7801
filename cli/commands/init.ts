import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { quote } from '../../dsl/escape.ts';
import { parse } from '../../dsl/parse.ts';
import { agentKeyHash, newAgentKey } from '../agent-key.ts';
import { command } from '../command.ts';
import { cliError } from '../errors.ts';
import { createNew, readText, writeWhole } from '../files.ts';
import { type NewFile, type Owner, starterPolicies } from '../init/starter.ts';
import { ignored, workflow } from '../init/workflow.ts';
import { optionValue } from '../option-value.ts';

const agentForm = {
  expected: 'a name such as `dev`',
  parse: (text: string) => (isAgentName(text) ? text : undefined),
};

const ownerForm = {
  expected: '`user:LOGIN:ID` or `team:ORG/TEAM`',
  parse: ownerOf,
};

/** `sentrely init`: policies, a workflow and a key for the first day. */
const init = command({
  operands: { usage: '[FOLDER]', min: 0, max: 1 },
  options: {
    agent: { type: 'string', value: 'NAME', default: 'dev', help: 'what the agent is called' },
    owner: { type: 'string', value: 'WHO', help: 'user:LOGIN:ID or team:ORG/TEAM, who approves' },
  },
  details: `Writes policies for a coding agent, with tests and claims, a workflow that checks them in
pull requests, and lines for .gitignore. Prints the key of the agent, once. Nothing that
exists is overwritten. Without --owner those who maintain the repository approve.`,
  examples: ['init', 'init --agent release-bot --owner team:acme/platform shop'],
  async run({ options, operands: [into = '.'], terminal }) {
    const agent = optionValue('agent', options.agent, agentForm);
    const owner = ownerGiven(options.owner);
    const folder = resolve(terminal.folder, into);
    const key = newAgentKey();
    const written = write(folder, [
      ...starterPolicies({ agent, owner, keyHash: agentKeyHash(key) }),
      { path: '.github/workflows/sentrely.yml', text: workflow },
    ]);
    terminal.out.write(nextSteps(agent, key, [...written, ignore(folder)]));
    return 0;
  },
});

export { init as command };

function ownerGiven(text: string | undefined): Owner {
  if (text === undefined) return { kind: 'role', role: 'maintain' };
  return optionValue('owner', text, ownerForm);
}

/** All of them or none: a half of the policies could mean something else. */
function write(folder: string, files: readonly NewFile[]): readonly string[] {
  const taken = files.find(({ path }) => existsSync(resolve(folder, path)));
  if (taken !== undefined) throw cliError('SENTRELY_ERR_CLI_FILE_EXISTS', quote(taken.path));
  const made: string[] = [];
  try {
    for (const { path, text } of files) {
      makeFolder(folder, dirname(path));
      createNew(folder, path, text, 0o644);
      made.push(path);
    }
  } catch (error) {
    for (const path of made) rmSync(resolve(folder, path), { force: true });
    throw error;
  }
  return made;
}

function makeFolder(folder: string, path: string): void {
  try {
    mkdirSync(resolve(folder, path), { recursive: true });
  } catch (cause) {
    throw cliError('SENTRELY_ERR_CLI_FILE_WRITE', quote(path), cause);
  }
}

/** Adds to .gitignore what is not there yet. */
function ignore(folder: string): string {
  const path = '.gitignore';
  const old = existsSync(resolve(folder, path)) ? readText(folder, path) : '';
  const lines = new Set(old.split(/\r?\n/));
  const missing = ignored.filter((line) => !lines.has(line));
  const start = old === '' || old.endsWith('\n') ? old : `${old}\n`;
  if (missing.length > 0) writeWhole(folder, path, `${start}${missing.join('\n')}\n`);
  return path;
}

function nextSteps(agent: string, key: string, files: readonly string[]): string {
  return `written:
${files.map((path) => `  ${path}`).join('\n')}

key of agent \`${agent}\`, shown this once:

  ${key}

next:
  sentrely test policies       what the rules do, as tests
  sentrely prove policies      what holds whatever an agent tries
  git add .gitignore .github policies && git commit
  a gateway: docs/guides/gateway.md; then give the agent ANTHROPIC_BASE_URL and its key
`;
}

/** A reserved word, or what is no name, does not parse. */
function isAgentName(text: string): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/.test(text)) return false;
  return parse({ file: 'agent', text: `edition 1\nagent ${text} {}\n` }).diagnostics.length === 0;
}

function ownerOf(text: string): Owner | undefined {
  const [, login, id] = /^user:([A-Za-z0-9][A-Za-z0-9-]{0,38}):([1-9]\d{0,14})$/.exec(text) ?? [];
  if (login !== undefined) return { kind: 'user', login, id: Number(id) };
  const [, team] = /^team:([A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9_.-]{1,100})$/.exec(text) ?? [];
  return team === undefined ? undefined : { kind: 'team', team };
}
