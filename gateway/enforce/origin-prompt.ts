import type { IncomingHttpHeaders } from 'node:http';
import { historyLimits, type HistoryState, lastWithin } from './history-state.ts';
import { isWritten, type Written } from './origin-written.ts';

/**
 * Remembers what a person typed. Once: a request that is sent again brings the same texts. Not what
 * only repeats what the model wrote, in this session or as a prompt in another of its credential.
 */
export function capture(
  state: HistoryState,
  texts: readonly string[],
  { workspace, elsewhere }: { readonly workspace: string | null; readonly elsewhere: Written },
): HistoryState {
  const typed = texts.filter(
    (text) =>
      text.length <= historyLimits.promptUnits &&
      !isKnown(state, text, workspace) &&
      !isWritten(state.written, text) &&
      !isWritten(elsewhere, text),
  );
  if (typed.length === 0) return state;
  const prompts = [...state.prompts, ...typed.map((text) => ({ text, workspace }))];
  return {
    ...state,
    prompts: lastWithin(prompts, historyLimits.promptUnits, ({ text }) => text.length),
  };
}

function isKnown({ prompts }: HistoryState, text: string, workspace: string | null): boolean {
  return prompts.some((prompt) => prompt.text === text && prompt.workspace === workspace);
}

/** Tools of clients whose arguments come back as a prompt later, untagged and maybe elsewhere. */
const promptingTools: ReadonlySet<string> = new Set([
  'Agent',
  'Task',
  // opencode's.
  'task',
  'Skill',
  'ScheduleWakeup',
  'CronCreate',
]);

/** Whether what is written into a call of the tool may come back as a prompt. */
export function isPrompting(tool: string): boolean {
  return promptingTools.has(tool);
}

const nameUnitsMax = 128;

/**
 * Which agent of its session a request is of, as its client says: empty for the one that a person
 * talks to. Only that one is prompted by people.
 */
export function placeOf(headers: IncomingHttpHeaders): string {
  const claude = headers['x-claude-code-agent-id'];
  if (claude !== undefined) return nameOf(claude);
  // opencode: a session that was begun by another.
  if (headers['x-parent-session-id'] !== undefined) return nameOf(headers['x-session-id']);
  return placeInCodex(headers);
}

/**
 * Codex names its agents by their path from `/root`. Reviews and the older kind of sub-agents call
 * themselves so too, each in a thread of its own that is not the user's.
 */
function placeInCodex({
  'x-codex-turn-metadata': metadata,
  'x-openai-subagent': kind,
}: IncomingHttpHeaders): string {
  if (metadata === undefined) return kind === undefined ? '' : nameOf(kind);
  const stated = statedBy(String(metadata));
  if (stated === undefined) return '?';
  const { agent_name: name = '/root', thread_source: source = 'user', thread_id: thread } = stated;
  if (name !== '/root') return nameOf(name);
  return kind === undefined && source === 'user' ? '' : nameOf(thread);
}

function statedBy(metadata: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const stated: unknown = JSON.parse(metadata);
    return isRecord(stated) ? stated : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A place of a name; some place where it is none. */
function nameOf(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, nameUnitsMax) || '?' : '?';
}
