import type { LintCell } from '../context.ts';
import type { LintRule } from '../rule.ts';

/** Fewer tools than this may all be harmless. */
const toolsMin = 3;

function tools(policy: string): string {
  const names = ['Read', 'List', 'Stat'].map((name) => `tool ${name} { path: Path }`);
  return `${['edition 1', 'agent dev { }', ...names, policy].join('\n')}\n`;
}

/** An agent that may call everything. */
export const allowEverything: LintRule = {
  code: 'allow-everything',
  severity: 'warning',
  title: 'an agent may make every call there is',
  explanation:
    'Every call of every declared tool is allowed, so that the policies protect nothing from this agent but undeclared tools.',
  bad: tools('policy p for agent dev { allow Read, List, Stat }'),
  good: tools('policy p for agent dev { allow Read when .path under workspace allow List, Stat }'),
  *find(context) {
    for (const [name, { name: word }] of context.program.agents) {
      const cells = context.cells.filter(({ agents }) => agents.includes(name));
      if (cells.length < toolsMin || !cells.every(isWide)) continue;
      yield {
        span: word.span,
        message: `every call of agent \`${name}\` is allowed`,
        help: 'limit the tools, or the arguments, of what it may do',
      };
    }
  },
};

function isWide({ kinds, isComplete }: LintCell): boolean {
  return isComplete && kinds.every(({ judgement }) => judgement.verdict === 'allow');
}
