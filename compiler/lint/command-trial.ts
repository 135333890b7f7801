import { effectsFound, type FoundEffect } from '../call-facets.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../evaluate/decision.ts';
import { type Plan, planRules } from '../evaluate/plan.ts';
import type { Subject } from '../subject.ts';
import { freshHistory } from '../test-call.ts';
import type { LintContext } from './context.ts';

/** The directory in which commands are tried. */
const workspace = '/work';

const plans = new WeakMap<LintContext, Plan>();

/** What becomes of a command in the hands of an agent; undefined where no tool takes commands. */
export function commandDecided(
  context: LintContext,
  agent: string,
  command: string,
): Outcome | undefined {
  const subject = shellOf(context);
  if (subject === undefined) return undefined;
  const plan = plans.get(context) ?? planRules(context.compiled.rules);
  plans.set(context, plan);
  return decide(plan, requestOf(agent, subject, command));
}

/** What a command does, whoever runs it; undefined where no tool takes commands. */
export function commandEffects(
  context: LintContext,
  command: string,
): readonly FoundEffect[] | undefined {
  const subject = shellOf(context);
  return subject && effectsFound(context.program, subject, requestOf('', subject, command));
}

/** A tool that takes commands and needs nothing beside. */
function shellOf({ program }: LintContext): Subject | undefined {
  return [...program.subjects.values()].find(
    ({ kind, params }) =>
      kind === 'tool' &&
      params.some(({ type }) => type === 'Shell') &&
      params.every(({ type, optional }) => type === 'Shell' || optional),
  );
}

function requestOf(
  agent: string,
  { name, tool, params }: Subject,
  command: string,
): DecisionRequest {
  const shell = params.find(({ type, list }) => type === 'Shell' && !list)?.name ?? '';
  return {
    agent,
    server: tool?.tool.server?.text ?? null,
    tool: tool?.tool.name.text ?? name,
    input: { [shell]: command },
    workspace,
    history: freshHistory,
  };
}
