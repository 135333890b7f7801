import type { EffectFacet } from '../effect-facet.ts';
import type { Known } from '../known.ts';
import type { Redirection, ShellWord } from '../shell/reading.ts';
import { builtInFacet, type Where } from './facet.ts';
import { isAboutStream } from './paths.ts';
import { knownWord } from './word.ts';
import { unknownValue } from './variable.ts';

/** The facets of assignments. */
export function environmentFacets(
  assignments: readonly { readonly name: string; readonly value: ShellWord }[],
  where: Where,
): readonly EffectFacet[] {
  return assignments.map(({ name, value }) =>
    builtInFacet(
      'shell.env',
      { name: { kind: 'one', value: name }, value: knownWord(value) },
      where,
    ),
  );
}

/** The facets of files and connections that the shell opens. */
export function redirectionFacets(
  redirections: readonly Redirection[],
  where: Where,
): readonly EffectFacet[] {
  return redirections
    .map((redirection) => redirectionFacet(redirection, where))
    .filter((facet) => !isAboutStream(facet) || isDash(facet));
}

function redirectionFacet(redirection: Redirection, where: Where): EffectFacet {
  if (redirection.kind === 'connect') {
    const host = knownWord(redirection.host);
    return builtInFacet('net.connect', { host, port: portOf(redirection.port) }, where);
  }
  const name = redirection.kind === 'read' ? 'fs.read' : 'fs.write';
  return builtInFacet(name, { path: knownWord(redirection.path) }, where);
}

function portOf(word: ShellWord): Known {
  const isNumber = word.kind === 'text' && /^\d{1,5}$/.test(word.text);
  return isNumber ? { kind: 'one', value: Number(word.text) } : unknownValue;
}

/** For the shell `-` is a file like any other. */
function isDash({ args }: EffectFacet): boolean {
  const path = args.get('path');
  return path?.kind === 'one' && path.value === '-';
}
