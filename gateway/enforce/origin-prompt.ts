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
  if (claude !== undefined) return String(claude).slice(0, nameUnitsMax) || '?';
  const codex = headers['x-codex-turn-metadata'];
  if (codex === undefined) return '';
  try {
    const { agent_name: name } = JSON.parse(String(codex)) as { readonly agent_name?: unknown };
    if (name === undefined || name === '/root') return '';
    return typeof name === 'string' ? name.slice(0, nameUnitsMax) || '?' : '?';
  } catch {
    return '?';
  }
}
