import type { Sample } from './atom-samples.ts';

/** Samples of a part of a value. */
type PartSamples = (part: string) => readonly Sample[];

/** URLs put together from samples of their parts; none where no condition reads a part. */
export function webAddresses(samplesOf: PartSamples): readonly string[] {
  const parts = [samplesOf('scheme'), samplesOf('host'), samplesOf('port'), samplesOf('path')];
  return combine(parts, ['https', 'x.example', '', '/']).map(
    ([scheme, host, port, path]) => `${scheme}://${host}${port === '' ? '' : `:${port}`}${path}`,
  );
}

/** Mail addresses put together in the same way. */
export function mailAddresses(samplesOf: PartSamples): readonly string[] {
  const parts = [samplesOf('local'), samplesOf('domain')];
  return combine(parts, ['x', 'x.example']).map(([local, domain]) => `${local}@${domain}`);
}

/** The first of each part together, then each part varied while the others are the first. */
function combine(
  parts: readonly (readonly Sample[])[],
  fallback: readonly Sample[],
): readonly (readonly Sample[])[] {
  const choices = parts.map((samples, at) => [...samples, fallback[at] ?? '']);
  if (choices.every(({ length }) => length === 1)) return [];
  const first = choices.map((choice) => choice[0] ?? '');
  return choices.flatMap((choice, at) => choice.map((value) => first.with(at, value)));
}

/**
 * Each path in the folder of each other one, for conditions of which one names the folder and one
 * the file; and a path at home as one from the root, which may be in a workspace.
 */
export function joinedPaths(samples: readonly Sample[]): readonly string[] {
  const paths = samples.filter((sample) => typeof sample === 'string');
  const homes = paths
    .filter((path) => path.startsWith('~/'))
    .map((path) => `/root${path.slice(1)}`);
  const pairs = paths.flatMap((folder) =>
    paths.filter((path) => path !== folder).map((path) => `${folderOf(folder)}${path}`),
  );
  return [...homes, ...pairs];
}

/** With its final slash. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
