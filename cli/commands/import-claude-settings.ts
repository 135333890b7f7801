import {
  type ClaudeSettingsImport,
  importClaudeSettings,
} from '../../compiler/import/claude-settings.ts';
import { escapeHidden, quote } from '../../dsl/escape.ts';
import { parse } from '../../dsl/parse.ts';
import { command, jsonOption } from '../command.ts';
import { cliError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { readJson } from '../json-file.ts';
import { plural } from '../report.ts';
import type { Screen } from '../terminal.ts';

/** `sentrely import claude-settings`: a policy from the permissions of Claude Code. */
const importSettings = command({
  operands: { usage: 'SETTINGS', min: 1, max: 1 },
  options: {
    agent: { type: 'string', value: 'NAME', required: true, help: 'the agent the policy is for' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the policy to a file' },
    'without-tools': { type: 'boolean', help: 'leave out the declarations of the tools' },
    json: jsonOption,
  },
  details: `Reads \`permissions\` of a settings.json. Where the two languages
differ the policy is the stricter one; what was not carried over, and what such rules
do not stop, is said in the file and on standard error. The agent is declared
elsewhere.`,
  examples: ['import claude-settings .claude/settings.json --agent dev -o policies/dev.sentrely'],
  async run({ options, operands: [file = ''], terminal }) {
    const { agent, out, json } = options;
    if (!isAgentName(agent)) {
      throw cliError(
        'SENTRELY_ERR_CLI_OPTION',
        `\`--agent\`: found ${quote(agent)}, expected a name`,
      );
    }
    const withTools = options['without-tools'] !== true;
    const settings = readJson(terminal.folder, file);
    const result = importClaudeSettings(settings, { agent, withTools });
    if (typeof result === 'string') {
      throw cliError('SENTRELY_ERR_CLI_FILE_READ', `${quote(file)}: ${result}`);
    }
    if (out !== undefined) writeWhole(terminal.folder, out, result.text);
    if (json) terminal.out.write(`${JSON.stringify(toReport(result))}\n`);
    else {
      if (out === undefined) terminal.out.write(result.text);
      writeSummary(result, terminal.err);
    }
    return 0;
  },
});

export { importSettings as command };

/** A reserved word, or what is no name, does not parse. */
function isAgentName(text: string): boolean {
  const { diagnostics } = parse({ file: 'agent', text: `edition 1\nagent ${text} {}\n` });
  return /^[A-Za-z0-9_-]+$/.test(text) && diagnostics.length === 0;
}

function toReport({ text, carried, leftOut, misses }: ClaudeSettingsImport): object {
  return {
    policy: text,
    carried: carried.map((permission) => ({ effect: permission.effect, text: permission.text })),
    left_out: leftOut,
    misses,
  };
}

function writeSummary({ carried, leftOut, misses }: ClaudeSettingsImport, screen: Screen): void {
  screen.write(`${plural(carried.length, 'permission')} carried over\n`);
  if (leftOut.length > 0) screen.write(`not carried over: ${leftOut.length}\n`);
  for (const { effect, text, reason } of leftOut) {
    screen.write(`  ${effect} ${escapeHidden(text)}: ${reason}\n`);
  }
  if (misses.length > 0) screen.write('what these rules do not stop:\n');
  for (const sentence of misses) screen.write(`  ${sentence}\n`);
}
