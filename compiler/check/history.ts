import type { Condition, EventPattern } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { durationText } from '../../dsl/numeral.ts';
import type { Span } from '../../dsl/source.ts';
import { finding } from '../finding.ts';
import { subjectsMeant } from '../subject.ts';
import { type CheckCondition, plainScope, type Scope } from './scope.ts';
import { checkCommands, checkTarget } from './target.ts';

/** As long as a gateway keeps what happened: a working day and a night. */
const withinMsMax = 24 * 60 * 60 * 1000;

/** A count that no session reaches is a mistake. */
const countMax = 1_000_000;

/** `after` and `count`: what they watch for exists, and speaks of one call alone. */
export function* checkEvent(
  scope: Scope,
  condition: Extract<Condition, { kind: 'after' | 'count' }>,
  checkCondition: CheckCondition,
): Generator<Diagnostic> {
  const { kind, event, withinMs, span } = condition;
  if (!scope.allowsHistory) {
    const where = scope.element === null ? 'here' : 'about an element of a list';
    yield unfit(span, `found \`${kind}\` ${where}, expected it in the condition of a rule only`);
    return;
  }
  if (withinMs !== undefined && (withinMs < 1000 || withinMs > withinMsMax)) {
    yield finding(
      'history-range',
      span,
      `found ${durationText(withinMs)}, expected \`1s\` to \`24h\``,
    );
  }
  if (condition.kind === 'count' && condition.value > countMax) {
    yield finding('history-range', span, `found ${condition.value}, expected at most ${countMax}`);
  }
  yield* checkPattern(scope, event, checkCondition);
}

function* checkPattern(
  { program, patterns }: Scope,
  { target, where }: EventPattern,
  checkCondition: CheckCondition,
): Generator<Diagnostic> {
  yield* checkTarget(program, target, 'history');
  yield* checkCommands(program, patterns, target);
  if (where === undefined) return;
  yield* checkCondition(plainScope(program, patterns, subjectsMeant(program, [target])), where);
}

function unfit(span: Span, message: string): Diagnostic {
  return finding('history-unfit', span, message, {
    help: `what is watched for is one call by itself: move the condition to ${quote('when')}`,
  });
}
