import { quote } from '../../../dsl/escape.ts';
import { conditionsOf, patternsOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import { setTypes } from '../granting-patterns.ts';
import type { LintRule } from '../rule.ts';
import { typeOfField } from '../types.ts';

/** Patterns that exclude no value of a type. */
const whole: ReadonlyMap<string, readonly string[]> = new Map([
  ['Path', ['**']],
  ['String', ['*', '**']],
  ['Key', ['**']],
  ['Ref', ['**']],
  ['Host', ['**']],
  ['Email', ['*@**', '**@**']],
  ['UrlPath', ['/**', '**']],
]);

/** A pattern that excludes nothing. */
export const patternMatchesEverything: LintRule = {
  code: 'pattern-matches-everything',
  severity: 'warning',
  title: 'a pattern matches every value',
  explanation:
    'The pattern excludes nothing, and in a set it makes all other patterns pointless. Where every value is meant, the condition can be left out.',
  bad: exampleFile('policy p for agent dev { allow Read when .path matches "**" }'),
  good: exampleFile('policy p for agent dev { allow Read when .path matches "**/*.md" }'),
  *find({ program, rules }) {
    const seen = new Set<unknown>();
    for (const { rule, subjects } of rules) {
      for (const atom of conditionsOf(rule)) {
        if (atom.kind !== 'matches' && atom.kind !== 'in') continue;
        const { of, patterns } = patternsOf(program, atom);
        const type = of === undefined ? typeOfField(subjects, atom.field) : setTypes[of];
        for (const word of patterns) {
          if (seen.has(word) || !whole.get(type ?? '')?.includes(word.text)) continue;
          seen.add(word);
          yield {
            span: word.span,
            message: `${quote(word.text)} matches every value`,
            help: 'narrow the pattern, or leave the condition out',
          };
        }
      }
    }
  },
};
