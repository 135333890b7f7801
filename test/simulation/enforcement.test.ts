import { expect, it } from 'vitest';
import { simulateEnforcement } from './enforcement.ts';

it('kill wins, a grant is used once, no call leaves undecided, whatever fails', async () => {
  const tally = await simulateEnforcement({ seeds: 200, steps: 110 });
  for (const [what, times] of Object.entries(tally)) expect(times, what).toBeGreaterThan(10);
}, 120_000);

it('a seed plays the same game again', async () => {
  const play = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    await simulateEnforcement({ seeds: 3, from: 41, trace: (line) => void lines.push(line) });
    return lines;
  };
  const first = await play();
  expect(first.length).toBeGreaterThan(50);
  expect(await play()).toEqual(first);
});
