import { assert } from '../../dsl/assert.ts';
import type { Rule } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import type { RuleEntry, RuleSet } from '../bundle/rules.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';

/** Rules that say what another rule of their block says, whatever they are called. */
export function* checkRedundant({ layers }: Program, { policies }: RuleSet): Generator<Diagnostic> {
  for (const [at, { rules }] of layers.entries()) {
    const first = new Map<string, Rule>();
    for (const [index, rule] of rules.entries()) {
      const entry = policies[at]?.rules[index];
      assert(entry !== undefined, 'each rule of a program has an entry of the rule set');
      const key = meaningOf(entry);
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, rule);
      else yield redundant(rule, earlier);
    }
  }
}

function redundant(rule: Rule, earlier: Rule): Diagnostic {
  return finding('redundant-rule', rule.span, 'this rule says what an earlier one says', {
    labels: [{ span: earlier.span, text: 'said here' }],
    help: 'remove one of the two',
  });
}

/** Everything that can change a decision. */
function meaningOf(entry: RuleEntry): string {
  const { effect, when, onUnknownAsk, approval } = entry;
  const [tools, actions] = [entry.tools, entry.actions].map((each) =>
    each.toSorted((a, b) => a - b),
  );
  return JSON.stringify([effect, tools, actions, when, onUnknownAsk, approval]);
}
