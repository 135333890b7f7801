import { readFileSync } from 'node:fs';

const unit = new URL('../../docs/deploy/sentrely.service', import.meta.url);

/** What the systemd unit sets for the run-time, so that what is measured is what is deployed. */
export function unitEnvironment(): Readonly<Record<string, string>> {
  const lines = readFileSync(unit, 'utf8').matchAll(
    /^Environment=(NODE_OPTIONS|MALLOC_ARENA_MAX)=(.*)$/gm,
  );
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
