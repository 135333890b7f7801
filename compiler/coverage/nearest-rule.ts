import { rangeOf } from '../../dsl/render/places.ts';
import type { Source } from '../../dsl/source.ts';
import type { AtomOutcome } from './atom.ts';
import type { Miss, MissReason } from './nearest.ts';

/** A {@link Miss} with lines instead of spans. */
export interface NearestRule {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly why: MissReason['kind'];
  /** Present when `why` is `condition`. */
  readonly condition?: {
    readonly text: string;
    readonly line: number;
    readonly was: AtomOutcome;
    readonly others: number;
  };
}

/** A miss as reports show it. */
export function nearestRule({ rule, span, why }: Miss, sources: readonly Source[]): NearestRule {
  const { file, line } = rangeOf(span, sources);
  if (why.kind !== 'condition') return { rule, file, line, why: why.kind };
  const { text, was, others } = why;
  const condition = { text, line: rangeOf(why.span, sources).line, was, others };
  return { rule, file, line, why: 'condition', condition };
}
