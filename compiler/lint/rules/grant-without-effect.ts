import { quote } from '../../../dsl/escape.ts';
import { fieldsIn } from '../../condition-parts.ts';
import { possibleActions } from '../../call-facets.ts';
import type { Subject } from '../../subject.ts';
import { commandDecided } from '../command-trial.ts';
import { atomsOf, literalsOf } from '../conditions.ts';
import { kindOf, type LintContext, type PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';
import { typeOfField } from '../types.ts';

/** An allow or ask of a tool whose calls are denied for what they do. */
export const grantWithoutEffect: LintRule = {
  code: 'grant-without-effect',
  severity: 'warning',
  title: 'a tool is granted, and what its calls do is not',
  explanation:
    'A rule that names a tool is about the call itself. What the call does, its actions and those of its commands, is judged beside it, and the strictest verdict counts. Where nothing grants these actions every call is denied, and nobody is ever asked.',
  bad: exampleFile('policy p for agent dev { rule look ask Bash when .command == "npm publish" }'),
  good: exampleFile('policy p for agent dev { rule look ask shell.run "npm publish" }'),
  *find(context) {
    for (const placed of context.rules) {
      if (placed.rule.effect === 'deny') continue;
      for (const subject of placed.subjects) {
        const denied = deniedAction(context, placed, subject);
        if (denied === undefined) continue;
        yield {
          span: headOf(placed.rule),
          message: `every call that ${ruleText(placed)} is about is denied for what it does: ${denied.why}`,
          help: `name the action: ${placed.rule.effect} ${denied.action}`,
        };
      }
    }
  },
};

interface Denied {
  readonly action: string;
  readonly why: string;
}

/** What denies every call of a tool that a rule is about, for each agent that it is for. */
function deniedAction(
  context: LintContext,
  placed: PlacedRule,
  subject: Subject,
): Denied | undefined {
  const actions = possibleActions(context.program, subject);
  const agents = [...new Set(context.cellsOf(placed.id).flatMap(({ cell }) => cell.agents))];
  if (actions.size === 0 || agents.length === 0) return undefined;
  const runsShell = subject.params.some(({ type }) => type === 'Shell');
  if (!runsShell) return ofActions(context, actions, agents);
  const commands = literalCommands(placed);
  if (commands.length > 0) return ofCommands(context, commands, agents);
  const isDenied = [...actions].every((action) => isAlwaysDenied(context, action, agents));
  return isDenied ? { action: 'shell.run', why: 'no action of a command is granted' } : undefined;
}

/** Each action that a tool is declared to do stands in every call of it. */
function ofActions(
  context: LintContext,
  actions: ReadonlySet<string>,
  agents: readonly string[],
): Denied | undefined {
  const action = [...actions].find((each) => isAlwaysDenied(context, each, agents));
  return action === undefined ? undefined : { action, why: `nothing grants ${quote(action)}` };
}

/** Commands that a rule names in full, tried by the kernel. */
function ofCommands(
  context: LintContext,
  commands: readonly string[],
  agents: readonly string[],
): Denied | undefined {
  let denied: Denied | undefined;
  for (const command of commands) {
    for (const agent of agents) {
      const outcome = commandDecided(context, agent, command);
      if (outcome?.verdict !== 'deny') return undefined;
      const facet = outcome.facets.find(
        ({ kind, verdict }) => kind === 'action' && verdict === 'deny',
      );
      if (facet === undefined) return undefined;
      const what = facet.name === 'shell.run' ? `shell.run "${command}"` : facet.name;
      denied ??= { action: what, why: `nothing grants ${quote(facet.name)}` };
    }
  }
  return denied;
}

/** The commands that a rule compares its shell argument with. */
function literalCommands({ rule, subjects }: PlacedRule): readonly string[] {
  return atomsOf(rule).flatMap(({ atom, isPositive }) => {
    const isCommand = fieldsIn(atom).some((field) => typeOfField(subjects, field) === 'Shell');
    if (!isPositive || !isCommand || (atom.kind === 'compare' && atom.operator !== '==')) return [];
    return literalsOf(atom).map(({ value }) => String(value));
  });
}

function isAlwaysDenied(
  { analysis }: LintContext,
  action: string,
  agents: readonly string[],
): boolean {
  return agents.every((agent) => {
    const side = analysis.model.side(agent, `action ${action}`);
    const { list, isComplete } = analysis.situations(side);
    return (
      isComplete &&
      list.every((situation) => {
        const { verdict, rules } = kindOf(side, situation).judgement;
        return verdict === 'deny' && rules.length === 0;
      })
    );
  });
}
