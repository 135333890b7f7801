import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openState } from '../../../gateway/state/open.ts';
import { findServer } from './postgres-server.ts';

const server = await findServer();

describe('the state that a gateway opens', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentrely-open-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is a file in its folder without a URL', async () => {
    const state = await openState({ url: undefined, folder });
    await state.ping();
    expect(existsSync(join(folder, 'state.db'))).toBe(true);
    await state.close();
  });

  it.runIf(server.kind === 'found').each(['postgres:', 'postgresql:'])(
    'is a database under %s, and no file',
    async (protocol) => {
      const url = server.kind === 'found' ? server.url.replace(/^[a-z]+:/, protocol) : '';
      // A schema of its own is not an option here, so nothing is opened that would have to be removed.
      const refused = openState({ url: url.replace(/\/test$/, '/no_such_database'), folder });
      await expect(refused).rejects.toMatchObject({
        code: 'SENTRELY_ERR_STATE_UNAVAILABLE',
        cause: { message: expect.stringContaining('no_such_database') },
      });
      expect(existsSync(join(folder, 'state.db'))).toBe(false);
    },
  );

  it.each([
    'mysql://ada:secret@db/x',
    'file:state.db',
    '',
    'postgres:secret',
    ' postgres://x:secret@y/z',
  ])('is none under %j, and no file instead', async (url) => {
    const error: unknown = await openState({ url, folder }).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'SENTRELY_ERR_CONFIG' });
    expect(inspect(error, { depth: 9 })).not.toContain('secret');
    expect(existsSync(join(folder, 'state.db'))).toBe(false);
  });
});
