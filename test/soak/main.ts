/**
 * A gateway under a steady load of real requests for some minutes:
 *
 *     npm run soak -- [--minutes 10] [--rate 30]
 *
 * Provider and gateway are processes of their own on loopback. Three dialects, streams and JSON, calls
 * that are allowed, denied, held, approved, denied by a person and killed; answers that are slow, break
 * off or are refused; one restart. At the end: memory is flat, no request was lost, every call has one
 * decision that ended it, and the log verifies. Exits with 1 when any of that does not hold.
 */
import { parseArgs } from 'node:util';
import { Soak } from './soak.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '30' } },
});
const soak = new Soak({ ms: Number(values.minutes) * 60_000, rate: Number(values.rate) });
const { lines, faults } = await soak.run();
for (const line of lines) process.stdout.write(`${line}\n`);
for (const fault of faults) process.stdout.write(`NOT AS PROMISED: ${fault}\n`);
process.exit(faults.length === 0 ? 0 : 1);
