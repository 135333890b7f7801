import type { AgentDeclaration, Budget, BudgetAmount, Loop, Rate, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { durationText } from '../../dsl/numeral.ts';
import type { Span } from '../../dsl/source.ts';
import type { PatternCache } from '../automata/cache.ts';
import { didYouMean, finding } from '../finding.ts';
import { type Program, toolKey } from '../program.ts';
import { unknownTool } from './call.ts';
import { checkPattern } from './pattern.ts';

const units = ['USD', 'tokens'];
const budgetPeriods = ['session', 'hour', 'day', 'month'];
const ratePeriods = ['second', 'minute', 'hour'];

/**
 * Periods of which the first is never longer than the second: a limit for it that is not smaller
 * says nothing. A session may outlast an hour, and almost never a day.
 */
const withinPeriods: ReadonlySet<string> = new Set([
  'hour day',
  'hour month',
  'day month',
  'session day',
  'session month',
]);

/** More repeats than a session is remembered for would never be reached. */
const repeatsMax = 1000;

/** A loop that is seen after a day is no loop that anybody could have stopped. */
const loopMsMax = 24 * 60 * 60 * 1000;

/** Limits of agents: well formed, without contradiction. */
export function* checkAgentLimits(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  for (const agent of program.agents.values()) yield* checkForm(program, patterns, agent);
}

function* checkForm(
  program: Program,
  patterns: PatternCache,
  { models, budget, rate, loop }: AgentDeclaration,
): Generator<Diagnostic> {
  for (const model of models?.patterns ?? []) yield* checkPattern(patterns, 'String', model);
  if (budget !== undefined) yield* checkBudget(budget);
  if (rate !== undefined) yield* checkRate(rate);
  if (loop !== undefined) yield* checkLoop(program, loop);
}

function* checkBudget({ amounts, alerts }: Budget): Generator<Diagnostic> {
  for (const { value, unit, period, span } of amounts) {
    yield* checkWord(unit, units);
    yield* checkWord(period, budgetPeriods);
    const isWhole = unit.text !== 'tokens' || Number.isSafeInteger(value);
    if (value <= 0 || !isWhole) {
      yield outOfRange(span, String(value), isWhole ? 'more than 0' : 'whole tokens');
    }
  }
  for (const [index, amount] of amounts.entries()) {
    const conflict = conflictOf(amount, amounts.slice(0, index));
    if (conflict !== undefined) yield conflict;
  }
  const seen = new Set<number>();
  for (const { percent, span } of alerts) {
    if (percent < 1 || percent > 100) yield outOfRange(span, `${percent}%`, '`1%` to `100%`');
    if (seen.has(percent)) yield finding('limit-conflict', span, `found \`${percent}%\` twice`);
    seen.add(percent);
  }
}

/** What contradicts an amount that stands before it. */
function conflictOf(
  amount: BudgetAmount,
  earlier: readonly BudgetAmount[],
): Diagnostic | undefined {
  for (const other of earlier.filter(({ unit }) => unit.text === amount.unit.text)) {
    const labels = [{ span: other.span, text: 'first limit here' }];
    if (other.period.text === amount.period.text) {
      const what = `${amount.unit.text} per ${amount.period.text}`;
      const message = `found a limit of ${what} twice, expected it once`;
      return finding('limit-conflict', amount.span, message, { labels, help: 'remove one' });
    }
    const shorter = isWithin(other, amount) ? other : amount;
    const longer = shorter === other ? amount : other;
    if (!isWithin(shorter, longer) || shorter.value < longer.value) continue;
    const [one, two] = [shorter.period.text, longer.period.text];
    const message = `found a limit per ${one} that the limit per ${two} always comes before`;
    const help = `make the limit per ${one} the smaller one`;
    return finding('limit-conflict', amount.span, message, { labels, help });
  }
  return undefined;
}

function isWithin({ period: one }: BudgetAmount, { period: two }: BudgetAmount): boolean {
  return withinPeriods.has(`${one.text} ${two.text}`);
}

function* checkRate({ calls, period, span }: Rate): Generator<Diagnostic> {
  yield* checkWord(period, ratePeriods);
  if (calls < 1) yield outOfRange(span, `${calls} calls`, 'at least 1');
}

function* checkLoop(program: Program, loop: Loop): Generator<Diagnostic> {
  const { repeats, withinMs, poll, span } = loop;
  if (repeats < 2 || repeats > repeatsMax) {
    yield outOfRange(span, `${repeats} repeats`, `2 to ${repeatsMax}`);
  }
  if (withinMs < 1 || withinMs > loopMsMax) {
    yield outOfRange(span, durationText(withinMs), '`1s` to `24h`');
  }
  for (const tool of poll) {
    if (!program.tools.has(toolKey(tool))) yield unknownTool(program.tools, tool);
  }
}

function* checkWord(word: Word, known: readonly string[]): Generator<Diagnostic> {
  if (known.includes(word.text)) return;
  const names = known.map((name) => `\`${name}\``).join(', ');
  const message = `found ${quote(word.text)}, expected one of ${names}`;
  yield finding('limit-unit', word.span, message, didYouMean(word, known));
}

function outOfRange(span: Span, found: string, expected: string): Diagnostic {
  return finding('limit-range', span, `found ${quote(found)}, expected ${expected}`);
}
