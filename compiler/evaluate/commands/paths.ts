import { builtInIndex } from '../../bundle/builtin-actions.ts';
import type { EffectFacet } from '../effect-facet.ts';

/** Files that hold nothing and keep nothing. */
const streams: ReadonlySet<string> = new Set([
  '/dev/null',
  '/dev/stdin',
  '/dev/stdout',
  '/dev/stderr',
  '/dev/tty',
  '/dev/zero',
  '/dev/random',
  '/dev/urandom',
]);

const reading = builtInIndex('fs.read');
const fileActions: ReadonlySet<number> = new Set([
  reading,
  builtInIndex('fs.write'),
  builtInIndex('fs.list'),
]);

/** Whether a facet is about a standard stream or the null device: then nothing happens. */
export function isAboutStream({ action, args }: EffectFacet): boolean {
  const path = args.get('path');
  if (path === undefined || !fileActions.has(action)) return false;
  if (path.kind === 'set') {
    const [first, second] = path.pieces;
    const isFolder = second === undefined || (second.kind === 'below' && path.pieces.length === 2);
    return isFolder && first?.kind === 'text' && isStream(first.text, action);
  }
  return path.kind === 'one' && isStream(String(path.value), action);
}

/** Programs that read files take `-` for their standard input. */
function isStream(path: string, action: number): boolean {
  return streams.has(path) || (path === '-' && action === reading);
}
