import { execFileSync } from 'node:child_process';
import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import type { State } from '../../../gateway/state/state.ts';
import { start } from '../approvals/fixtures.ts';

// Run as a process of its own: uses a state before, while and after no file may grow, and prints how
// each step ended and what is counted.
const limiter = 'prlimit';
const state = openSqliteState(process.argv[2] ?? '');
const scope = { key: 'k', unit: 'calls', limit: 100, resetsAtMs: null } as const;

const steps = (on: State, name: string): readonly Promise<unknown>[] => [
  on.ledger.reserve(name, [scope], { calls: 1 }, start),
  on.sessions.write(`${name} session`, null, 'x'.repeat(10_000), start),
  on.sessions.latch(name, 'reason', start),
  on.calls.open({ session: 's', callId: name, eventId: 'e', durableUs: 1, tool: 'Bash' }),
];

async function codes(name: string): Promise<readonly string[]> {
  const ends = await Promise.allSettled(steps(state, name));
  return ends.map((end) => {
    return end.status === 'fulfilled' ? 'ok' : (end.reason as SentrelyError).code;
  });
}

function limitFiles(bytes: string): void {
  execFileSync(limiter, ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}

const before = await codes('before');
limitFiles('0');
const during = await codes('during');
const counted = await state.ledger.count('k', 'calls');
limitFiles('unlimited');
const after = await codes('after');
const counts = [counted, await state.ledger.count('k', 'calls')];
const latched = await state.sessions.latched('during');
await state.close();
process.stdout.write(JSON.stringify({ before, during, after, counts, latched }));
