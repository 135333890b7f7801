import { stringLiteral } from '../../../dsl/escape.ts';
import { parsePattern } from '../../automata/pattern.ts';
import { conditionsOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { typeOfField } from '../types.ts';

/** `matches` with a pattern that is one value. */
export const patternWithoutWildcard: LintRule = {
  code: 'pattern-without-wildcard',
  severity: 'info',
  title: 'a pattern has no wildcard',
  explanation: '`==` says the same and leaves no doubt that one value is meant.',
  bad: exampleFile('policy p for agent dev { allow Deploy when .stage matches "test" }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .stage == "test" }'),
  *find({ rules }) {
    for (const { rule, subjects } of rules) {
      for (const atom of conditionsOf(rule)) {
        if (atom.kind !== 'matches' || atom.field.path.length > 1) continue;
        const type = typeOfField(subjects, atom.field) ?? '';
        const text = /^(?:String|Key|Ref)$/.test(type) ? literalIn(atom.pattern.text) : undefined;
        if (text === undefined) continue;
        const span = { ...atom.pattern.span, start: atom.field.span.end };
        const edits = [{ span, text: ` == ${stringLiteral(text)}` }];
        yield {
          span: atom.pattern.span,
          message: 'found a pattern without wildcard, expected `==`',
          fix: { title: 'write it with `==`', edits, safe: true },
        };
      }
    }
  },
};

/** The one text that a pattern matches, if it is one. */
function literalIn(pattern: string): string | undefined {
  const parsed = parsePattern(pattern);
  const [part, ...more] = parsed.ok ? parsed.pattern : [];
  return part?.kind === 'text' && more.length === 0 ? part.text : undefined;
}
