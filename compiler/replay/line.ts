/** A call of the model, as a trace or an audit log recorded it. */
export interface RecordedCall {
  readonly kind: 'call';
  readonly session: string;
  readonly agent: string;
  readonly id: string;
  /** MCP server, or null for a tool of the client's own. */
  readonly server: string | null;
  readonly tool: string;
  readonly input: unknown;
  /** Why the call cannot be judged, or null: its line is JSON, but readers would differ about it. */
  readonly defect: string | null;
  /** Names the message of the model that the call is part of; null where that is not said. */
  readonly message: string | null;
  /** Milliseconds since 1970, or null. */
  readonly at: number | null;
}

/** What a person typed. */
export interface RecordedPrompt {
  readonly kind: 'prompt';
  readonly session: string;
  readonly agent: string;
  readonly text: string;
}

/** What came back from a call. */
export interface RecordedResult {
  readonly kind: 'result';
  readonly session: string;
  /** The id of the call. */
  readonly id: string;
  readonly text: string;
  readonly fails: boolean;
}

/** What sessions are made of, in order within each. */
export type RecordedLine = RecordedCall | RecordedPrompt | RecordedResult;
