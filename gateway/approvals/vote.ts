import type { Verb } from './command.ts';

/** A person, by the id that no rename changes; the login is what it was when they voted. */
export interface Voter {
  readonly id: number;
  readonly login: string;
}

/** What a channel heard somebody say about a request. Says nothing of whether they may. */
export interface Vote {
  readonly request: string;
  readonly verb: Verb;
  /** The beginning of the digest that was named, 12 to 64 hex digits. */
  readonly digestPrefix: string;
  readonly voter: Voter;
  /** Names the utterance in its channel, `github:` and the comment id. It votes once. */
  readonly source: string;
  readonly url: string;
  readonly castAtMs: number;
  /** Hex SHA-256 of the whole text it was said in. */
  readonly bodySha256: string;
  /** Stored and shown to nobody's program: never interpreted. */
  readonly reason: string;
  readonly heardBy: 'webhook' | 'poll';
}

/** A vote and what it is worth. */
export interface CastVote extends Vote {
  /** Rules whose requirement it helps to meet. */
  readonly meets: readonly string[];
  /** What was looked up to know that: `team acme/platform: active`. */
  readonly evidence: readonly string[];
  /** Why it does not count, or null when it does. */
  readonly voided: string | null;
}

/** Whether the author of a vote may vote, asked anew each time. */
export type Standing =
  | {
      readonly kind: 'stands';
      readonly meets: readonly string[];
      readonly evidence: readonly string[];
    }
  | { readonly kind: 'void'; readonly reason: string };

/** The votes that count. */
export function countedVotes(votes: readonly CastVote[]): readonly CastVote[] {
  return votes.filter((vote) => vote.voided === null);
}
