import { connect as connectTo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openPostgresPlace,
  openPostgresState,
  type PostgresOptions,
} from '../../../gateway/state/postgres/state.ts';
import { get } from '../../../gateway/state/sql/statement.ts';
import type { State } from '../../../gateway/state/state.ts';
import { castOf, requestOf, start } from '../approvals/fixtures.ts';
import { stateContract } from '../state.contract.ts';
import { brokenDisk, faulty } from './faulty.ts';
import { orderOf, told } from './kills.contract.ts';
import { createAdmin, findServer, newSchema } from './postgres-server.ts';

const server = await findServer();
const url = server.kind === 'found' ? server.url : '';
const admin = createAdmin(url);
const { ask } = admin;
afterAll(() => admin.close());
const unavailable = { code: 'SENTRELY_ERR_STATE_UNAVAILABLE' };

/** Ends the connection that the step itself runs on, as a failing server or an operator does. */
const killedConnection = () => get('SELECT pg_terminate_backend(pg_backend_pid())');

if (server.kind === 'missing') {
  process.stderr.write(`state on postgres: skipped, ${server.reason}\n`);
  it.skip(`state on postgres: skipped, ${server.reason}`, () => undefined);
} else {
  const schema = newSchema();
  const options = { schema, connections: 4, answerMs: 15_000 };
  // A connection is a process of the server: they are used by one test after the other.
  const idle: State[] = [];
  stateContract(
    'postgres',
    { 'error of a statement': brokenDisk, 'connection killed': killedConnection },
    async () => ({
      connect: async () => idle.pop() ?? (await openPostgresState(url, options)),
      connectFaulty: async (fault) => faulty(await openPostgresPlace(url, options), fault),
      remove: async (left) => {
        idle.push(...left);
        await admin.empty(schema);
      },
    }),
  );
  afterAll(async () => {
    await Promise.all(idle.map((state) => state.close()));
    await admin.drop(schema);
  });
}

describe.runIf(server.kind === 'found')('the PostgreSQL schema', () => {
  let schema: string;
  const opened: State[] = [];
  beforeEach(() => {
    schema = newSchema();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((state) => state.close()));
    await admin.drop(schema);
  });

  async function open(at: string = url, options: PostgresOptions = {}): Promise<State> {
    const state = await openPostgresState(at, { schema, connections: 2, ...options });
    opened.push(state);
    return state;
  }

  it('is made once by many that start at once', async () => {
    const states = await Promise.all(Array.from({ length: 6 }, () => open()));
    await states[0]?.kills.order(orderOf());
    for (const state of states) expect(await state.kills.list()).toHaveLength(1);
  });

  it('needs no right to create anything once it is there', async () => {
    await open();
    const role = `${schema}_role`;
    await ask(`CREATE ROLE ${role} LOGIN; GRANT USAGE ON SCHEMA ${schema} TO ${role};
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
    try {
      const plain = new URL(url);
      plain.username = role;
      const state = await open(plain.href);
      const order = orderOf();
      await state.kills.order(order);
      expect(await state.kills.list()).toEqual([order]);
      expect(
        await state.approvals.open(requestOf(), { perSession: 1, perAgent: 1 }, start),
      ).toMatchObject({ result: 'opened' });
      await state.close();
    } finally {
      await ask(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('of a later version is not touched', async () => {
    const state = await open();
    await state.close();
    await ask(`UPDATE ${schema}.schema_version SET version = 99`);
    await expect(open()).rejects.toMatchObject({ code: 'SENTRELY_ERR_STATE_VERSION' });
  });

  it.each(['Upper', 'a"b', 'a; DROP SCHEMA public', '', '1a', 'pg_own', 'a'.repeat(41), 'ä'])(
    'is not called %j',
    async (name) => {
      await expect(openPostgresState(url, { schema: name })).rejects.toMatchObject({
        code: 'SENTRELY_ERR_CONFIG',
      });
    },
  );

  it('is used whatever the URL sets', async () => {
    const odd = new URL(url);
    odd.searchParams.set('options', '-c search_path=public -c statement_timeout=0');
    odd.searchParams.set('statement_timeout', '0');
    const state = await open(odd.href, { answerMs: 1000 });
    const order = orderOf();
    await state.kills.order(order);
    expect(await ask(`SELECT id FROM ${schema}.kills`)).toEqual([{ id: order.id }]);
    const { durable, close } = await openPostgresPlace(odd.href, { schema, answerMs: 1000 });
    const setting = async (name: string) =>
      (await durable.one(() => get('SELECT current_setting(?) AS value', name)))?.['value'];
    expect(await setting('search_path')).toBe(`${schema}, pg_temp`);
    expect(await setting('statement_timeout')).toBe('800ms');
    expect(await setting('lock_timeout')).toBe('800ms');
    expect(await setting('idle_in_transaction_session_timeout')).toBe('2s');
    expect(await setting('synchronous_commit')).toBe('on');
    await close();
  });

  it('tells of changes that an operator makes by hand', async () => {
    const state = await open();
    const order = orderOf();
    const byHand = `INSERT INTO ${schema}.kills VALUES ($1, 'session', $2, 'ada', 'by hand', 1)`;
    await told(
      (listener) => state.kills.watch(listener),
      () => ask(byHand, [order.id, order.subject]),
      async () => (await state.kills.list()).length === 1,
    );
  });

  it('tells whoever watches when its connection is lost, and goes on telling', async () => {
    const named = new URL(url);
    named.searchParams.set('application_name', schema);
    const [here, there] = [await open(named.href), await open()];
    const lost = Promise.withResolvers<void>();
    const back = Promise.withResolvers<void>();
    let calls = 0;
    const stop = here.kills.watch(() => {
      calls += 1;
      if (calls === 1) lost.resolve();
      if (calls === 2) back.resolve();
    });
    const kill =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
    await ask(kill, [schema]);
    await lost.promise;
    await back.promise;
    stop();
    await told(
      (listener) => here.kills.watch(listener),
      () => there.kills.order(orderOf()),
      async () => (await here.kills.list()).length === 1,
    );
  });

  it('answers again at once after every connection was killed', async () => {
    const named = new URL(url);
    named.searchParams.set('application_name', schema);
    const state = await open(named.href);
    const kill =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
    for (let round = 0; round < 3; round += 1) {
      await waitFor(() => Promise.all([state.ping(), state.ping(), state.sessions.list(0, 1)]));
      await ask(kill, [schema]);
      // What was under way may fail; it may not hang, and it may not be taken for an answer.
      const results = await Promise.allSettled([state.ping(), state.kills.list()]);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject(unavailable);
      await expect(waitFor(() => state.ping())).resolves.toBeUndefined();
    }
  });

  it('denies what waits for a lock for too long, and answers once it is free', async () => {
    const state = await open(url, { answerMs: 1000 });
    const scope = { key: 'k', unit: 'calls', limit: 3, resetsAtMs: null } as const;
    await state.ledger.reserve('one', [scope], { calls: 1 }, start);
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query(`BEGIN; LOCK TABLE ${schema}.ledger_counts, ${schema}.kills`);
    await expect(state.ledger.reserve('two', [scope], { calls: 1 }, start)).rejects.toMatchObject(
      unavailable,
    );
    await expect(state.kills.list()).rejects.toMatchObject(unavailable);
    const order = orderOf();
    await expect(state.kills.order(order)).rejects.toMatchObject(unavailable);
    await holder.query('ROLLBACK');
    await holder.end();
    // What was rejected may have been stored after all: asking again is safe either way.
    expect(await waitFor(() => state.kills.order(order))).toEqual(order);
    expect(await waitFor(() => state.kills.list())).toEqual([order]);
    const again = () => state.ledger.reserve('two', [scope], { calls: 1 }, start);
    expect(await waitFor(again)).toMatchObject({ kind: 'reserved' });
    expect(await waitFor(() => state.ledger.count('k', 'calls'))).toBe(2);
  });

  it('denies everything when there are no connections left to wait for', async () => {
    const state = await open(url, { answerMs: 1000 });
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query(`BEGIN; LOCK TABLE ${schema}.kills`);
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => state.kills.list()));
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: unavailable });
    await holder.end();
    expect(await waitFor(() => state.kills.list())).toEqual([]);
  });

  it('denies within its time when the network swallows everything, and recovers', async () => {
    const network = await openNetwork(url);
    const state = await open(network.url, { answerMs: 1000 });
    const other = await open();
    await state.ping();
    network.freeze();
    await expect(state.ping()).rejects.toMatchObject(unavailable);
    await expect(state.kills.order(orderOf())).rejects.toMatchObject(unavailable);
    // The listening connection is as silent: its heartbeat finds that out.
    const isBack = told(
      (listener) => state.kills.watch(listener),
      () => other.kills.order(orderOf({ subject: 'unheard' })),
      async () => {
        const orders = await waitFor(() => state.kills.list());
        return orders.some(({ subject }) => subject === 'unheard');
      },
    );
    network.thaw();
    await isBack;
    await state.close();
    await network.close();
  });

  it('forgets nothing that it told when it is closed in the middle', async () => {
    const state = await open(url, { answerMs: 1000 });
    const scope = { key: 'k', unit: 'calls', limit: 100, resetsAtMs: null } as const;
    const steps = Array.from({ length: 30 }, (_, at) =>
      state.ledger.reserve(`r ${at}`, [scope], { calls: 1 }, start),
    );
    const closing = state.close();
    const results = await Promise.allSettled(steps);
    await closing;
    const reserved = results.filter(({ status }) => status === 'fulfilled').length;
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject(unavailable);
    // What was told is there; what was rejected may be, and then counts in full.
    const count = await (await open()).ledger.count('k', 'calls');
    expect(count).toBeGreaterThanOrEqual(reserved);
    expect(count).toBeLessThanOrEqual(steps.length);
  });

  it('attaches, counts and settles once when two replicas hear the same vote at once', async () => {
    const [one, two] = [await open(), await open()];
    const request = requestOf();
    await one.approvals.open(request, { perSession: 9, perAgent: 9 }, start);
    const vote = castOf(request);
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? one : two).approvals.vote(vote, start)),
    );
    expect(results.filter((result) => result === 'counted')).toHaveLength(1);
    expect(results.filter((result) => result === 'duplicate')).toHaveLength(9);
    expect((await one.approvals.read(request.id))?.votes).toEqual([vote]);
  });
});

describe('a PostgreSQL that is not there', () => {
  const secret = 'correct-horse-battery';

  it('that refuses connections is an error that tells no password', async () => {
    const closed = await listen(createServer());
    await closed.close();
    const address = `postgres://ada:${secret}@127.0.0.1:${closed.port}/test`;
    const error: unknown = await openPostgresState(address).catch((each: unknown) => each);
    expect(error).toMatchObject(unavailable);
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
  });

  it('that accepts and says nothing is given up', async () => {
    const silent = await listen(createServer());
    const address = `postgres://ada:${secret}@127.0.0.1:${silent.port}/test`;
    const error: unknown = await openPostgresState(address, { answerMs: 200 }).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject(unavailable);
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
    await silent.close();
  });

  it('that speaks no TLS is refused where the URL asks for it', async () => {
    // Answers the request for TLS with `N`, as a server without it does.
    const plain = await listen(
      createServer((socket) => socket.once('data', () => socket.write('N'))),
    );
    const address = `postgres://ada:${secret}@127.0.0.1:${plain.port}/test?sslmode=verify-full`;
    const error: unknown = await openPostgresState(address, { answerMs: 1000 }).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject(unavailable);
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
    await plain.close();
  });

  it('whose URL is none is an error of the configuration', async () => {
    const error: unknown = await openPostgresState(`postgres://ada:${secret}@:x/`).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject({ code: 'SENTRELY_ERR_CONFIG' });
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
  });
});

/** Repeats what may fail while connections are replaced, or on a machine with no time for it. */
async function waitFor<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 50) throw error;
      await sleep(50);
    }
  }
}

interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(listener: Server): Promise<Listener> {
  const sockets = new Set<Socket>();
  listener.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** A way to a server that can fall silent without closing anything, and then lets new ones through. */
async function openNetwork(target: string) {
  const { hostname, port } = new URL(target);
  const pairs: (readonly [Socket, Socket])[] = [];
  const listener = await listen(
    createServer((client) => {
      const upstream = connectTo(Number(port || 5432), hostname);
      upstream.on('error', () => undefined);
      client.pipe(upstream).pipe(client);
      pairs.push([client, upstream]);
      if (isFrozen) stall(client, upstream);
    }),
  );
  let isFrozen = false;
  const stall = (client: Socket, upstream: Socket) => {
    client.unpipe(upstream).pause();
    upstream.unpipe(client).pause();
  };
  const address = new URL(target);
  address.host = `127.0.0.1:${listener.port}`;
  return {
    url: address.href,
    freeze: () => {
      isFrozen = true;
      for (const [client, upstream] of pairs) stall(client, upstream);
    },
    /** New connections go through; the old ones stay silent. */
    thaw: () => {
      isFrozen = false;
    },
    close: async () => {
      for (const [, upstream] of pairs) upstream.destroy();
      await listener.close();
    },
  };
}
