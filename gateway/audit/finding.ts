/** How bad a finding is: the worst one is the status of a verification. */
export const severities = ['info', 'cannot-check', 'incomplete', 'tampered'] as const;
export type Severity = (typeof severities)[number];

/** One thing that a verification noticed. */
export interface Finding {
  readonly severity: Severity;
  /** The log it is about; null for the folder as a whole. */
  readonly writer: string | null;
  /** The record it is about, where it is about one. */
  readonly seq: number | null;
  /** One sentence, lower case. */
  readonly what: string;
}
