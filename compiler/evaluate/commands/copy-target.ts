import type { EffectFacet } from '../effect-facet.ts';
import type { Known } from '../known.ts';
import type { Variables } from './variable.ts';

const copies: ReadonlySet<string> = new Set(['cp', 'gcp']);

/** Options with which other files are written than those two: whole folders, parents, backups. */
const wide: ReadonlySet<string> = new Set([
  '-r',
  '-R',
  '-a',
  '--recursive',
  '--archive',
  '--parents',
  '-b',
  '-S',
  '--backup',
]);

/**
 * Narrows where single files are copied to. The target is the file itself, or a folder in which each
 * keeps its name: two paths of each file, instead of everything below. Not of a declaration that calls
 * its words otherwise than `src` and `dst`.
 */
export function narrowTargets(
  base: string,
  effects: readonly EffectFacet[],
  { variables, options }: { readonly variables: Variables; readonly options: readonly string[] },
): readonly EffectFacet[] {
  if (!copies.has(base) || options.some((name) => wide.has(name))) return effects;
  const names = (variables.get('src')?.values ?? []).map(nameOf);
  const targets = (variables.get('dst')?.values ?? []).map(textOf);
  if (names.includes(null) || targets.includes(null)) return effects;
  return effects.flatMap((facet) => {
    const path = facet.args.get('path');
    const target = path === undefined ? null : folderOf(path);
    if (target === null || !targets.includes(target)) return [facet];
    const folder = target.replace(/\/+$/, '');
    const paths = [target, ...names.map((name) => `${folder}/${name}`)];
    return paths.map((value): EffectFacet => {
      const known: Known = { kind: 'one', value };
      return { ...facet, args: new Map(facet.args).set('path', known) };
    });
  });
}

function textOf(known: Known): string | null {
  return known.kind === 'one' && typeof known.value === 'string' ? known.value : null;
}

/** The name under which a file is copied; null where it has none, or one that leads elsewhere. */
function nameOf(known: Known): string | null {
  const name = textOf(known)?.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return name === '' || name === '.' || name === '..' || name === '~' ? null : name;
}

/** The text of a set that is a path and everything below it. */
function folderOf(path: Known): string | null {
  if (path.kind !== 'set' || path.pieces.length !== 2) return null;
  const [first, second] = path.pieces;
  return first?.kind === 'text' && second?.kind === 'below' ? first.text : null;
}
