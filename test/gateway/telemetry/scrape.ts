import { expect } from 'vitest';

/** Every sample of a scrape: name and labels as they are written, to the value. */
export type Scrape = ReadonlyMap<string, number>;

/** Asks the admin listener for its metrics. */
export async function scrape(adminUrl: string): Promise<Scrape> {
  const response = await fetch(`${adminUrl}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain');
  return parse(await response.text());
}

/** Reads the Prometheus text format; a line that is none fails the test. */
function parse(text: string): Scrape {
  const samples = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const found = /^([a-z_0-9]+(?:\{[^}]*\})?) (\S+)$/.exec(line);
    expect(found, line).not.toBeNull();
    samples.set(found?.[1] ?? '', Number(found?.[2]));
  }
  return samples;
}
