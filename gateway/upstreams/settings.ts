import { readFileSync, statSync } from 'node:fs';
import type { GatewayConfig, UpstreamEntry } from '../config.ts';
import { credentialPattern } from '../config-schema.ts';
import { gatewayError } from '../errors.ts';
import type { ProviderName } from '../providers/dialect.ts';
import type { UpstreamKind } from './transport.ts';

/** Whose dialect the clients of each kind speak. */
export const providerOf: Readonly<Record<UpstreamKind, ProviderName>> = {
  anthropic: 'anthropic',
  bedrock: 'anthropic',
  vertex: 'anthropic',
  openai: 'openai',
};

/** Variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An upstream and how its credential is read; undefined where the configuration names none. */
export interface UpstreamSettings extends UpstreamEntry {
  readonly credential: (() => string) | undefined;
}

type UpstreamConfig = Pick<GatewayConfig, 'upstream' | 'upstreams'>;

/**
 * Every upstream of a configuration, in order. A provider for which `upstreams` has none is reached
 * by its line of `upstream`, under its own name. Throws SENTRELY_ERR_CONFIG where a credential that
 * is named is not there.
 */
export function upstreamsOf(
  config: UpstreamConfig,
  environment: Environment,
): readonly UpstreamSettings[] {
  const { url, api_key, openai_url, openai_api_key } = config.upstream;
  return [
    ...config.upstreams.map((entry) => ({
      ...entry,
      credential: credentialOf(entry, environment),
    })),
    ...oneLine(config, 'anthropic', url, api_key),
    ...oneLine(config, 'openai', openai_url, openai_api_key),
  ];
}

function oneLine(
  config: UpstreamConfig,
  name: ProviderName,
  url: string,
  key: string | undefined,
): readonly UpstreamSettings[] {
  if (entriesOf(config, name).length > 0) return [];
  const credential = key === undefined ? undefined : () => key;
  return [{ name, kind: name, url, weight: 1, credential }];
}

function entriesOf({ upstreams }: UpstreamConfig, provider: ProviderName): UpstreamEntry[] {
  return upstreams.filter(({ kind }) => providerOf[kind] === provider);
}

/** Whether every upstream of a provider has a credential, so that a client needs none of its own. */
export function holdsCredential(config: UpstreamConfig, provider: ProviderName): boolean {
  const entries = entriesOf(config, provider);
  if (entries.length > 0) return entries.every(hasCredential);
  const { api_key, openai_api_key } = config.upstream;
  return (provider === 'anthropic' ? api_key : openai_api_key) !== undefined;
}

/** Of a cloud the credential is never the client's. */
export function hasCredential({ kind, credential_env, credential_file }: UpstreamEntry): boolean {
  const isCloud = kind === 'bedrock' || kind === 'vertex';
  return isCloud || credential_env !== undefined || credential_file !== undefined;
}

function credentialOf(
  { name, kind, credential_env: variable, credential_file: file }: UpstreamEntry,
  environment: Environment,
): (() => string) | undefined {
  const isHeader = kind === 'anthropic' || kind === 'openai';
  if (variable !== undefined) {
    const key = environment[variable];
    const place = `\`${variable}\`, which upstream \`${name}\` names,`;
    if (key === undefined || key === '')
      throw gatewayError('SENTRELY_ERR_CONFIG', `${place} is not set`);
    return constant(checked(key, place, isHeader));
  }
  if (file === undefined) return undefined;
  const place = `\`${file}\`, which upstream \`${name}\` names,`;
  const read = fileReader(file, (text) => checked(text, place, isHeader));
  try {
    read();
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `${place} holds no credential`, cause);
  }
  return read;
}

function constant(value: string): () => string {
  return () => value;
}

/** A line end would split or break every request, so it is told before the first one. */
function checked(text: string, place: string, isHeader: boolean): string {
  if (!isHeader || new RegExp(credentialPattern).test(text)) return text;
  throw gatewayError('SENTRELY_ERR_CONFIG', `${place} holds what no header can carry`);
}

/** The text of a file without what surrounds it, read again when the file has changed. */
function fileReader(file: string, check: (text: string) => string): () => string {
  let read: { readonly changedMs: number; readonly text: string } | undefined;
  return () => {
    try {
      const { mtimeMs: changedMs } = statSync(file);
      if (read?.changedMs !== changedMs)
        read = { changedMs, text: check(readFileSync(file, 'utf8').trim()) };
      return read.text;
    } catch (cause) {
      throw gatewayError('SENTRELY_ERR_UPSTREAM_CREDENTIAL', 'its file cannot be used', cause);
    }
  };
}
