import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { escapeHidden } from '../../dsl/escape.ts';
import { originsOf } from '../../gateway/upstreams/kinds.ts';
import { adminOptions, findGateway, type GatewayPlace } from '../admin-client.ts';
import { command, jsonOption, noOperands } from '../command.ts';
import { type Check, fail, ok } from '../doctor/check.ts';
import { checkClock, checkDisk, checkNode, checkRights } from '../doctor/machine.ts';
import {
  checkBundle,
  checkListener,
  checkProvider,
  checkReady,
  reachable,
} from '../doctor/services.ts';
import { paint, type Screen, type Terminal } from '../terminal.ts';

/** `sentrely doctor`: whether everything that a gateway needs is there. */
const doctor = command({
  operands: noOperands,
  options: {
    online: { type: 'boolean', help: 'ask the provider too, and compare the clock with its' },
    json: jsonOption,
    data: adminOptions.data,
    config: adminOptions.config,
    admin: adminOptions.admin,
    ca: adminOptions.ca,
  },
  details: `Changes nothing and sends no key. Without --online nothing leaves this machine but what
the configuration itself points elsewhere.`,
  examples: ['doctor', 'doctor --online', 'doctor --config /etc/sentrely/sentrely.yaml --json'],
  findings: 'something does not work',
  async run({ options, terminal }) {
    const checks = await examine(terminal, options);
    const { out } = terminal;
    if (options.json) out.write(`${JSON.stringify({ checks })}\n`);
    else out.write(checks.map((check) => line(check, out)).join(''));
    return checks.some(({ state }) => state === 'fail') ? 1 : 0;
  },
});

export { doctor as command };

type Asked = Parameters<typeof findGateway>[1] & { readonly online?: boolean | undefined };

async function examine(terminal: Terminal, asked: Asked): Promise<readonly Check[]> {
  const node = checkNode(process.versions.node);
  let place: GatewayPlace;
  try {
    place = findGateway(terminal, asked);
    originsOf(place.config(), terminal.env);
  } catch (error) {
    if (!(error instanceof SentrelyError)) throw error;
    return [node, fail('config', error.message, error.help)];
  }
  const now = Date.now();
  const origins = asked.online === true ? originsOf(place.config(), terminal.env) : [];
  const providers = await Promise.all(origins.map(checkProvider));
  const timeMs = providers.find((provider) => provider.timeMs !== undefined)?.timeMs;
  return [
    node,
    ok('config', 'can be used'),
    checkRights(place.dataFolder),
    checkDisk(place.dataFolder),
    checkClock(now, timeMs),
    checkBundle(terminal, place.config(), now),
    ...(await examineGateway(place)),
    ...providers.map(({ check }) => check),
  ];
}

async function examineGateway({ admin, running, config }: GatewayPlace): Promise<readonly Check[]> {
  const agents = running?.agents ?? reachable(config().listen);
  return await Promise.all([
    checkListener('admin listener', admin, '/healthz'),
    checkReady(admin),
    // Without a key the answer is 401; that it comes is what is asked.
    checkListener('gateway', { url: agents }, '/v1/models'),
  ]);
}

const styles = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

function line({ name, state, found, remedy }: Check, screen: Screen): string {
  const word = paint(screen, styles[state], state.padEnd(4));
  const todo = remedy === null ? '' : `      ${escapeHidden(remedy)}\n`;
  return `${word}  ${name}: ${escapeHidden(found)}\n${todo}`;
}
