/** Whose something at a provider is: the agent's and the credential's that made it, and nobody else's of either. */
export interface Owner {
  readonly agent: string;
  readonly credential: string;
}

/** What of an owner's is wanted: newest first, those next to one of them where one is named. */
export interface Page<T> {
  /** At most so many. */
  readonly limit: number;
  /** Only older ones than this. */
  readonly after?: T;
  /** Only newer ones than this, those next to it. */
  readonly before?: T;
}
