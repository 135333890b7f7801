import type { SessionStore } from '../state/sessions.ts';

/** Where a conversation is served, so that caches and signatures of its thinking hold. */
export interface Stay {
  readonly upstream: string;
  /**
   * Messages, from the first, whose thinking was signed elsewhere: it is left out of every request
   * from the move on, since a prefix that changes breaks what is signed after it. 0 where none was.
   */
  readonly strippedUntil: number;
}

/** The conversation that a request belongs to, as far as upstreams are concerned. */
export interface Strand {
  /** `agent session`. */
  readonly session: string;
  /** Hex SHA-256 of how the conversation began. */
  readonly seed: () => string;
  readonly model: string;
}

/**
 * Where the conversations of sessions are served. A session's first answer of a model makes its
 * upstream the home of that model; a conversation that is served elsewhere is noted on its own.
 */
export interface Affinity {
  /** Rejects with SENTRELY_ERR_STATE_UNAVAILABLE. */
  find(strand: Strand): Promise<Stay | undefined>;
  /** The same again writes nothing. Rejects with SENTRELY_ERR_STATE_UNAVAILABLE. */
  keep(strand: Strand, stay: Stay): Promise<void>;
}

/** One remembered place: of a model, or of a conversation. */
type Entry = readonly [of: string, upstream: string, strippedUntil: number];

/** Models and strayed conversations that are remembered of one session; the oldest go first. */
const entriesMax = 64;

const triesMax = 5;

/** Kept beside the other state of sessions, so restarts and replicas know it too. */
export function createAffinity(sessions: SessionStore, now: () => number): Affinity {
  const read = async (session: string) => {
    const stored = await sessions.read(documentOf(session));
    const entries = stored === undefined ? [] : (JSON.parse(stored.text) as readonly Entry[]);
    return { entries, version: stored?.version ?? null };
  };
  return {
    find: async (strand) => stayIn((await read(strand.session)).entries, strand),
    keep: async (strand, stay) => {
      for (let tries = 0; tries < triesMax; tries++) {
        const { entries, version } = await read(strand.session);
        const next = withStay(entries, strand, stay);
        if (next === entries) return;
        const text = JSON.stringify(next);
        const written = await sessions.write(documentOf(strand.session), version, text, now());
        if (written === 'stored') return;
      }
    },
  };
}

/** A blank is in no session id, so this is no session. */
function documentOf(session: string): string {
  return `${session} upstreams`;
}

function conversationOf({ seed, model }: Strand): string {
  return `${seed().slice(0, 24)} ${model.slice(0, 100)}`;
}

function homeOf({ model }: Strand): string {
  return model.slice(0, 100);
}

function stayIn(entries: readonly Entry[], strand: Strand): Stay | undefined {
  const find = (of: string): Entry | undefined => entries.find(([name]) => name === of);
  const found = find(conversationOf(strand)) ?? find(homeOf(strand));
  return found === undefined ? undefined : { upstream: found[1], strippedUntil: found[2] };
}

function withStay(entries: readonly Entry[], strand: Strand, stay: Stay): readonly Entry[] {
  const known = stayIn(entries, strand);
  if (known?.upstream === stay.upstream && known.strippedUntil === stay.strippedUntil)
    return entries;
  const isHome = known === undefined && stay.strippedUntil === 0;
  const of = isHome ? homeOf(strand) : conversationOf(strand);
  const others = entries.filter(([name]) => name !== of);
  return [...others, [of, stay.upstream, stay.strippedUntil] as const].slice(-entriesMax);
}
