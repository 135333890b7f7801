import type { AgentDeclaration, Approval, Layer } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { durationText } from '../../dsl/numeral.ts';
import type { Span } from '../../dsl/source.ts';
import { audienceOf } from '../audience.ts';
import type { PatternCache } from '../automata/cache.ts';
import { expiresMsMax } from '../bundle/limits.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { checkApprover } from './agents.ts';

/** Approvals: somebody can give each of them, in time. */
export function* checkApprovals(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  for (const layer of program.layers) {
    const audience = audienceOf(program, patterns, layer);
    for (const asking of askingIn(layer)) yield* checkAsking(asking, audience);
  }
}

/** A rule or an `otherwise` that may ask. */
interface Asking {
  readonly span: Span;
  readonly approval: Approval | undefined;
}

function askingIn({ rules, otherwise }: Layer): readonly Asking[] {
  const asking = rules.filter((rule) => rule.effect === 'ask' || rule.onUnknownAsk);
  const all = asking.map(({ name, span, approval }) => ({ span: name?.span ?? span, approval }));
  return otherwise === undefined ? all : [...all, otherwise];
}

function* checkAsking(
  { span, approval }: Asking,
  audience: readonly AgentDeclaration[],
): Generator<Diagnostic> {
  const { count = 1, approvers = [], expiresMs = 1 } = approval ?? {};
  const place = approval?.span ?? span;
  if (expiresMs < 1 || expiresMs > expiresMsMax) {
    const message = `found ${durationText(expiresMs)}, expected \`1s\` to \`24h\``;
    yield finding('approval-expiry', place, message);
  }
  for (const approver of approvers) yield* checkApprover(approver);
  if (approvers.length === 0) yield* checkOwners(place, count, audience);
  const people = new Set(approvers.map(({ id }) => id)).size;
  const areUsers = approvers.every(({ kind }) => kind === 'user');
  if (areUsers && people > 0 && count > people) yield tooFew(place, count, people);
}

/** Without approvers the owner of each agent is asked. */
function* checkOwners(
  span: Span,
  count: number,
  audience: readonly AgentDeclaration[],
): Generator<Diagnostic> {
  const orphan = audience.find(({ owner }) => owner === undefined);
  if (orphan !== undefined) {
    const message = `nobody can approve this for agent ${quote(orphan.name.text)}, which has no owner`;
    yield finding('approval-impossible', span, message, {
      labels: [{ span: orphan.name.span, text: 'no owner here' }],
      help: 'give the agent an `owner`, or name approvers with `approval 1 of ...`',
    });
  } else if (count > 1 && audience.some(({ owner }) => owner?.kind === 'user')) {
    yield tooFew(span, count, 1);
  }
}

function tooFew(span: Span, count: number, people: number): Diagnostic {
  const message = `found ${count} approvals to give and ${people} ${people === 1 ? 'person' : 'people'} to give them`;
  return finding('approval-impossible', span, message, {
    help: 'name more approvers, or ask for fewer approvals',
  });
}
