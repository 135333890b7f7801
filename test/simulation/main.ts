/**
 * Plays the simulations: `npm run simulate -- [--seeds 10000] [--from 1] [--game budget|enforcement] [--trace]`.
 * In parts with a fresh store each, so that it stays as quick as it begins.
 */
import { parseArgs } from 'node:util';
import { simulate } from './budget.ts';
import { simulateEnforcement } from './enforcement.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    game: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const [count, first] = [Number(values.seeds), Number(values.from)];
const trace = values.trace ? (line: string) => void process.stdout.write(`${line}\n`) : () => {};
const games = { budget: simulate, enforcement: playEnforcement };
const seedsPerPart = 250;

function playEnforcement(seeds: number, from: number): ReturnType<typeof simulateEnforcement> {
  return simulateEnforcement({ seeds, from, trace });
}

for (const [name, play] of Object.entries(games)) {
  if (values.game !== undefined && values.game !== name) continue;
  const begun = performance.now();
  const tally = new Map<string, number>();
  for (let from = first; from < first + count; from += seedsPerPart) {
    const part = await play(Math.min(seedsPerPart, first + count - from), from);
    for (const [what, times] of Object.entries(part))
      tally.set(what, (tally.get(what) ?? 0) + times);
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: up to seed ${from} `);
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  const what = JSON.stringify(Object.fromEntries(tally));
  process.stdout.write(`${name}, ${count} seeds from ${first}, ${seconds} s: ${what}\n`);
}
