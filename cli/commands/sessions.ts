import { escapeHidden, quote } from '../../dsl/escape.ts';
import { adminOptions, connectAdmin } from '../admin-client.ts';
import { command, jsonOption, noOperands } from '../command.ts';
import { findSession, type ListedSession, listSessions } from '../session-name.ts';
import { paint, type Screen } from '../terminal.ts';

/** `sentrely sessions`: who is at work, and what is stopped until a person looks. */
const sessions = command({
  operands: noOperands,
  options: {
    reset: { type: 'string', value: 'S', help: 'let a stopped session go on' },
    all: { type: 'boolean', help: 'also those that were not seen for a day' },
    json: jsonOption,
    ...adminOptions,
  },
  details: `A session is named by its agent and what its client calls it. One that a guard has
stopped (a loop, a budget) stays stopped until it is reset.`,
  examples: ['sessions', 'sessions --reset "dev 3f2c"'],
  async run({ options, terminal }) {
    const { out } = terminal;
    const client = connectAdmin(terminal, options);
    if (options.reset !== undefined) {
      const name = await findSession(client, options.reset);
      const path = `/api/sessions/${encodeURIComponent(name)}/reset`;
      const answer = (await client.call('POST', path)) as { readonly latched: string };
      const text = `${quote(name)} may go on; it was stopped: ${escapeHidden(answer.latched)}\n`;
      out.write(options.json ? `${JSON.stringify(answer)}\n` : text);
      return 0;
    }
    const listed = await listSessions(client, options.all === true ? 0 : undefined);
    if (options.json) out.write(`${JSON.stringify({ sessions: listed })}\n`);
    else out.write(listed.length === 0 ? 'no sessions\n' : table(listed, out));
    return 0;
  },
});

export { sessions as command };

function table(listed: readonly ListedSession[], screen: Screen): string {
  const names = listed.map(({ session }) => escapeHidden(session));
  const width = Math.max(7, ...names.map((name) => name.length));
  const head = `${'session'.padEnd(width)}  last seen (UTC)      key            state\n`;
  const rows = listed.map(({ last_seen: at, credential, latched }, index) => {
    const state =
      latched === null ? 'runs' : paint(screen, 'red', `stopped: ${escapeHidden(latched)}`);
    const seen = at.slice(0, 19).replace('T', ' ');
    return `${(names[index] ?? '').padEnd(width)}  ${seen}  ${credential.slice(7, 19)}…  ${state}\n`;
  });
  return [head, ...rows].join('');
}
