import type { Layer, Rule } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { audienceOf } from '../audience.ts';
import type { PatternCache } from '../automata/cache.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { actionText, subjectsOfRule, toolKey, toolText } from '../subject.ts';
import { meansOf, runsShell } from './means.ts';

/**
 * A deny or ask of a tool, where an agent that it is for may do the same action by another tool or a
 * command: it would stop the honest call only.
 */
export function* checkEvaded(
  program: Program,
  patterns: PatternCache,
  layer: Layer,
  rule: Rule,
): Generator<Diagnostic> {
  if (rule.effect === 'allow') return;
  const named = new Set(
    rule.targets.map((target) => (target.kind === 'tool' ? '' : actionText(target))),
  );
  for (const target of rule.targets) {
    if (target.kind !== 'tool') continue;
    const tool = program.tools.get(toolKey(target));
    const done = new Set((tool?.does ?? []).map(({ action }) => actionText(action)));
    for (const action of done) {
      const other = meansOf(program, action).find((each) => each !== tool);
      if (named.has(action) || other === undefined) continue;
      const agent = grantedAgent(program, patterns, { layer, action });
      if (agent === undefined) continue;
      const how = runsShell(other)
        ? `a command of ${quote(toolText(other.tool))}`
        : quote(toolText(other.tool));
      const message = `agent ${quote(agent)} may do ${quote(action)} by ${how} as well`;
      yield finding('tool-rule-evaded', target.span, message, {
        help: `name the action instead: ${rule.effect} ${action}`,
      });
    }
  }
}

/** An agent of a block to which some policy grants an action. */
function grantedAgent(
  program: Program,
  patterns: PatternCache,
  { layer, action }: { readonly layer: Layer; readonly action: string },
): string | undefined {
  const audience = new Set(audienceOf(program, patterns, layer));
  for (const policy of program.layers) {
    if (policy.kind !== 'policy' || !grants(program, policy, action)) continue;
    const agent = audienceOf(program, patterns, policy).find((each) => audience.has(each));
    if (agent !== undefined) return agent.name.text;
  }
  return undefined;
}

function grants(program: Program, { rules, otherwise }: Layer, action: string): boolean {
  if (otherwise !== undefined) return true;
  return rules.some(
    (rule) =>
      rule.effect !== 'deny' &&
      subjectsOfRule(program, rule).some(({ key }) => key === `action ${action}`),
  );
}
