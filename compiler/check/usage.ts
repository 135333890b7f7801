import type { Condition, Target, ToolName } from '../../dsl/ast.ts';
import { conditionsIn, historyIn, sourcesIn } from '../condition-parts.ts';
import { type Program, rulesOf } from '../program.ts';
import { actionText, subjectsMeant, toolKey } from '../subject.ts';

/** The names that a program refers to; tools by the name that a model sees. */
export interface Usage {
  readonly sets: ReadonlySet<string>;
  /** Tools that some rule is about, by themselves or by what they do. */
  readonly ruledTools: ReadonlySet<string>;
  /** Tools that anything else speaks of. */
  readonly otherTools: ReadonlySet<string>;
  /** Actions that anything speaks of. */
  readonly actions: ReadonlySet<string>;
}

/** What a program refers to. */
export function usageOf(program: Program): Usage {
  const rules = rulesOf(program).map(({ rule }) => rule);
  const conditions = [
    ...rules.flatMap(({ when, unless }) => [when, unless]),
    ...program.claims.map(({ where }) => where),
  ].flatMap((each) => (each === undefined ? [] : withEvents(each)));
  const events = conditions.flatMap(historyIn).map(({ event }) => event.target);
  const ruled = rules.flatMap(({ targets }) => targets);
  const ruledKeys = new Set(subjectsMeant(program, ruled).map(({ key }) => key));
  const others = [...events, ...program.claims.map(({ target }) => target)];
  return {
    sets: new Set(conditions.flatMap(setsIn)),
    ruledTools: new Set([...toolsIn(ruled), ...doersOf(program, ruledKeys)]),
    otherTools: new Set([
      ...toolsIn(others),
      ...othersIn(program).map(toolKey),
      ...conditions
        .flatMap(sourcesIn)
        .flatMap((source) => (source.kind === 'tool' ? toolKey(source) : [])),
    ]),
    actions: new Set(
      [...ruled, ...others].flatMap((target) => (target.kind === 'tool' ? [] : actionText(target))),
    ),
  };
}

/** A condition, and those of what history watches for in it. */
function withEvents(condition: Condition): readonly Condition[] {
  return [condition, ...historyIn(condition).flatMap(({ event }) => event.where ?? [])];
}

function toolsIn(targets: readonly Target[]): readonly string[] {
  return targets.flatMap((target) => (target.kind === 'tool' ? toolKey(target) : []));
}

/** Tools that some rule bears on because of what they do. */
function doersOf({ tools }: Program, ruled: ReadonlySet<string>): readonly string[] {
  return [...tools]
    .filter(([, { params, does }]) => {
      const isShell = params.some(({ type }) => type.kind === 'named' && type.text === 'Shell');
      const names = does.map(({ action }) => `action ${actionText(action)}`);
      return isShell
        ? [...ruled].some((key) => key.startsWith('action '))
        : names.some((name) => ruled.has(name));
    })
    .map(([key]) => key);
}

function othersIn({ agents, tests }: Program): readonly ToolName[] {
  return [
    ...tests.flatMap(({ cases, sessions }) => [
      ...cases.map(({ tool }) => tool),
      ...sessions.flatMap(({ steps }) =>
        steps.flatMap((step) => (step.kind === 'step' ? step.tool : [])),
      ),
    ]),
    ...[...agents.values()].flatMap(({ loop }) => loop?.poll ?? []),
  ];
}

/** The names of the sets that a condition refers to. */
function setsIn(condition: Condition): readonly string[] {
  return conditionsIn(condition).flatMap((each) =>
    each.kind === 'in' && each.set.kind === 'name' ? each.set.text : [],
  );
}
