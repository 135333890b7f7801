import { possibleActions } from '../../call-facets.ts';
import type { Program } from '../../program.ts';
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
      const calls = cells.filter(({ subject }) => subject.kind === 'tool');
      const wide = new Set(cells.filter(isWide).map(({ subject }) => subject.name));
      const isAll = calls.every((cell) => isWide(cell) && doesOnly(context.program, cell, wide));
      if (calls.length < toolsMin || !isAll) continue;
      yield {
        span: word.span,
        message: `every call of agent \`${name}\` is allowed`,
        help: 'limit the tools, or the arguments, of what it may do',
      };
    }
  },
};

/** Whether all that calls of a tool may do is among some actions. */
function doesOnly(program: Program, { subject }: LintCell, actions: ReadonlySet<string>): boolean {
  return [...possibleActions(program, subject)].every((action) => actions.has(action));
}

function isWide({ kinds, isComplete }: LintCell): boolean {
  return isComplete && kinds.every(({ judgement }) => judgement.verdict === 'allow');
}
