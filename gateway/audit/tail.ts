import { readSegment, type Segment, type SegmentContent, type WalRecord } from './wal.ts';

/** A segment as part of its writer's log. */
export interface TailPart {
  readonly segment: Segment;
  readonly content: SegmentContent;
  /** First record of the next segment; undefined for the newest. */
  readonly nextSeq: number | undefined;
  /** The records that count and are not sealed yet. */
  readonly due: readonly WalRecord[];
  /** Why records are not all there. A torn end of the newest segment is none: it is still written. */
  readonly problem: TailProblem | undefined;
}

/** The first record that is not there as it was written. */
export interface TailProblem {
  readonly seq: number;
  readonly kind: 'missing' | 'changed';
}

/** Says a problem in words. */
export function describeProblem({ seq, kind }: TailProblem): string {
  return kind === 'missing' ? `record ${seq} is missing` : `record ${seq} was changed`;
}

/** Attempts to read a log while a sealer moves it on. */
const readAttemptsMax = 5;

/**
 * Reads what is not sealed of a writer: the records from `sealedSize` on, segment by segment. One
 * segment ends where the next begins, whatever else it holds: that was never promised to anyone.
 */
export function* readTail(segments: readonly Segment[], sealedSize: number): Generator<TailPart> {
  let expected = sealedSize;
  for (const [index, segment] of segments.entries()) {
    const content = readSegment(segment);
    const nextSeq = segments[index + 1]?.firstSeq;
    const due = content.records.filter(
      ({ seq }) => seq >= sealedSize && seq < (nextSeq ?? Number.POSITIVE_INFINITY),
    );
    const end = Math.max(expected, segment.firstSeq + content.records.length);
    const problem = problemOf({ segment, content, nextSeq }, expected, end);
    yield { segment, content, nextSeq, due, problem };
    expected = Math.max(end, nextSeq ?? end);
  }
}

function problemOf(
  { segment, content, nextSeq }: Pick<TailPart, 'segment' | 'content' | 'nextSeq'>,
  expected: number,
  end: number,
): TailProblem | undefined {
  if (segment.firstSeq > expected) return { seq: expected, kind: 'missing' };
  const isShort = nextSeq === undefined ? content.rest === 'records' : end < nextSeq;
  if (!isShort) return undefined;
  return { seq: end, kind: content.rest === 'nothing' ? 'missing' : 'changed' };
}

/**
 * Reads segments and manifest together. A sealer removes a segment once its records are in the
 * manifest; a reader that listed it before starts over. List segments first, read the manifest next.
 */
export function whileSealed<T>(read: () => T, attempt = 1): T {
  try {
    return read();
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isGone || attempt === readAttemptsMax) throw error;
    return whileSealed(read, attempt + 1);
  }
}
