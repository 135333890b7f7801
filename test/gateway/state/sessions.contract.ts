import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../compiler/bundle/assert.ts';
import { sessionStateBytesMax } from '../../../gateway/state/sessions.ts';
import type { State } from '../../../gateway/state/state.ts';
import { minute, start } from '../approvals/fixtures.ts';

const own = 'release-bot session-1';

function sessionOf(ownSession: string = own) {
  return { ownSession, agent: 'release-bot', credential: `sha256:${'a'.repeat(64)}` };
}

/** The law for sessions and their state. */
export function sessionsContract(connect: () => Promise<State>): void {
  describe('sessions', () => {
    it('are listed since a time, latest first, no more than wanted', async () => {
      const { sessions } = await connect();
      for (const [name, at] of [
        ['a', 1],
        ['b', 3],
        ['c', 2],
      ] as const)
        await sessions.touch(sessionOf(name), start + at * minute);
      const names = async (sinceMs: number, limit: number) =>
        (await sessions.list(sinceMs, limit)).map(({ ownSession }) => ownSession);
      expect(await names(start, 10)).toEqual(['b', 'c', 'a']);
      expect(await names(start, 2)).toEqual(['b', 'c']);
      expect(await names(start + 2 * minute, 10)).toEqual(['b', 'c']);
      expect(await names(start + 2 * minute + 1, 10)).toEqual(['b']);
    });

    it('remember the first and the last time, and their last credential', async () => {
      const { sessions } = await connect();
      await sessions.touch(sessionOf(), start);
      await sessions.touch(sessionOf(), start + minute);
      // A replica whose clock is behind does not set the time back.
      await sessions.touch({ ...sessionOf(), credential: 'sha256:b' }, start + 1);
      expect(await sessions.list(0, 10)).toEqual([
        {
          ...sessionOf(),
          credential: 'sha256:b',
          firstSeenMs: start,
          lastSeenMs: start + minute,
          latched: null,
        },
      ]);
    });

    it('have a state that one of two writers replaces', async () => {
      const [one, two] = [await connect(), await connect()];
      expect(await one.sessions.read(own)).toBeUndefined();
      expect(await one.sessions.write(own, 1, '{}', start)).toBe('stale');
      expect(await one.sessions.write(own, null, '{"n":1}', start)).toBe('stored');
      expect(await two.sessions.write(own, null, '{"n":2}', start)).toBe('stale');
      expect(await two.sessions.read(own)).toEqual({ version: 1, text: '{"n":1}' });
      expect(await two.sessions.write(own, 1, '{"n":2}', start)).toBe('stored');
      expect(await one.sessions.write(own, 1, '{"n":3}', start)).toBe('stale');
      expect(await (await connect()).sessions.read(own)).toEqual({ version: 2, text: '{"n":2}' });
      expect(await one.sessions.read('other')).toBeUndefined();
    });

    it('lose no write of many that read and write again', async () => {
      const states = [await connect(), await connect()];
      const add = async (state: State) => {
        for (;;) {
          const read = await state.sessions.read(own);
          const n = read === undefined ? 0 : (JSON.parse(read.text) as number);
          const result = await state.sessions.write(own, read?.version ?? null, `${n + 1}`, start);
          if (result === 'stored') return;
        }
      };
      await Promise.all(
        states.flatMap((state) => [add(state), add(state), add(state), add(state)]),
      );
      expect(await states[0]?.sessions.read(own)).toEqual({ version: 8, text: '8' });
    });

    it('keep any text up to the cap', async () => {
      const { sessions } = await connect();
      for (const [at, text] of ['"\0"', '"\ud800"', '"\ufffe"', "'?$1", ''].entries()) {
        expect(await sessions.write(`odd ${at}`, null, text, start)).toBe('stored');
        expect((await sessions.read(`odd ${at}`))?.text).toBe(text);
      }
      const longest = 'ä'.repeat(sessionStateBytesMax / 2);
      expect(await sessions.write(own, null, longest, start)).toBe('stored');
      expect((await sessions.read(own))?.text === longest).toBe(true);
      await expect(sessions.write(own, 1, `${longest}x`, start)).rejects.toThrow(InvariantError);
      expect((await sessions.read(own))?.version).toBe(1);
    });

    it('stay latched for the first reason until they are reset', async () => {
      const [one, two] = [await connect(), await connect()];
      await one.sessions.touch(sessionOf(), start);
      expect(await one.sessions.latched(own)).toBeNull();
      await one.sessions.latch(own, 'it repeats itself', start);
      await two.sessions.latch(own, 'another reason', start + 1);
      expect(await two.sessions.latched(own)).toBe('it repeats itself');
      await two.sessions.touch(sessionOf(), start + 2);
      expect(await two.sessions.list(0, 1)).toMatchObject([{ latched: 'it repeats itself' }]);
      expect(await two.sessions.latched(`${own} `)).toBeNull();
      expect(await two.sessions.reset(own)).toBe(true);
      expect(await two.sessions.reset(own)).toBe(false);
      expect(await one.sessions.latched(own)).toBeNull();
      expect(await one.sessions.list(0, 1)).toMatchObject([{ latched: null }]);
    });

    it('can be latched before they were ever seen', async () => {
      const { sessions } = await connect();
      await sessions.latch(own, 'known from elsewhere', start);
      await sessions.touch(sessionOf(), start);
      expect(await sessions.latched(own)).toBe('known from elsewhere');
      expect(await sessions.list(0, 1)).toMatchObject([{ latched: 'known from elsewhere' }]);
    });

    it('are forgotten when not seen since, but for latched ones', async () => {
      const { sessions } = await connect();
      for (const name of ['old', 'latched', 'new']) {
        await sessions.touch(sessionOf(name), name === 'new' ? start + minute : start);
        await sessions.write(name, null, name, start);
      }
      await sessions.write('old state', null, 'x', start);
      await sessions.write('new state', null, 'x', start + minute);
      await sessions.latch('latched', 'reason', start);
      await sessions.forget(start);
      expect(await sessions.list(0, 10)).toHaveLength(3);
      await sessions.forget(start + 1);
      const names = (await sessions.list(0, 10)).map(({ ownSession }) => ownSession);
      expect(names).toEqual(['new', 'latched']);
      expect(await sessions.read('old')).toBeUndefined();
      expect(await sessions.read('old state')).toBeUndefined();
      for (const name of ['new', 'latched', 'new state'])
        expect(await sessions.read(name)).toBeDefined();
      expect(await sessions.latched('latched')).toBe('reason');
    });
  });
}
