import { quote } from '../../../dsl/escape.ts';
import { parsePattern } from '../../automata/pattern.ts';
import { exampleFile } from '../example.ts';
import { grantingPatterns } from '../granting-patterns.ts';
import type { LintRule } from '../rule.ts';

/** An allowed prefix that also matches siblings: `/app*` and `/app-evil`. */
export const prefixWithoutSeparator: LintRule = {
  code: 'prefix-without-separator',
  severity: 'warning',
  title: 'a pattern ends in the middle of a name',
  explanation:
    'A `*` behind a name also matches longer names: `/srv/app*` is `/srv/app-evil` too. To mean a folder and what is in it write `/srv/app/**`.',
  bad: exampleFile('policy p for agent dev { allow Read when .path matches "/srv/app*/**" }'),
  good: exampleFile('policy p for agent dev { allow Read when .path matches "/srv/app/**" }'),
  *find(context) {
    for (const { word, type } of grantingPatterns(context)) {
      const name = /^(?:Path|Key|Ref)$/.test(type) ? openName(word.text) : undefined;
      if (name === undefined) continue;
      yield {
        span: word.span,
        message: `${quote(word.text)} also matches names that only begin with ${quote(name)}`,
        note: `matches ${quote(`${name}-evil`)} too`,
        help: 'write a `/` before the wildcard, or the whole name',
      };
    }
  },
};

/** The name that a folder of the pattern begins with before a wildcard ends it. */
function openName(text: string): string | undefined {
  const parsed = parsePattern(text);
  if (!parsed.ok) return undefined;
  for (const [at, part] of parsed.pattern.entries()) {
    const next = parsed.pattern[at + 1];
    const after = parsed.pattern[at + 2];
    const isWild = next?.kind === 'run' || next?.kind === 'deep';
    const isFolder = after === undefined ? next?.kind === 'deep' : startsFolder(after);
    if (part.kind !== 'text' || !isWild || !isFolder) continue;
    const name = /[\p{L}\p{N}_][^/]*$/u.exec(part.text)?.[0];
    if (name !== undefined) return name;
  }
  return undefined;
}

function startsFolder(part: { readonly kind: string; readonly text?: string }): boolean {
  return part.kind === 'text' && part.text?.startsWith('/') === true;
}
