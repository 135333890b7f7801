/** The memory of a process at one moment, in bytes. */
export interface Sample {
  readonly atMs: number;
  readonly rss: number;
  /** Right after a collection. */
  readonly heapUsed: number;
}

/** What the second half of a run says: where it stands, and how it moves. Bytes. */
export interface Trend {
  readonly meanBytes: number;
  /** By the line of least squares. */
  readonly perMinute: number;
  /** What that is over the whole half. */
  readonly grownBytes: number;
}

/** The trend of the second half of the samples. */
export function trendOf(samples: readonly Sample[], of: 'rss' | 'heapUsed'): Trend {
  const half = samples.slice(Math.floor(samples.length / 2));
  const times = half.map(({ atMs }) => atMs);
  const values = half.map((sample) => sample[of]);
  const meanMs = mean(times);
  const meanBytes = mean(values);
  const spread = times.reduce((sum, at) => sum + (at - meanMs) ** 2, 0);
  const together = times.reduce(
    (sum, at, i) => sum + (at - meanMs) * ((values[i] ?? 0) - meanBytes),
    0,
  );
  const perMs = spread === 0 ? 0 : together / spread;
  const lengthMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return { meanBytes, perMinute: perMs * 60_000, grownBytes: perMs * lengthMs };
}

/**
 * What a half may grow by without being called a leak: a collector that is still finding its size, and
 * the pages of a first use.
 */
export function mayGrow({ meanBytes }: Trend): number {
  return Math.max(12 * 1024 * 1024, meanBytes * 0.08);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
