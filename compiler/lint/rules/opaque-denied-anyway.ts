import { quote } from '../../../dsl/escape.ts';
import { isUnseenAction } from '../../call-facets.ts';
import { opaqueAction } from '../../subject.ts';
import { type Kind, kindOf, type LintContext } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import type { Found, LintRule } from '../rule.ts';

/** A deny that asks about what is unknown, where what nobody can read is denied. */
export const opaqueDeniedAnyway: LintRule = {
  code: 'opaque-denied-anyway',
  severity: 'info',
  title: 'a deny asks about what is unknown, and commands that nobody can read stay denied',
  explanation:
    '`on unknown ask` is about arguments: `cat $FILE` is asked about. A command whose program or text is not known, such as `$TOOL file`, is `opaque` and needs a grant of its own, which only `ask opaque` or `otherwise ask` gives. Any other deny of what a command can do may be about it, and counts. So these are denied here, and nobody is asked.',
  bad: exampleFile(
    'policy p for agent dev { allow fs.read when .path under workspace allow shell.run "npm test" rule d deny fs.read when .path matches "**/.env" on unknown ask }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow fs.read when .path under workspace allow shell.run "npm test" rule unread ask opaque rule d deny fs.read when .path matches "**/.env" on unknown ask }',
  ),
  *find(context) {
    const { program } = context;
    const runsShell = [...program.subjects.values()].some(
      ({ kind, params }) => kind === 'tool' && params.some(({ type }) => type === 'Shell'),
    );
    if (!runsShell) return;
    // Told once for each agent, and those of whom there is nothing to tell are looked at once.
    const settled = new Set<string>();
    for (const placed of context.rules) {
      const { rule, subjects } = placed;
      const isLenient = rule.effect === 'deny' && rule.onUnknownAsk;
      if (
        !isLenient ||
        !subjects.some(({ kind, name }) => kind === 'action' && isUnseenAction(program, name))
      )
        continue;
      const agents = [...new Set(context.cellsOf(placed.id).flatMap(({ cell }) => cell.agents))];
      const fresh = agents.filter((each) => !settled.has(each));
      for (const each of fresh) settled.add(each);
      const agent = fresh.find(
        (each) => runsCommands(context, each) && isOpaqueDenied(context, each),
      );
      if (agent === undefined) continue;
      yield {
        span: headOf(rule),
        message: `${ruleText(placed)} asks about what is unknown, but commands that nobody can read are denied to agent ${quote(agent)}`,
        ...whyOf(context, agent),
      };
    }
  },
};

/** Whether some command is granted to an agent at all. */
function runsCommands({ analysis }: LintContext, agent: string): boolean {
  const side = analysis.model.side(agent, 'action shell.run');
  const { list } = analysis.situations(side);
  return list.some((situation) => kindOf(side, situation).judgement.verdict !== 'deny');
}

function isOpaqueDenied(context: LintContext, agent: string): boolean {
  const kinds = opaqueKinds(context, agent);
  return kinds !== undefined && kinds.every(({ judgement }) => judgement.verdict === 'deny');
}

/** Undefined if there are too many to know. */
function opaqueKinds({ analysis }: LintContext, agent: string): readonly Kind[] | undefined {
  const side = analysis.model.side(agent, `action ${opaqueAction}`);
  const { list, isComplete } = analysis.situations(side);
  return isComplete ? list.map((situation) => kindOf(side, situation)) : undefined;
}

/** The denies that stand in the way of a person, or that nothing asks one. */
function whyOf(context: LintContext, agent: string): Pick<Found, 'help' | 'labels'> {
  const denied = (opaqueKinds(context, agent) ?? []).map(({ judgement }) => judgement.rules);
  const [fewest = []] = denied.toSorted((one, other) => one.length - other.length);
  const strict = context.rules.filter(({ id, rule }) => fewest.includes(id) && !rule.onUnknownAsk);
  if (strict.length === 0)
    return { help: 'say `rule unread ask opaque` in a policy, if a person is to look at these' };
  return {
    labels: strict
      .slice(0, 3)
      .map(({ rule }) => ({ span: headOf(rule), text: 'may be about them' })),
    help: 'this is safe; say why in a suppression, or give these denies `on unknown ask` too',
  };
}
