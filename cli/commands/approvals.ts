import { escapeHidden, quote } from '../../dsl/escape.ts';
import type { ApprovalView } from '../../gateway/admin/approval-view.ts';
import { adminOptions, connectAdmin } from '../admin-client.ts';
import { command, jsonOption, noOperands } from '../command.ts';
import { paint, type Screen } from '../terminal.ts';

/** `sentrely approvals`: what waits for people. */
const approvals = command({
  operands: noOperands,
  options: { json: jsonOption, ...adminOptions },
  details: `Shows each call that waits, who may approve it, and the line to post where its card is.
This command does not vote: a vote counts only where its author is known.`,
  examples: ['approvals', 'approvals --json'],
  async run({ options, terminal }) {
    const client = connectAdmin(terminal, options);
    const answer = (await client.call('GET', '/api/approvals')) as Answer;
    const { out } = terminal;
    if (options.json) out.write(`${JSON.stringify(answer)}\n`);
    else if (answer.channel === null)
      out.write('this gateway has no approval channel: calls that need an approval are denied\n');
    else if (answer.approvals.length === 0) out.write('nothing waits\n');
    else out.write(answer.approvals.map((each) => block(each, out)).join('\n'));
    return 0;
  },
});

export { approvals as command };

interface Answer {
  readonly channel: string | null;
  readonly approvals: readonly ApprovalView[];
}

/** Longest arguments that are shown; the card has the whole. */
const argumentsMax = 400;

function block(view: ApprovalView, screen: Screen): string {
  const call = escapeHidden(JSON.stringify(view.arguments));
  const needs = view.needs.map(
    ({ rule, count, of, so_far: soFar }) =>
      `${escapeHidden(rule)}: ${soFar} of ${count}, by ${of.map((who) => quote(who)).join(' or ')}`,
  );
  const rows = [
    ['agent', `${quote(view.agent)} in session ${quote(view.session ?? '')}`],
    ['call', call.length > argumentsMax ? `${call.slice(0, argumentsMax)}…` : call],
    ['until', view.expires_at],
    ...needs.map((need) => ['needs', need]),
    ['where', view.url === null ? 'its card is being put up' : escapeHidden(view.url)],
    ...(view.state === 'pending' ? [['approve', view.approve]] : []),
    ['deny', view.deny],
  ];
  const title = paint(screen, 'bold', `${view.state}: ${quote(view.tool)}`);
  return `${title}\n${rows.map(([name = '', value = '']) => `  ${name.padEnd(8)} ${value}\n`).join('')}`;
}
