import { escapeHidden, quote } from '../../dsl/escape.ts';
import type { DecisionStory, StoryStep } from '../../gateway/admin/decision-story.ts';
import { adminOptions, connectAdmin } from '../admin-client.ts';
import { command, jsonOption } from '../command.ts';
import { cliError } from '../errors.ts';
import { explainerOf, explanationJson, explanationRows } from '../explanation.ts';
import { paint, type Screen, type Terminal } from '../terminal.ts';

/** `sentrely why`: what decided a call, and what became of it. */
const why = command({
  operands: { usage: 'DECISION', min: 1, max: 1 },
  options: {
    json: jsonOption,
    policies: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'say also what would have changed the verdict, by these policies',
    },
    ...adminOptions,
  },
  details: `DECISION is the id of a decision event, of a call as the provider names it (toolu_...),
or of an approval (a_...). The answer is from the audit log of the gateway. With \`--policies\`
the recorded call is decided again by the policies as they are, without what came before
it in its session: which rule came closest to another verdict and what it missed by,
and the smallest change of the call that was found to flip the verdict.`,
  examples: [
    'why toolu_01A09q90qw90lq917835lq9 --policies policies/',
    'why toolu_01A09q90qw90lq917835lq9',
    'why a_01j9z3k4m5n6p7q8r9s0t1v2w3 --json',
  ],
  findings: 'parts of the log are missing or changed, so the story may not be whole',
  async run({ options, operands: [id = ''], terminal }) {
    const client = connectAdmin(terminal, options);
    const path = `/api/decisions/${encodeURIComponent(id)}`;
    const story = (await client.call('GET', path)) as DecisionStory;
    const { out, err } = terminal;
    const explained = explain(terminal, story, options.policies ?? []);
    out.write(
      options.json
        ? `${JSON.stringify({ ...story, ...explained?.json })}\n`
        : storyText(story, explained?.rows ?? [], out),
    );
    for (const problem of story.problems) err.write(`not complete: ${escapeHidden(problem)}\n`);
    return story.problems.length === 0 ? 0 : 1;
  },
});

export { why as command };

/** What would have changed the verdict, by the policies named; undefined where none are. */
function explain(terminal: Terminal, story: DecisionStory, paths: readonly string[]) {
  if (paths.length === 0) return undefined;
  const { agent, server, tool } = story;
  const input = argumentsIn(story);
  const explainer = explainerOf(terminal, paths);
  const { sources } = explainer;
  const explanation = explainer.explain({ agent, server, tool, input, workspace: null });
  const { verdict } = explanation.outcome;
  const rows = [
    ...(verdict === story.verdict ? [] : [['now', `${verdict} by these policies`] as const]),
    ...explanationRows(explanation, sources),
  ];
  return { rows, json: { explanation: { verdict, ...explanationJson(explanation, sources) } } };
}

/** The arguments of the call, which a log may hold cut, or not at all. */
function argumentsIn({ arguments: text }: DecisionStory): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw cliError('SENTRELY_ERR_CLI_POLICIES', 'the log does not hold all arguments of the call');
  }
}

function storyText(
  story: DecisionStory,
  explained: readonly (readonly [string, string])[],
  screen: Screen,
): string {
  const { verdict, disposition, tool, server } = story;
  const style = verdict === 'deny' ? 'red' : verdict === 'ask' ? 'yellow' : 'green';
  const name = server === null ? tool : `${server}.${tool}`;
  const title = `${paint(screen, style, verdict)}: ${quote(name)} was ${disposition}`;
  const rules = story.rules.map(({ id, effect, file, line }) => {
    const place = file === null ? '' : ` at ${escapeHidden(file)}:${line ?? '?'}`;
    return ['rule', `${effect === null ? '' : `${effect} `}${escapeHidden(id)}${place}`] as const;
  });
  const rows = [
    ['reason', story.reason],
    ...(rules.length === 0 ? [['rule', 'none: what no rule allows is denied'] as const] : rules),
    ['agent', story.agent],
    ['session', story.session],
    ['at', story.at],
    ['call', story.call],
    ['arguments', story.arguments],
    ['touches', story.resource],
    ['approval', story.approval],
    ['outcome', story.outcome ?? 'no result was seen'],
    ['digest', story.digest],
    ['bundle', story.bundle],
    ['commit', story.commit],
    ['event', story.id],
    ...explained,
  ] as const;
  const shown = rows.flatMap(([label, value]) =>
    value === null ? [] : [`  ${label.padEnd(9)} ${escapeHidden(value)}\n`],
  );
  return `${title}\n${shown.join('')}\n${story.steps.map(stepText).join('')}`;
}

function stepText({ at, kind, disposition, outcome, approver, source, reason }: StoryStep): string {
  const state = disposition ?? outcome ?? '';
  const by = approver === null ? '' : ` by ${escapeHidden(approver)}`;
  const where = source === null ? '' : ` ${escapeHidden(source)}`;
  const because = reason === null || kind === 'tool.decision' ? '' : ` (${escapeHidden(reason)})`;
  return `  ${at}  ${kind} ${state}${by}${where}${because}\n`;
}
