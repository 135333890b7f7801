import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { type Changes, Listeners, type Topic } from '../sql/changes.ts';
import { changesChannel, migrate } from './schema.ts';

const retryMsMin = 50;
const retryMsMax = 2000;

/** How often a silent connection is asked whether it is still there. */
const heartbeatMs = 2000;

/** How long a connection may take to say goodbye. */
const goodbyeMs = 500;

/** What listening needs to know. */
export interface ListenSettings {
  readonly client: ClientConfig;
  readonly schema: string;
  /** A connection that does not answer within this is given up, in milliseconds. */
  readonly answerMs: number;
}

/** A connection, with what ends it although the server is silent. */
interface Listening {
  readonly client: Client;
  readonly socket: Socket;
}

/**
 * Changes as the triggers of the schema tell them, on a connection of its own. Connects again when it
 * is lost, and then tells everybody: what happened meanwhile was told to nobody.
 */
export class PostgresChanges implements Changes {
  readonly #settings: ListenSettings;
  readonly #listeners = new Listeners();
  #listening: Listening | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = retryMsMin;
  #isClosed = false;

  constructor(settings: ListenSettings) {
    this.#settings = settings;
  }

  /**
   * Brings the schema to this version, on the same connection, and listens. Rejects when the first
   * connection fails; later ones are tried again by themselves.
   */
  async connect(): Promise<void> {
    const { client: config, schema, answerMs } = this.#settings;
    const socket = new Socket();
    const client = new Client({
      ...config,
      stream: () => socket,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => this.#listeners.tell(payload ?? ''));
    try {
      await client.connect();
      await migrate(client, schema);
      await client.query(`LISTEN ${changesChannel(schema)}`);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    this.#begin({ client, socket });
  }

  watch(topic: Topic, listener: () => void): () => void {
    return this.#listeners.add(topic, listener);
  }

  stored(): void {
    // The database tells this process as it tells every other.
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    clearTimeout(this.#retry);
    clearInterval(this.#heartbeat);
    const { client, socket } = this.#listening ?? {};
    this.#listening = undefined;
    await Promise.race([
      client?.end().catch(() => undefined),
      sleep(goodbyeMs, undefined, { ref: false }),
    ]);
    socket?.destroy();
  }

  #begin(listening: Listening): void {
    if (this.#isClosed) return void listening.socket.destroy();
    listening.client.once('end', () => this.#lost(listening));
    this.#listening = listening;
    this.#retryMs = retryMsMin;
    this.#heartbeat = setInterval(() => void this.#beat(listening), heartbeatMs).unref();
  }

  #lost(listening: Listening): void {
    if (this.#isClosed || this.#listening !== listening) return;
    this.#listening = undefined;
    clearInterval(this.#heartbeat);
    this.#listeners.tellAll();
    this.#connectLater();
  }

  #connectLater(): void {
    this.#retry = setTimeout(() => void this.#connectAgain(), this.#retryMs).unref();
    this.#retryMs = Math.min(2 * this.#retryMs, retryMsMax);
  }

  async #connectAgain(): Promise<void> {
    try {
      await this.connect();
      this.#listeners.tellAll();
    } catch {
      if (!this.#isClosed) this.#connectLater();
    }
  }

  /** A connection that the network swallowed says nothing of it. */
  async #beat(listening: Listening): Promise<void> {
    try {
      await listening.client.query('SELECT 1');
    } catch {
      listening.socket.destroy();
      this.#lost(listening);
    }
  }
}
