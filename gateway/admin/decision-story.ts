import { queryAudit } from '../audit/query.ts';

/** A rule that took part in a decision, and where it stands. */
export interface StoryRule {
  readonly id: string;
  readonly effect: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** One event of the log that belongs to a decision. */
export interface StoryStep {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly verdict: string | null;
  readonly disposition: string | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly approver: string | null;
  readonly source: string | null;
}

/** Why a call was decided as it was, and what became of it: all of it from the log. */
export interface DecisionStory {
  readonly id: string;
  readonly at: string;
  readonly agent: string;
  readonly session: string | null;
  readonly credential: string | null;
  readonly tool: string;
  readonly server: string | null;
  readonly call: string | null;
  readonly resource: string | null;
  readonly arguments: string | null;
  readonly verdict: string;
  readonly disposition: string;
  readonly reason: string | null;
  readonly rules: readonly StoryRule[];
  readonly digest: string | null;
  readonly bundle: string | null;
  readonly commit: string | null;
  readonly approval: string | null;
  /** ok, error, or null while no result has been seen. */
  readonly outcome: string | null;
  /** Everything that happened to the call, in order. */
  readonly steps: readonly StoryStep[];
  /** Why the story may lack something. */
  readonly problems: readonly string[];
}

/** The id of a decision event, of a call, or of an approval request. */
export const decisionIdPattern: RegExp = /^[A-Za-z0-9_.:-]{1,128}$/;

const columns = [
  'event_id',
  'ts',
  'kind',
  'agent_id',
  'session_id',
  'principal',
  'tool_name',
  'mcp_server',
  'tool_use_id',
  'resource',
  'args',
  'verdict',
  'disposition',
  'outcome',
  'reason',
  'rule_ids',
  'rule_at',
  'action_digest',
  'bundle_digest',
  'rule_commit',
  'approval_id',
  'approver',
  'approval_source',
  'detail',
] as const;
type Found = { readonly [C in (typeof columns)[number]]: unknown };

/**
 * The story of a decision, from the log of a data folder; undefined when the log has none by this id.
 * `id` must be of {@link decisionIdPattern}. Throws SENTRELY_ERR_AUDIT_QUERY.
 */
export async function tellDecision(folder: string, id: string): Promise<DecisionStory | undefined> {
  const { rows, problems } = await queryAudit({ folder, sql: storySql(id) });
  const events = rows.map(
    (row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])) as Found,
  );
  const decisions = events.filter(({ kind }) => kind === 'tool.decision');
  const last = decisions.at(-1);
  return last === undefined ? undefined : storyOf(last, events, problems);
}

/**
 * Nothing but the characters of {@link decisionIdPattern} stands between the quotes. A decision on a
 * request is of no call, and stands alone.
 */
function storySql(id: string): string {
  if (!decisionIdPattern.test(id)) throw new TypeError('the id was to be checked before');
  const shown = columns.map((name) => `e.${name}`).join(', ');
  return `WITH asked AS (
    SELECT event_id, agent_id, session_id, tool_use_id FROM events
    WHERE (kind = 'tool.decision' AND (event_id::VARCHAR = '${id}' OR tool_use_id = '${id}'))
      OR (kind = 'approval.requested' AND approval_id = '${id}')
    ORDER BY ts DESC, seq DESC LIMIT 1
  ), steps AS (
    SELECT e.event_id, e.approval_id FROM events e, asked a
    WHERE e.event_id = a.event_id
      OR (e.agent_id = a.agent_id AND e.session_id = a.session_id AND e.tool_use_id = a.tool_use_id)
  )
  SELECT ${shown} FROM events e
  WHERE e.event_id IN (SELECT event_id FROM steps)
    OR (e.kind LIKE 'approval.%' AND e.approval_id IN
      (SELECT approval_id FROM steps WHERE approval_id IS NOT NULL))
  ORDER BY e.ts, e.seq LIMIT 200`;
}

function storyOf(
  last: Found,
  events: readonly Found[],
  problems: readonly string[],
): DecisionStory {
  const outcome = events.find(({ kind }) => kind === 'tool.outcome');
  const approval = events.find(({ approval_id }) => approval_id !== null)?.approval_id;
  return {
    id: String(last.event_id),
    at: String(last.ts),
    agent: String(last.agent_id),
    session: textOf(last.session_id),
    credential: textOf(last.principal),
    tool: String(last.tool_name),
    server: textOf(last.mcp_server),
    call: textOf(last.tool_use_id),
    resource: textOf(last.resource),
    arguments: textOf(last.args),
    verdict: String(last.verdict),
    disposition: String(last.disposition),
    reason: textOf(last.reason),
    rules: rulesOf(last),
    digest: textOf(last.action_digest),
    bundle: textOf(last.bundle_digest),
    commit: textOf(last.rule_commit),
    approval: textOf(approval),
    outcome: textOf(outcome?.outcome),
    steps: events.map(stepOf),
    problems,
  };
}

function stepOf(event: Found): StoryStep {
  return {
    id: String(event.event_id),
    at: String(event.ts),
    kind: String(event.kind),
    verdict: textOf(event.verdict),
    disposition: textOf(event.disposition),
    outcome: textOf(event.outcome),
    reason: textOf(event.reason),
    approver: textOf(event.approver),
    source: textOf(event.approval_source),
  };
}

/** As the decision tells them; an older log names the place of the first rule only. */
function rulesOf({ detail, rule_ids: ids, rule_at: at }: Found): readonly StoryRule[] {
  const told = detailRules(detail);
  if (told !== undefined) return told;
  const names = Array.isArray(ids) ? ids.map(String) : [];
  const [, file = null, line = null] = /^(.*):([0-9]+)$/.exec(textOf(at) ?? '') ?? [];
  return names.map((id, index) => ({
    id,
    effect: null,
    file: index === 0 ? file : null,
    line: index === 0 && line !== null ? Number(line) : null,
  }));
}

function detailRules(detail: unknown): readonly StoryRule[] | undefined {
  try {
    const { rules } = JSON.parse(textOf(detail) ?? '{}') as { rules?: unknown };
    return Array.isArray(rules) ? (rules as StoryRule[]) : undefined;
  } catch {
    // It was cut where it was too long.
    return undefined;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
