import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { quote } from '../dsl/escape.ts';
import { type Addresses, readAddresses } from '../gateway/admin/address.ts';
import { operatorKeyFile } from '../gateway/admin/operators.ts';
import { type GatewayConfig, loadConfig } from '../gateway/config.ts';
import { type AdminAddress, askProven } from './admin-connection.ts';
import type { Option } from './command.ts';
import { dataOption } from './data-folder.ts';
import { cliError } from './errors.ts';
import { readText } from './files.ts';
import type { Terminal } from './terminal.ts';

/** The options of every verb that talks to a running gateway. */
export const adminOptions = {
  data: dataOption,
  config: { type: 'string', value: 'FILE', help: 'the configuration file of the gateway' },
  admin: { type: 'string', value: 'URL', help: 'address of the admin listener' },
  ca: {
    type: 'string',
    value: 'FILE',
    help: 'PEM that the admin listener is checked by (default $SENTRELY_ADMIN_CA)',
  },
  key: { type: 'string', value: 'FILE', help: "file with the operator's key (default admin.key)" },
} as const satisfies Readonly<Record<string, Option>>;

/** What the user said about where the gateway is. */
export interface AdminPlace {
  readonly data?: string | undefined;
  readonly config?: string | undefined;
  readonly admin?: string | undefined;
  readonly ca?: string | undefined;
  readonly key?: string | undefined;
}

/** Talks to the admin listener of a gateway. */
export interface AdminClient {
  /** The same gateway, by another key. */
  withKey(key: string): AdminClient;
  /**
   * The answer's body. Throws SENTRELY_ERR_CLI_GATEWAY when nobody answers,
   * SENTRELY_ERR_CLI_ADMIN_UNPROVEN, and what the gateway says is wrong.
   */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

/** Where a gateway is, as far as its configuration tells. */
export interface GatewayPlace {
  /** Absolute. */
  readonly dataFolder: string;
  readonly admin: AdminAddress;
  /** Where the gateway says that it listens, while it runs. */
  readonly running: Addresses | undefined;
  /** Read when it is first asked for. Throws SENTRELY_ERR_CONFIG. */
  readonly config: () => GatewayConfig;
}

/** A question to the log reads it in a process of its own, which may take half a minute. */
const answerMs = 60_000;

/**
 * Finds the gateway and the key of its operator. Throws SENTRELY_ERR_CLI_OPERATOR_KEY and
 * SENTRELY_ERR_CLI_ADMIN_UNPROVEN.
 */
export function connectAdmin(terminal: Terminal, asked: AdminPlace): AdminClient {
  const { admin, dataFolder } = findGateway(terminal, asked);
  const path = asked.key ?? operatorKeyFile(dataFolder);
  return adminClient(admin, readKey(terminal, path));
}

/** A client of one address with one key. Throws SENTRELY_ERR_CLI_ADMIN_UNPROVEN. */
export function adminClient(address: AdminAddress, key: string): AdminClient {
  const { url } = address;
  const ask = askProven(address);
  return {
    withKey: (other) => adminClient(address, other),
    call: async (method, path, body) => {
      const answer = await ask(path, {
        signal: AbortSignal.timeout(answerMs),
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const value = await readBody(url, answer);
      if (answer.ok) return value;
      throw refusal(url, value);
    },
  };
}

/**
 * The data folder as asked, else of the environment, else of the configuration; the admin address as
 * asked, else as the running gateway wrote it down, else of the configuration.
 */
export function findGateway(terminal: Terminal, asked: AdminPlace): GatewayPlace {
  let known: GatewayConfig | undefined;
  const config = (): GatewayConfig =>
    (known ??= loadConfig(configPath(terminal, asked), terminal.env));
  const data = asked.data ?? (terminal.env['SENTRELY_DATA'] || config().data);
  const dataFolder = resolve(terminal.folder, data);
  const running = readAddresses(dataFolder);
  const url = checkedUrl(asked.admin ?? running?.admin ?? configuredUrl(config().admin));
  return { dataFolder, admin: { url, ca: readCa(terminal, asked, url) }, running, config };
}

function configuredUrl({ listen, tls }: GatewayConfig['admin']): string {
  return `${tls === undefined ? 'http' : 'https'}://${listen}`;
}

/** The certificates of a file. Throws SENTRELY_ERR_CLI_OPTION and SENTRELY_ERR_CLI_FILE_READ. */
function readCa(terminal: Terminal, { ca }: AdminPlace, url: string): string | undefined {
  if (ca !== undefined && !url.startsWith('https:'))
    throw cliError('SENTRELY_ERR_CLI_OPTION', `\`--ca\`: ${quote(url)} has no certificate`);
  const path = ca ?? (terminal.env['SENTRELY_ADMIN_CA'] || undefined);
  if (path === undefined) return undefined;
  const text = readText(terminal.folder, path);
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw cliError('SENTRELY_ERR_CLI_OPTION', `\`--ca\`: ${quote(path)} holds no certificate in PEM`);
}

function configPath(terminal: Terminal, { config }: AdminPlace): string | undefined {
  if (config !== undefined) return resolve(terminal.folder, config);
  const path = join(terminal.folder, 'sentrely.yaml');
  return existsSync(path) ? path : undefined;
}

function checkedUrl(text: string): string {
  if (/^https?:\/\/[^\s/?#]+$/.test(text)) return text;
  const expected = 'expected an address like http://127.0.0.1:8788';
  throw cliError('SENTRELY_ERR_CLI_OPTION', `\`--admin\`: found ${quote(text)}, ${expected}`);
}

/** A key in a file: one line. Throws SENTRELY_ERR_CLI_OPERATOR_KEY. */
function readKey(terminal: Terminal, path: string): string {
  let key: string;
  try {
    key = readText(terminal.folder, path).trim();
  } catch (cause) {
    throw cliError('SENTRELY_ERR_CLI_OPERATOR_KEY', `${quote(path)} cannot be read`, cause);
  }
  if (/^[\x21-\x7e]{32,512}$/.test(key)) return key;
  throw cliError('SENTRELY_ERR_CLI_OPERATOR_KEY', `${quote(path)} holds no key`);
}

async function readBody(url: string, answer: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await answer.json();
  } catch (cause) {
    const detail = `what answers at ${quote(url)} is not a gateway of this version`;
    throw cliError('SENTRELY_ERR_CLI_GATEWAY', detail, cause);
  }
}

function refusal(url: string, value: unknown): Error {
  const error = (value as { error?: { code?: unknown; message?: unknown; help?: unknown } } | null)
    ?.error;
  const { code, message, help } = error ?? {};
  if (typeof code === 'string' && typeof message === 'string' && typeof help === 'string')
    return new SentrelyError(code, { status: 400, title: message, help });
  return cliError('SENTRELY_ERR_CLI_GATEWAY', `what answers at ${quote(url)} is not a gateway`);
}
