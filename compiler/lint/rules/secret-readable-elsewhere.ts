import type { Condition, Field } from '../../../dsl/ast.ts';
import { quote } from '../../../dsl/escape.ts';
import { paramsIn } from '../../condition-parts.ts';
import type { Parameter, Subject } from '../../subject.ts';
import { atomsOf } from '../conditions.ts';
import type { LintContext, PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { callText, headOf, ruleText } from '../place.ts';
import { powerOf } from '../power.ts';
import type { LintRule } from '../rule.ts';
import { placeOf } from '../types.ts';
import { callDecided, mayDecide } from '../decided-call.ts';

/** Paths that are denied with one tool and allowed with another. */
export const secretReadableElsewhere: LintRule = {
  code: 'secret-readable-elsewhere',
  severity: 'warning',
  title: 'what one tool may not touch, another may',
  explanation:
    'A deny names the tools that it is about. The same paths can be reached with another tool that the agent may call with them, so the rule protects less than it seems to.',
  bad: exampleFile(
    'tool Search { path: Path }\npolicy p for agent dev { allow Read, Search when .path under "src" rule no-keys deny Read when .path matches "**/*.pem" }',
  ),
  good: exampleFile(
    'tool Search { path: Path }\npolicy p for agent dev { allow Read, Search when .path under "src" rule no-keys deny Read, Search when .path matches "**/*.pem" }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      const condition = pathCondition(placed);
      if (condition === undefined) continue;
      const agents = new Set(context.cellsOf(placed.id).flatMap(({ cell }) => cell.agents));
      for (const subject of context.program.subjects.values()) {
        if (placed.subjects.includes(subject) || !isAlike(placed, subject)) continue;
        const found = reachedWith(context, agents, { condition, subject });
        if (found === undefined) continue;
        yield {
          span: headOf(placed.rule),
          message: `${quote(subject.text)} may do what ${ruleText(placed)} denies: ${found}`,
          labels: placeOf(subject).map((span) => ({ span, text: 'this takes a path too' })),
          help: `name ${quote(subject.text)} in the rule as well`,
        };
      }
    }
  },
};

/** The condition of a deny that reads nothing but one path. */
function pathCondition({ rule, subjects }: PlacedRule): Condition | undefined {
  const fields = new Set(atomsOf(rule).flatMap(({ atom }) => paramsIn(atom)));
  const [name] = fields;
  const areAllPaths = subjects.every(({ params }) =>
    params.some((param) => param.name === name && isPath(param)),
  );
  const isPlain = rule.effect === 'deny' && rule.unless === undefined && fields.size === 1;
  return isPlain && areAllPaths ? rule.when : undefined;
}

function isPath({ type, list }: Parameter): boolean {
  return type === 'Path' && !list;
}

/** Whether a tool does what the deny is against: a deny of writing is not about looking. */
function isAlike({ subjects }: PlacedRule, other: Subject): boolean {
  // A rule about an action covers every way to do it.
  if ([...subjects, other].some(({ kind }) => kind === 'action')) return false;
  const powers = subjects.map(powerOf);
  return powers.includes(undefined) || powers.includes(powerOf(other));
}

/** A call of another tool with a denied path that is allowed to one of some agents. */
function reachedWith(
  context: LintContext,
  agents: ReadonlySet<string>,
  { condition, subject }: { readonly condition: Condition; readonly subject: Subject },
): string | undefined {
  const cells = new Set([...agents].flatMap((agent) => context.cellOf(agent, subject) ?? []));
  const open = [...cells].filter((cell) => mayDecide(cell, 'allow'));
  if (open.length === 0) return undefined;
  for (const param of subject.params) {
    if (!isPath(param)) continue;
    const { must } = context.analysis.question(renamed(condition, param.name), subject);
    for (const cell of open) {
      const found = callDecided(context, cell, { formula: must, verdict: 'allow' });
      if (found !== undefined) return callText(found);
    }
  }
  return undefined;
}

/** The same condition on another parameter. */
function renamed(condition: Condition, param: string): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const [left, right] = [renamed(condition.left, param), renamed(condition.right, param)];
      return { ...condition, left, right };
    }
    case 'not':
    case 'every':
    case 'any':
      return { ...condition, operand: renamed(condition.operand, param) };
    case 'after':
    case 'count':
      return condition;
    default:
      return { ...condition, field: renamedField(condition.field, param) };
  }
}

function renamedField(field: Field, param: string): Field {
  const [first, ...parts] = field.path;
  return first === undefined ? field : { ...field, path: [{ ...first, text: param }, ...parts] };
}
