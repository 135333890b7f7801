import { quote } from '../../dsl/escape.ts';
import { type AdminClient, adminOptions, connectAdmin } from '../admin-client.ts';
import { command, jsonOption, noOperands } from '../command.ts';
import { cliError } from '../errors.ts';
import { plural } from '../report.ts';
import { findSession } from '../session-name.ts';
import { paint, type Terminal } from '../terminal.ts';

/** `sentrely kill`: the red button. */
const kill = command({
  operands: noOperands,
  options: {
    session: { type: 'string', value: 'S', help: 'stop this session: `agent session`, or its id' },
    agent: { type: 'string', value: 'NAME', help: 'stop this agent, or name that of a session' },
    credential: { type: 'string', value: 'HASH', help: 'stop this key or run: sha256:...' },
    everything: { type: 'boolean', help: 'stop every agent' },
    reason: { type: 'string', value: 'TEXT', help: 'why; the agent is told' },
    lift: { type: 'string', value: 'ID', help: 'end an order' },
    list: { type: 'boolean', help: 'list the orders in force' },
    json: jsonOption,
    ...adminOptions,
  },
  details: `Live answers end at once, calls that wait for people are denied, their approvals are
cancelled, and every further request is refused, on every gateway and after a restart,
until the order is lifted. A session id is the client's word: to be sure of an agent,
kill its credential, or the agent.`,
  examples: [
    'kill --session "dev 3f2c" --reason "it deletes tables"',
    'kill --everything --reason "incident 42"',
    'kill --list',
    'kill --lift k_0123456789abcdefghij',
  ],
  async run({ options, terminal }) {
    const { list, lift, reason, json, ...asked } = options;
    checkOne(options);
    const client = connectAdmin(terminal, options);
    if (list === true) return await showOrders(client, terminal, json === true);
    if (lift !== undefined) return await liftOrder(client, terminal, lift, json === true);
    const subject = await subjectOf(client, asked);
    const body = { ...subject, reason: reason ?? '' };
    return await give(client, terminal, body, json === true);
  },
});

export { kill as command };

interface Order {
  readonly id: string;
  readonly scope: string;
  readonly subject: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

interface Given {
  readonly kill: Order;
  readonly new: boolean;
  readonly cut: number;
  readonly cancelled: number;
  readonly known: boolean | null;
  readonly recorded: boolean;
}

interface Asked {
  readonly session?: string | undefined;
  readonly agent?: string | undefined;
  readonly credential?: string | undefined;
  readonly everything?: boolean | undefined;
}

/** An order that is about the wrong thing must not be given by a slip of the finger. */
function checkOne(
  options: Asked & {
    readonly list?: boolean | undefined;
    readonly lift?: string | undefined;
    readonly reason?: string | undefined;
  },
): void {
  const { session, agent, credential, everything, list, lift, reason } = options;
  const what = [session ?? agent, credential, everything, list, lift];
  const given = what.filter((one) => one !== undefined).length;
  if (given !== 1) {
    const expected =
      'expected one of --session, --agent, --credential, --everything, --lift, --list';
    throw cliError('SENTRELY_ERR_CLI_OPTION', `found ${given === 0 ? 'none' : given}, ${expected}`);
  }
  const isOrder = list === undefined && lift === undefined;
  if (isOrder && reason === undefined)
    throw cliError('SENTRELY_ERR_CLI_OPTION', '`--reason` is missing');
}

async function subjectOf(client: AdminClient, { session, agent, credential, everything }: Asked) {
  if (everything === true) return { scope: 'everything', subject: '' };
  if (credential !== undefined) return { scope: 'credential', subject: credential };
  if (session === undefined) return { scope: 'agent', subject: agent };
  return { scope: 'session', subject: await findSession(client, session, agent) };
}

async function give(client: AdminClient, terminal: Terminal, body: object, json: boolean) {
  const given = (await client.call('POST', '/api/kills', body)) as Given;
  if (json) terminal.out.write(`${JSON.stringify(given)}\n`);
  else terminal.out.write(givenText(given, terminal));
  const { err } = terminal;
  if (given.known === false)
    err.write('warning: nothing of this name was ever seen; the order holds, but check the name\n');
  if (!given.recorded) err.write('warning: the order holds, but the audit log did not take it\n');
  return 0;
}

function givenText({ kill: order, new: isNew, cut, cancelled }: Given, { out }: Terminal): string {
  const headline = paint(out, 'red', isNew ? 'stopped' : 'stopped already');
  const effect = `${plural(cut, 'live answer')} cut, ${plural(cancelled, 'approval')} cancelled`;
  return `${headline} ${subjectText(order)}: ${effect}\n  to end it: sentrely kill --lift ${order.id}\n`;
}

async function liftOrder(client: AdminClient, { out }: Terminal, id: string, json: boolean) {
  const answer = await client.call('DELETE', `/api/kills/${encodeURIComponent(id)}`);
  const { lifted } = answer as { readonly lifted: Order };
  out.write(json ? `${JSON.stringify(answer)}\n` : `lifted: ${subjectText(lifted)} may go on\n`);
  return 0;
}

async function showOrders(client: AdminClient, { out }: Terminal, json: boolean) {
  const answer = await client.call('GET', '/api/kills');
  const { kills } = answer as { readonly kills: readonly Order[] };
  if (json) out.write(`${JSON.stringify(answer)}\n`);
  else if (kills.length === 0) out.write('no orders in force\n');
  else out.write(kills.map(orderText).join(''));
  return 0;
}

function orderText(order: Order): string {
  const { id, by, at, reason } = order;
  return `${id}  ${subjectText(order)}\n  by ${quote(by)} at ${at}: ${quote(reason)}\n`;
}

function subjectText({ scope, subject }: Order): string {
  return scope === 'everything' ? 'everything' : `${scope} ${quote(subject)}`;
}
