import type { ToolDeclaration } from '../../../dsl/ast.ts';
import { quote } from '../../../dsl/escape.ts';
import { toolText } from '../../program.ts';
import type { LintContext, PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { callText, headOf, ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';

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
      for (const tool of namesakes(context, placed)) {
        const allowed = allowedCall(context, placed, tool);
        if (allowed === undefined) continue;
        yield {
          span: headOf(placed.rule),
          message: `${quote(toolText(tool.tool))} is not covered by ${ruleText(placed)} and allows ${allowed}`,
          labels: [{ span: tool.tool.span, text: 'a tool of the same name' }],
          help: `name ${quote(toolText(tool.tool))} in the rule as well`,
        };
      }
    }
  },
};

/** Tools of the same name elsewhere that no deny or ask is about. */
function namesakes(context: LintContext, { tools }: PlacedRule): readonly ToolDeclaration[] {
  const names = new Set(tools.map(({ tool }) => tool.name.text));
  const covered = new Set(
    context.rules.flatMap((other) => (other.rule.effect === 'allow' ? [] : other.tools)),
  );
  return [...context.program.tools.values()].filter(
    (tool) => names.has(tool.tool.name.text) && !covered.has(tool),
  );
}

function allowedCall(
  context: LintContext,
  { id }: PlacedRule,
  tool: ToolDeclaration,
): string | undefined {
  const agents = new Set(context.cellsOf(id).flatMap(({ cell }) => cell.agents));
  const cells = context.cells.filter(
    (cell) => cell.tool === tool && cell.agents.some((agent) => agents.has(agent)),
  );
  const kinds = cells.flatMap((cell) => cell.kinds);
  const allowed = kinds.find(({ judgement }) => judgement.verdict === 'allow');
  return allowed === undefined ? undefined : callText(allowed);
}
