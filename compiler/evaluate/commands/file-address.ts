import type { ActionEntry } from '../../bundle/rules.ts';
import type { EffectFacet } from '../effect-facet.ts';
import type { Known } from '../known.ts';
import { builtInFacet, type Where } from './facet.ts';
import { unknownValue } from './variable.ts';

/**
 * The files that addresses name: a program that is given `file:///etc/passwd` where it takes a URL reads
 * that file. An address that nobody knows may be one.
 */
export function fileAddresses(
  effects: readonly EffectFacet[],
  actions: readonly ActionEntry[],
  where: Where,
): readonly EffectFacet[] {
  const urls = effects.flatMap(({ action, args }) => {
    const params = actions[action]?.params.filter(({ type }) => type === 'Url') ?? [];
    return params.flatMap(({ name }) => args.get(name) ?? []);
  });
  return urls.flatMap((url) => {
    const path = fileAt(url);
    return path === null ? [] : [builtInFacet('fs.read', { path }, where)];
  });
}

/** `file:/path`, `file:///path`, `file://localhost/path`; no escape, and nothing that curl fills in. */
const plain = /^file:(?:\/\/(?:localhost|127\.0\.0\.1)?)?(\/[^?#%{}[\]\\]*)$/i;

function fileAt(url: Known): Known | null {
  const start = startOf(url);
  const scheme = 'file:';
  const isFile = start.toLowerCase().startsWith(scheme);
  const isWhole = url.kind === 'one';
  if (!isFile && (isWhole || !scheme.startsWith(start.toLowerCase()))) return null;
  const path = isWhole ? plain.exec(start)?.[1] : undefined;
  return path === undefined ? unknownValue : { kind: 'one', value: path };
}

/** How an address begins for certain. */
function startOf(url: Known): string {
  if (url.kind === 'one') return String(url.value).trimStart();
  if (url.kind !== 'set') return '';
  const [first] = url.pieces;
  return first?.kind === 'text' ? first.text.trimStart() : '';
}
