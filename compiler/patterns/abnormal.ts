import { type PatternKind, compilePattern, uniteAutomata } from '../automata/glob.ts';
import { parsePattern } from '../automata/pattern.ts';
import { isSubset } from '../automata/product.ts';
import { assert } from '../bundle/assert.ts';
import type { Automaton } from '../bundle/rules.ts';
import type { MatchTerm } from './pattern-terms.ts';

/** Segments that no path keeps once it is resolved. */
const dots = ['.', '..', './*', '../*', '*/.', '*/..', '*/./*', '*/../*'];
const stray = ['*\\\\*', '*\0*'];

/** Texts that no value of a kind ever is in its normal form. */
const abnormal = {
  path: union('text', [...dots, ...stray, '*//*', '*?/']),
  // On a path `?` is anything but a slash: the path of a URL always begins with one.
  urlPath: union('path', ['?**', '{**/,}{.,..}{/**,}']),
  host: union('text', ['', '.*', '*.', '*..*']),
};

function union(kind: PatternKind, texts: readonly string[]): Automaton {
  const automata = texts.map((text) => {
    const parsed = parsePattern(text);
    const automaton = parsed.ok ? compilePattern(kind, parsed.pattern) : undefined;
    assert(automaton !== undefined, 'the patterns of this file are well formed');
    return automaton;
  });
  const [automaton, ...others] = uniteAutomata(automata);
  assert(automaton !== undefined && others.length === 0, 'the patterns of this file are few');
  return automaton;
}

/** By what is abnormal: the same patterns stand in many rules. */
const remembered = new WeakMap<Automaton, WeakMap<Automaton, boolean>>();

/** True if a pattern can only match texts that no value is ever compared as: `src/../x`, `a/`. */
export function isHopeless({ glob, form }: MatchTerm, automaton: Automaton): boolean {
  if (glob === 'host') return isWithin(automaton, abnormal.host);
  if (glob !== 'path') return automaton.accept.length === 0;
  return isWithin(automaton, form === null ? abnormal.urlPath : abnormal.path);
}

function isWithin(automaton: Automaton, larger: Automaton): boolean {
  const known = remembered.get(larger) ?? new WeakMap<Automaton, boolean>();
  remembered.set(larger, known);
  const found = known.get(automaton) ?? isSubset(automaton, larger);
  known.set(automaton, found);
  return found;
}
