import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { channel, type Quantity } from '../../action/quantities.ts';
import type { TrustRoot } from '../../compiler/bundle/bundle.ts';
import {
  newSigningKey,
  type SigningKey,
  signingKeyPem,
  trustKeyOf,
} from '../../compiler/bundle/keys.ts';
import { quote } from '../../dsl/escape.ts';
import { agentKeyHash, newAgentKey } from '../agent-key.ts';
import { command, jsonOption } from '../command.ts';
import { cliError } from '../errors.ts';
import { createNew } from '../files.ts';
import { optionValue } from '../option-value.ts';

/** `sentrely keys new`: a key for an agent, or one that signs bundles. */
const keysNew = command({
  operands: { usage: '[AGENT]', min: 0, max: 1 },
  options: {
    signing: { type: 'boolean', help: 'make a key that signs bundles, instead of an agent key' },
    out: { type: 'string', value: 'NAME', help: 'write NAME.key, NAME.pub and NAME.trust.json' },
    channel: { type: 'string', value: 'NAME', default: 'main', help: 'channel of the trust file' },
    json: jsonOption,
  },
  details: `For an agent, prints a fresh key once, and the line of the policy that lets it in. With
--signing, makes an Ed25519 key: keep NAME.key secret, give NAME.trust.json to every
gateway. No file is ever overwritten.`,
  examples: ['keys new release-bot', 'keys new --signing --out release'],
  async run({ options, operands: [agent], terminal }) {
    const made =
      options.signing === true
        ? makeSigningKey(terminal.folder, signingOptions(options.out, options.channel, agent))
        : makeAgentKey(agentOptions(options.out, agent));
    terminal.out.write(options.json ? `${JSON.stringify(made.value)}\n` : made.text);
    return 0;
  },
});

export { keysNew as command };

interface Made {
  readonly value: unknown;
  readonly text: string;
}

function signingOptions(out: string | undefined, name: string, agent: string | undefined) {
  if (agent !== undefined) throw refused(`found ${quote(agent)}, expected none with --signing`);
  if (out === undefined) throw refused('found no `--out NAME`, expected one with --signing');
  return { out, channel: optionValue('channel', name, channel) };
}

function agentOptions(out: string | undefined, agent: string | undefined): string {
  if (agent === undefined) throw refused('found none, expected an AGENT or --signing');
  if (out !== undefined) throw refused('found `--out`, expected it with --signing only');
  const name = agentName.parse(agent);
  if (name === undefined) throw refused(`found ${quote(agent)}, expected ${agentName.expected}`);
  return name;
}

const agentName: Quantity<string> = {
  expected: 'the name of an agent as policies write it',
  parse: (text) => (/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/.test(text) ? text : undefined),
};

function refused(detail: string): Error {
  return cliError('SENTRELY_ERR_CLI_OPERAND', detail);
}

function makeAgentKey(agent: string): Made {
  const key = newAgentKey();
  const hash = agentKeyHash(key);
  const text = `key of agent ${quote(agent)}, shown this once:

  ${key}

line to add to the agent in its policy file:

  identify key "${hash}"
`;
  return { value: { agent, key, hash }, text };
}

function makeSigningKey(folder: string, options: { out: string; channel: string }): Made {
  const key = newSigningKey();
  const files = [
    { path: `${options.out}.key`, text: signingKeyPem(key), mode: 0o600 },
    { path: `${options.out}.pub`, text: publicPem(key), mode: 0o644 },
    { path: `${options.out}.trust.json`, text: trustText(key, options.channel), mode: 0o644 },
  ];
  const taken = files.find(({ path }) => existsSync(resolve(folder, path)));
  if (taken !== undefined) throw cliError('SENTRELY_ERR_CLI_FILE_EXISTS', quote(taken.path));
  for (const { path, text, mode } of files) createNew(folder, path, text, mode);
  const [secret = '', pub = '', trust = ''] = files.map(({ path }) => path);
  const text = `signing key ${key.keyid}

  ${quote(secret)}  private: keep it secret, sign with it
  ${quote(pub)}  public half, PEM
  ${quote(trust)}  give it to every gateway
`;
  return { value: { keyid: key.keyid, key: secret, pub, trust }, text };
}

function publicPem(key: SigningKey): string {
  return createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' }).toString();
}

function trustText(key: SigningKey, channelName: string): string {
  const trust: TrustRoot = {
    format: 'sentrely-trust/1',
    channel: channelName,
    threshold: 1,
    keys: [trustKeyOf(key)],
    revoked: { digests: [], keyids: [] },
  };
  return `${JSON.stringify(trust, null, 2)}\n`;
}
