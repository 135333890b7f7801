import { canonicalJson } from '../../../compiler/bundle/canonical-json.ts';
import { approverName } from '../events.ts';
import { type Progress, progressOf } from '../quorum.ts';
import type { Verb } from '../command.ts';
import type { ApprovalRecord, ApprovalRequest, ApprovalState } from '../request.ts';
import { showUnseen } from '../unseen.ts';
import type { CastVote } from '../vote.ts';

/** GitHub refuses a longer comment with 422. */
export const cardCharactersMax = 65_536;

/** Outside text longer than this is cut where it only names something. */
const nameCharactersMax = 60;

/** What is bound to the approval is shown whole; only a path longer than any system's is cut. */
const factCharactersMax = 4096;

/** Width of the lines that the call is cut into: nothing may hide to the right of the window. */
const lineCharactersMax = 100;

/** The latest votes that are shown. */
const votesShownMax = 10;

/**
 * The text of a card: the call, who must approve, the line to paste and what happened so far. Nothing
 * of the call stands outside its fence, and all other outside text stands in code spans, so that
 * no mention, link, image or HTML comes alive and no prose of a model argues for itself.
 */
export function renderCard(record: ApprovalRecord): string {
  return [headline(record), ...call(record), ...needs(record), ...orders(record), ...votes(record)]
    .join('\n\n')
    .concat('\n');
}

function headline(record: ApprovalRecord): string {
  const { binding } = record.request;
  return `### Approval ${states[record.state]}: ${code(binding.tool)} for agent ${code(binding.agent)}`;
}

const states: Readonly<Record<ApprovalState, string>> = {
  pending: 'needed',
  approved: 'given',
  denied: 'denied',
  expired: 'expired',
  cancelled: 'cancelled',
  superseded: 'superseded by a new policy',
  consumed: 'given and used',
};

function orders({ request, state }: ApprovalRecord): readonly string[] {
  const line = (verb: Verb) =>
    fence(`/sentrely ${verb} ${request.id} ${request.digest.slice(0, 12)}`);
  if (state === 'approved') return ['To stop it before it is used:', line('deny')];
  if (state !== 'pending') return [];
  return [
    'To approve this one call, post this line as a new comment (an edited one does not count):',
    line('approve'),
    'To deny it:',
    line('deny'),
  ];
}

function needs(record: ApprovalRecord): readonly string[] {
  const until = new Date(record.request.expiresAtMs).toISOString().slice(0, 19).replace('T', ' ');
  const list = progressOf(record).map(need).join('\n');
  return [`Needed until ${until} UTC, all of it:`, list];
}

function need({ requirement, people }: Progress): string {
  const from = requirement.approvers.map((approver) => code(approverName(approver))).join(', ');
  return `- ${code(requirement.rule)}: ${requirement.count} of ${from} (${people} so far)`;
}

function call(record: ApprovalRecord): readonly string[] {
  return [
    'The exact arguments. Line breaks are not part of them; what cannot be seen is written as `\\u{…}`.',
    fence(wrap(showUnseen(canonicalJson(record.request.binding.args)))),
    facts(record.request)
      .map(([name, value]) => `- ${name} ${code(value, factCharactersMax)}`)
      .join('\n'),
  ];
}

/** What else the approval is bound to. */
function facts({ binding, digest }: ApprovalRequest): readonly (readonly [string, string])[] {
  const environment = Object.entries(binding.exec?.env ?? {});
  const all: readonly (readonly [string, string | null | undefined])[] = [
    ['tool', binding.tool],
    ['server', binding.server],
    ['directory', binding.exec?.cwd],
    ['environment', environment.length === 0 ? null : canonicalJson(binding.exec?.env)],
    ['session', binding.session],
    ['gateway', binding.gateway_id],
    ['digest', digest],
    ['bundle', binding.bundle_digest],
  ];
  return all.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value]],
  );
}

function votes(record: ApprovalRecord): readonly string[] {
  const shown = record.votes.slice(-votesShownMax);
  return shown.length === 0 ? [] : ['Votes:', shown.map(vote).join('\n')];
}

function vote(cast: CastVote): string {
  const worth = cast.voided === null ? 'counts' : `does not count: ${cast.voided}`;
  return `- ${code(cast.voter.login)} (${cast.voter.id}) ${cast.verb}: ${worth}`;
}

/** Text cut into lines, after a space or comma where there is one; nothing added or left out. */
function wrap(text: string): string {
  const points = Array.from(text);
  const lines: string[] = [];
  for (let at = 0; at < points.length; ) {
    const end = Math.min(at + lineCharactersMax, points.length);
    const cut = end === points.length ? end : breakOf(points, at, end);
    lines.push(points.slice(at, cut).join(''));
    at = cut;
  }
  return lines.join('\n');
}

/** Where a line ends: after the last space or comma of its second half, else where it is full. */
function breakOf(points: readonly string[], from: number, end: number): number {
  const half = from + (end - from) / 2;
  for (let at = end; at > half; at -= 1)
    if (points[at - 1] === ' ' || points[at - 1] === ',') return at;
  return end;
}

/** A block that its content cannot end: its fence is longer than any run of backticks in it. */
function fence(content: string): string {
  const marks = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${marks}text\n${content}\n${marks}`;
}

/** Outside text as a code span of one line, cut, nothing unseen in it. */
export function code(text: string, charactersMax = nameCharactersMax): string {
  const isCut = text.length > charactersMax;
  const shown = showUnseen(isCut ? `${text.slice(0, charactersMax).toWellFormed()}…` : text);
  const marks = '`'.repeat(longestRun(shown) + 1);
  const edge = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${marks}${edge}${shown}${edge}${marks}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}
