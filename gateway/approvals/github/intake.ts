import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { parseCommand } from '../command.ts';
import type { Vote } from '../vote.ts';
import { sourceOf } from './channel.ts';
import type { GithubComment } from './comment.ts';

/** Where what was heard goes: the desk. */
export interface VoteSink {
  receive(vote: Vote): Promise<unknown>;
  withdraw(source: string, reason: string): Promise<unknown>;
}

/** The vote that a new comment is, or undefined when it is only text. */
export function voteOf(comment: GithubComment, heardBy: Vote['heardBy']): Vote | undefined {
  const command = parseCommand(comment.body);
  if (command === undefined || comment.author === null) return undefined;
  return {
    ...command,
    voter: { id: comment.author.id, login: comment.author.login },
    source: sourceOf(comment.id),
    url: comment.url,
    castAtMs: comment.createdAtMs,
    bodySha256: sha256Hex(comment.body),
    heardBy,
  };
}
