import type { GatewayConfig, UpstreamEntry } from '../config.ts';
import type { ProviderName } from '../providers/dialect.ts';
import { providerOf } from './settings.ts';

/** The keys of `upstream` that are for each provider. */
const linesOf: Readonly<Record<ProviderName, readonly string[]>> = {
  anthropic: ['url', 'api_key'],
  openai: ['openai_url', 'openai_api_key'],
};

/**
 * What is wrong with the upstreams and routes of a configuration, beyond the form of each entry; null
 * for nothing. `isStated` tells the keys of `upstream` that somebody has set.
 */
export function upstreamsDefect(
  { upstreams, routes }: Pick<GatewayConfig, 'upstreams' | 'routes'>,
  isStated: (key: string) => boolean,
): string | null {
  const names = upstreams.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `two of \`upstreams\` have the name \`${twice}\``;
  for (const entry of upstreams) {
    const defect = entryDefect(entry, isStated);
    if (defect !== null) return `upstream \`${entry.name}\` ${defect}`;
  }
  const lines = (['anthropic', 'openai'] as const).filter(
    (provider) => !upstreams.some(({ kind }) => providerOf[kind] === provider),
  );
  const known = new Set<string>([...names, ...lines]);
  const unknown = routes.flatMap((route) => route.upstreams).find((name) => !known.has(name));
  return unknown === undefined ? null : `\`routes\` name \`${unknown}\`, which is no upstream`;
}

function entryDefect(entry: UpstreamEntry, isStated: (key: string) => boolean): string | null {
  const { kind, name, credential_env: variable, credential_file: file, project, region } = entry;
  if (variable !== undefined && file !== undefined)
    return 'has both `credential_env` and `credential_file`';
  if (project !== undefined && kind !== 'vertex') return 'has a `project`, which only `vertex` has';
  if (region !== undefined && kind !== 'vertex' && kind !== 'bedrock')
    return 'has a `region`, which only `bedrock` and `vertex` have';
  const provider = providerOf[kind];
  const line = linesOf[provider].find(isStated);
  if (line !== undefined)
    return `stands beside \`upstream.${line}\`, which it replaces: remove one`;
  // Its own line takes that name where the list has nothing for a provider.
  const other = (['anthropic', 'openai'] as const).find((one) => one === name);
  return other === undefined || other === provider ? null : `has the name of another provider`;
}
