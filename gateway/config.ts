import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { parse as parseYaml } from 'yaml';
import { configSchema } from './config-schema.ts';
import { gatewayError } from './errors.ts';
import { upstreamsDefect } from './upstreams/defect.ts';
import type { UpstreamKind } from './upstreams/transport.ts';

/** The configuration after defaults and environment. Times in milliseconds, sizes in bytes. */
export interface GatewayConfig {
  readonly listen: string;
  readonly data: string;
  readonly state: { readonly url?: string };
  readonly gateway: string;
  readonly admin: {
    readonly listen: string;
    readonly keys: readonly string[];
    readonly hosts: readonly string[];
    readonly tls?: TlsConfig;
  };
  /** Of the listener that agents talk to; plain HTTP without. */
  readonly tls?: TlsConfig;
  readonly traces: { readonly url?: string };
  readonly oidc: { readonly audience?: string };
  readonly bundle: { readonly path: string; readonly trust: string; readonly poll_ms: number };
  readonly upstream: {
    readonly url: string;
    readonly api_key?: string;
    readonly openai_url: string;
    readonly openai_api_key?: string;
  };
  readonly upstreams: readonly UpstreamEntry[];
  readonly routes: readonly RouteEntry[];
  readonly failover: {
    readonly share_percent: number;
    readonly silence_ms: number;
    readonly reply_silence_ms: number;
    readonly last_silence_ms: number;
    readonly retry_after_ms: number;
    readonly failures: number;
    readonly open_ms: number;
    readonly strip_thinking: boolean;
  };
  readonly hold: {
    readonly stream_ms: number;
    readonly reply_ms: number;
    readonly ping_ms: number;
  };
  readonly limits: {
    readonly request_bytes: number;
    readonly file_bytes: number;
    readonly request_ms: number;
    readonly header_bytes: number;
    readonly headers_ms: number;
    readonly connections: number;
    readonly drain_ms: number;
  };
  readonly audit: { readonly durable_ms: number; readonly seal_ms: number };
  readonly approvals: { readonly github?: GithubConfig };
  readonly alerts: { readonly webhook?: string; readonly slack_webhook?: string };
}

/** A place that models are served from. */
export interface UpstreamEntry {
  readonly name: string;
  readonly kind: UpstreamKind;
  readonly url?: string;
  readonly region?: string;
  readonly project?: string;
  readonly credential_env?: string;
  readonly credential_file?: string;
  readonly models?: readonly string[] | Readonly<Record<string, string>>;
  readonly weight: number;
  /** Patterns with `*`. */
  readonly deny_betas?: readonly string[];
}

/** Which upstreams serve the models that fit a pattern. */
export interface RouteEntry {
  readonly models: readonly string[];
  readonly upstreams: readonly string[];
  readonly by: 'order' | 'weight';
}

/** Files of a listener's TLS, in PEM. */
export interface TlsConfig {
  readonly cert: string;
  readonly key: string;
  /** Authorities whose client certificates count; without it none is asked for. */
  readonly client_ca?: string;
  readonly clients?: 'optional' | 'required';
}

/** Where approvals are asked for on GitHub. */
export interface GithubConfig {
  readonly repository: string;
  readonly issue?: number;
  readonly token: string;
  readonly webhook_secret: string;
  readonly api_url: string;
  readonly poll_ms: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Tree = Record<string, unknown>;

/** Variables that begin with SENTRELY_ and are not configuration of a gateway. */
const otherVariables: ReadonlySet<string> = new Set([
  'SENTRELY_KEY',
  'SENTRELY_CONFIG',
  'SENTRELY_DEBUG',
]);

/**
 * Reads `sentrely.yaml` (if `path` is given) and the environment, which wins. Throws
 * SENTRELY_ERR_CONFIG naming the key: an unknown key or variable is an error, since a misspelt one
 * would silently leave a default in force.
 */
export function loadConfig(path: string | undefined, environment: Environment): GatewayConfig {
  const tree = path === undefined ? {} : readTree(path);
  const leaves = new Map(leavesOf(configSchema, []));
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('SENTRELY_') || otherVariables.has(name) || value === undefined) continue;
    const leaf = leaves.get(name);
    if (leaf === undefined) throw gatewayError('SENTRELY_ERR_CONFIG', `\`${name}\` is no setting`);
    place(tree, leaf.path, valueOf(name, value, leaf.type));
  }
  const isStated = statedUpstream(tree);
  for (const [name, key] of commonVariables) placeDefault(tree, key, environment[name]);
  const config = validate(tree);
  const defect = upstreamsDefect(config, isStated);
  if (defect !== null) throw gatewayError('SENTRELY_ERR_CONFIG', defect);
  return config;
}

/** The names of all environment variables, for the documentation. */
export function configVariables(): readonly string[] {
  return leavesOf(configSchema, []).map(([name]) => name);
}

function readTree(path: string): Tree {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` cannot be read`, cause);
  }
  try {
    const tree: unknown = parseYaml(text, { uniqueKeys: true }) ?? {};
    if (typeof tree === 'object' && !Array.isArray(tree)) return tree as Tree;
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` is not YAML`, cause);
  }
  throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` holds no mapping of keys`);
}

interface SchemaNode {
  readonly properties?: Record<string, object>;
  readonly type?: string;
  readonly items?: SchemaNode;
}

interface Leaf {
  readonly path: readonly string[];
  readonly type: string | undefined;
}

/** A list of mappings has no variable: text cannot spell it. */
function leavesOf(schema: object, path: readonly string[]): [string, Leaf][] {
  const node = schema as SchemaNode;
  if (node.items?.properties !== undefined) return [];
  if (node.properties === undefined)
    return [[`SENTRELY_${path.join('_').toUpperCase()}`, { path, type: node.type }]];
  return Object.entries(node.properties).flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

/** A list is written with commas in between. */
function valueOf(name: string, value: string, type: string | undefined): unknown {
  if (type === 'integer') return integer(name, value);
  if (type === 'boolean') return truth(name, value);
  if (type !== 'array') return value;
  return value.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

function integer(name: string, value: string): number {
  if (/^[0-9]{1,15}$/.test(value)) return Number(value);
  throw gatewayError('SENTRELY_ERR_CONFIG', `\`${name}\` must be a whole number`);
}

function truth(name: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw gatewayError('SENTRELY_ERR_CONFIG', `\`${name}\` must be \`true\` or \`false\``);
}

function place(tree: Tree, path: readonly string[], value: unknown): void {
  let node = tree;
  for (const key of path.slice(0, -1)) {
    const child = Object.hasOwn(node, key) ? node[key] : undefined;
    const next: Tree = typeof child === 'object' && child !== null ? (child as Tree) : {};
    node[key] = next;
    node = next;
  }
  node[path.at(-1) ?? ''] = value;
}

/** Variables that the providers' own programs read, and the keys of `upstream` they stand in for. */
const commonVariables = [
  ['ANTHROPIC_API_KEY', 'api_key'],
  ['OPENAI_API_KEY', 'openai_api_key'],
] as const;

/** Which keys of `upstream` somebody has written down. */
function statedUpstream(tree: Tree): (key: string) => boolean {
  const upstream = Object.hasOwn(tree, 'upstream') ? tree['upstream'] : undefined;
  const keys = typeof upstream === 'object' && upstream !== null ? Object.keys(upstream) : [];
  return (key) => keys.includes(key);
}

/** Such a variable is honoured where our own setting says nothing. */
function placeDefault(tree: Tree, key: string, value: string | undefined): void {
  const upstream = Object.hasOwn(tree, 'upstream') ? (tree['upstream'] as Tree) : undefined;
  if (value === undefined || upstream?.[key] !== undefined) return;
  place(tree, ['upstream', key], value);
}

function validate(tree: Tree): GatewayConfig {
  const ajv = new Ajv2020({ useDefaults: true, allErrors: false });
  const check = ajv.compile<GatewayConfig>(configSchema);
  if (check(tree)) return tree;
  throw gatewayError('SENTRELY_ERR_CONFIG', sentenceOf(check.errors?.[0]));
}

function sentenceOf(error: ErrorObject | undefined): string {
  const key = (error?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const extra = error?.params['additionalProperty'] as string | undefined;
  if (extra !== undefined) return `\`${key === '' ? extra : `${key}.${extra}`}\` is no setting`;
  const at = key === '' ? 'the top level' : `\`${key}\``;
  return `${at} ${error?.message ?? 'is wrong'}`;
}
