import { quote } from '../../../dsl/escape.ts';
import type { Subject } from '../../subject.ts';
import type { LintContext, PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { callText, headOf, ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';
import { placeOf } from '../types.ts';

/** A deny or ask about a tool, where another server offers a tool of the same name. */
export const namesakeUncovered: LintRule = {
  code: 'namesake-uncovered',
  severity: 'warning',
  title: 'a tool of the same name on another server is not covered',
  explanation:
    'A rule is about the tools that it names, each of one server. A tool of the same name elsewhere most likely does the same, and this agent may call it.',
  bad: exampleFile(
    'tool mcp a.list { q: String }\ntool mcp b.list { q: String }\npolicy p for agent dev { allow mcp a.list, mcp b.list when .q matches "x*" rule d deny mcp a.list when .q == "xx" }',
  ),
  good: exampleFile(
    'tool mcp a.list { q: String }\ntool mcp b.list { q: String }\npolicy p for agent dev { allow mcp a.list, mcp b.list when .q matches "x*" rule d deny mcp a.list, mcp b.list when .q == "xx" }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      if (placed.rule.effect === 'allow') continue;
      for (const subject of namesakes(context, placed)) {
        const allowed = allowedCall(context, placed, subject);
        if (allowed === undefined) continue;
        yield {
          span: headOf(placed.rule),
          message: `${quote(subject.text)} is not covered by ${ruleText(placed)} and allows ${allowed}`,
          labels: placeOf(subject).map((span) => ({ span, text: 'a tool of the same name' })),
          help: `name ${quote(subject.text)} in the rule as well`,
        };
      }
    }
  },
};

/** Tools of the same name elsewhere that no deny or ask is about. */
function namesakes(context: LintContext, { subjects }: PlacedRule): readonly Subject[] {
  const names = new Set(subjects.flatMap(({ tool }) => tool?.tool.name.text ?? []));
  const others = [...context.program.subjects.values()].filter(
    (subject) =>
      subject.tool !== undefined &&
      names.has(subject.tool.tool.name.text) &&
      !subjects.includes(subject),
  );
  return others.filter((subject) =>
    context.rules.every(
      (other) => other.rule.effect === 'allow' || !other.subjects.includes(subject),
    ),
  );
}

function allowedCall(
  context: LintContext,
  { id }: PlacedRule,
  subject: Subject,
): string | undefined {
  const agents = new Set(context.cellsOf(id).flatMap(({ cell }) => cell.agents));
  const cells = context.cells.filter(
    (cell) => cell.subject === subject && cell.agents.some((agent) => agents.has(agent)),
  );
  const kinds = cells.flatMap((cell) => cell.kinds);
  const allowed = kinds.find(({ judgement }) => judgement.verdict === 'allow');
  return allowed === undefined ? undefined : callText(allowed);
}
