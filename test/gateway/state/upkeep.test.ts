import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openState } from '../../../gateway/state/open.ts';
import { startUpkeep } from '../../../gateway/state/upkeep.ts';

afterEach(() => vi.useRealTimers());

it('forgets sessions that nobody came back to, and stops when told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-upkeep-'));
  const state = await openState({ url: undefined, folder });
  const days = (count: number) => count * 24 * 60 * 60 * 1000;
  const session = (name: string) => ({ ownSession: `a ${name}`, agent: 'a', credential: 'c' });
  await state.sessions.touch(session('old'), days(1));
  await state.sessions.touch(session('new'), days(40));
  // Only the clock of the upkeep: timeouts of whatever else runs in this process are none of ours.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const upkeep = startUpkeep(state, {
    now: () => days(41),
    report: (error) => expect.fail(String(error)),
  });
  await vi.advanceTimersByTimeAsync(10 * 60 * 1000);
  const left = await state.sessions.list(0, 10);
  expect(left.map(({ ownSession }) => ownSession)).toEqual(['a new']);
  upkeep.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});
