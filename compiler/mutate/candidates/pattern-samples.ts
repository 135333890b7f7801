import { type Pattern, type PatternPart, parsePattern } from '../../automata/pattern.ts';

/** What a wildcard is replaced by: one, several or no segments, of a path or of a host. */
const runs = ['a', '', 'ab'] as const;
const deeps = ['a', 'a/b', '', 'a.b'] as const;

/** Most samples of one pattern: all alternatives of the widest braces, and each kind of run. */
const samplesMax = 16;

/**
 * Texts that a pattern is meant to match, and some that it narrowly does not. The n-th sample takes
 * the n-th way of every wildcard and brace, so that they do not multiply.
 */
export function patternSamples(text: string): readonly string[] {
  const parsed = parsePattern(text);
  if (!parsed.ok) return [];
  const count = Math.min(samplesMax, waysOf(parsed.pattern));
  const samples = Array.from({ length: count }, (_, at) => sample(parsed.pattern, at));
  return [...new Set(samples)];
}

function waysOf(pattern: Pattern): number {
  return Math.max(1, ...pattern.map(waysOfPart));
}

function waysOfPart(part: PatternPart): number {
  if (part.kind === 'run') return runs.length;
  if (part.kind === 'deep') return deeps.length;
  if (part.kind !== 'choice') return 1;
  return part.options.length * Math.max(...part.options.map(waysOf));
}

function sample(pattern: Pattern, at: number): string {
  return pattern.map((part) => samplePart(part, at)).join('');
}

function samplePart(part: PatternPart, at: number): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'one':
      return 'a';
    case 'run':
      return runs[at % runs.length] ?? '';
    case 'deep':
      return deeps[at % deeps.length] ?? '';
    default: {
      const { options } = part;
      const option = options[at % options.length] ?? [];
      return sample(option, Math.floor(at / options.length));
    }
  }
}
