import type { Condition, EventPattern, Target } from '../../../dsl/ast.ts';
import { type Call, isMeant, isUnseen } from './call.ts';
import { matchesText } from './members.ts';
import type { Count } from './past.ts';
import { allOf, someOf, type Truth } from './truth.ts';

/** Evaluates a condition; handed in, because conditions speak of events. */
export type Evaluate = (condition: Condition, call: Call) => Truth;

/** How often something happened, counting what else the same call does as possible. */
export function countOf(
  { past, others }: Call,
  { event, withinMs }: { readonly event: EventPattern; readonly withinMs: number | undefined },
  evaluate: Evaluate,
): Count {
  const { least, most } = past.count(event, withinMs);
  const isBeside = others.some((other) => eventTruth(event, other, evaluate) !== false);
  return { least, most: isBeside ? most + 1 : most };
}

/** Whether a facet is what an event speaks of; what nobody can read may be whatever a shell does. */
function eventTruth({ target, where }: EventPattern, call: Call, evaluate: Evaluate): Truth {
  const own =
    isMeant(call, target) &&
    allOf([commandTruth(target, call), where === undefined || evaluate(where, call)]);
  const isOpaque = call.subject.key === 'action opaque';
  return isOpaque && isUnseen(call, target) ? someOf([own, undefined]) : own;
}

/** Whether a command is one of those that a target names; none named is every one. */
export function commandTruth(target: Target, call: Call): Truth {
  if (target.kind === 'tool' || target.commands.length === 0) return true;
  const command = call.values.get('command');
  return someOf(target.commands.map(({ text }) => matchesText(command, text)));
}
