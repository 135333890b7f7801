import type { DecisionRequest } from '../../compiler/evaluate/decision.ts';
import { textsIn } from '../../compiler/evaluate/origin/echo.ts';
import { gatewayError } from '../errors.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { PastCall, ToolResult } from '../providers/dialect.ts';
import { type SessionStore, sessionStateBytesMax } from '../state/sessions.ts';
import type { Action } from './action.ts';
import type { Conversation } from './conversation.ts';
import { adopt } from './history-adopt.ts';
import {
  directoriesOf,
  know,
  release,
  restate,
  settle,
  type Whereabouts,
} from './history-calls.ts';
import { countMarks, historyOf, openMarks, watch } from './history-marks.ts';
import { emptyHistory, type HistoryState, readHistory, shortId } from './history-state.ts';
import { fit } from './history-fit.ts';
import { originsOf } from './origin.ts';
import { capture, isPrompting } from './origin-prompt.ts';
import { emptyWritten, type Written, write } from './origin-written.ts';

/** What a call is judged by beside itself and its surroundings. */
export type Past = Pick<DecisionRequest, 'now' | 'history' | 'origins' | 'directories'>;

/** What a request tells of its session. */
export interface RequestPast {
  readonly results: readonly ToolResult[];
  calls(): readonly PastCall[];
  hasSummary(): boolean;
  promptTexts(): readonly string[];
}

/** The history of one session as one request sees it. */
export interface SessionHistory {
  /** What to judge a request by, before it is sent. */
  past(): Past;
  /** Counts a request that is about to be sent. */
  sent(outcome: Action['outcome']): Promise<void>;
  /**
   * Judges a call as the next one of its session, and remembers it in the same step where
   * `isReleased` says that it is let go. Throws SENTRELY_ERR_STATE_UNAVAILABLE.
   */
  judge(
    policy: LoadedPolicy,
    decide: (past: Past) => Action,
    isReleased: (action: Action) => boolean,
  ): Promise<Action>;
  /** Takes back what was remembered as released and then did not leave; of anything else nothing. */
  withdraw(action: Action): Promise<void>;
}

/** What histories are kept with. */
export interface HistoryServices {
  readonly sessions: SessionStore;
  readonly now: () => number;
}

/** What rules need to be remembered. */
interface Need {
  /** Monitors and origins: every call. */
  readonly isKept: boolean;
  readonly hasOrigins: boolean;
  /** A shell may change where relative paths begin. */
  readonly hasShell: boolean;
}

const needs = new WeakMap<LoadedPolicy, Need>();

function needOf(policy: LoadedPolicy): Need {
  let need = needs.get(policy);
  if (need === undefined) {
    const { monitors, origins, tools } = policy.content.rules;
    const hasOrigins = origins.length > 0;
    const hasShell = tools.some(({ params }) =>
      params.some(({ type, fields }) =>
        [type, ...(fields ?? []).map((field) => field.type)].includes('Shell'),
      ),
    );
    need = { isKept: monitors.length > 0 || hasOrigins, hasOrigins, hasShell };
    needs.set(policy, need);
  }
  return need;
}

/**
 * Begins a request: takes in what it brings before anything of it is judged. Throws
 * SENTRELY_ERR_STATE_UNAVAILABLE, and the request is then refused.
 */
export async function beginHistory(
  services: HistoryServices | undefined,
  conversation: Conversation,
  policy: LoadedPolicy,
  request: RequestPast,
): Promise<SessionHistory> {
  const need = needOf(policy);
  if (services === undefined || !(need.isKept || need.hasShell))
    return noHistory(services?.now ?? Date.now);
  const history = new StoredHistory(services, conversation, policy);
  await history.begin(request);
  return history;
}

/** A history that nothing is known of: what asks for it is judged as unknown. */
export function noHistory(now: () => number): SessionHistory {
  return new StatelessHistory(now);
}

/** Under rules that ask for none; under others that come in the middle it is incomplete. */
class StatelessHistory implements SessionHistory {
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  past(): Past {
    return { now: this.#now() };
  }

  sent(): Promise<void> {
    return Promise.resolve();
  }

  withdraw(): Promise<void> {
    return Promise.resolve();
  }

  judge(_policy: LoadedPolicy, decide: (past: Past) => Action): Promise<Action> {
    return Promise.resolve(decide(this.past()));
  }
}

/** Other requests of the session may write between, but not so often. */
const triesMax = 32;

interface Seen {
  readonly state: HistoryState;
  /** Null where nothing is stored. */
  readonly version: number | null;
}

class StoredHistory implements SessionHistory {
  readonly #services: HistoryServices;
  readonly #conversation: Conversation;
  readonly #policy: LoadedPolicy;
  readonly #at: Whereabouts;
  readonly #key: string;
  /**
   * What this request has remembered as released. Not by the ids of calls: they are the provider's,
   * and some give the same one again.
   */
  readonly #released = new Set<Action>();
  #seen: Seen | undefined;

  constructor(services: HistoryServices, conversation: Conversation, policy: LoadedPolicy) {
    const { caller, session, place, workspace } = conversation;
    this.#services = services;
    this.#conversation = conversation;
    this.#policy = policy;
    this.#at = { place, workspace };
    // Rule: state belongs to a credential and the session that its client states.
    this.#key = `${caller.agent} ${session} ${caller.credential}`;
  }

  async begin(request: RequestPast): Promise<void> {
    const need = needOf(this.#policy);
    const elsewhere = need.hasOrigins ? await this.#prompts() : undefined;
    await this.#change(({ state }) => {
      const settled = settle(restate(state, this.#at), request.results, this.#at, this.#policy);
      if (!need.isKept) return settled.isWatched ? { ...settled, isWatched: false } : settled;
      return this.#takeIn(settled, request, elsewhere);
    });
  }

  #takeIn(state: HistoryState, request: RequestPast, elsewhere: Written | undefined): HistoryState {
    const { rules } = this.#policy.content;
    const nowMs = this.#services.now();
    const { agent } = this.#conversation.caller;
    const isNew = !state.isWatched;
    const watched = watch(isNew ? { ...state, isWatched: true } : state, rules, nowMs);
    const calls = request.calls();
    const hasSummary = (): boolean => request.hasSummary();
    const about = { ...this.#at, agent, nowMs, isNew };
    const adopted = adopt(watched, { calls, hasSummary }, about, this.#policy);
    const isExtended = adopted === watched;
    // A sub-agent is prompted by a model, and a history that is not known by nobody knows whom. A
    // request without tools is the client's own: it has a page summed up, or asks for a title.
    const isPrompted = this.#at.place === '' && this.#conversation.toolHashes.size > 0;
    if (elsewhere === undefined || !isPrompted || !isExtended) return adopted;
    return capture(adopted, request.promptTexts(), { workspace: this.#at.workspace, elsewhere });
  }

  past(): Past {
    return this.#pastOf(this.#seen?.state ?? emptyHistory, this.#policy);
  }

  #pastOf(state: HistoryState, { content }: LoadedPolicy): Past {
    const now = this.#services.now();
    const directories = directoriesOf(state, this.#at);
    return {
      now,
      history: historyOf(state, content.rules, now),
      origins: originsOf(state, content.rules),
      ...(directories === undefined ? {} : { directories }),
    };
  }

  async sent({ marks }: Action['outcome']): Promise<void> {
    if (marks.length === 0) return;
    const at = this.#services.now();
    const counted = openMarks(marks, this.#policy.content.rules);
    await this.#change(({ state }) => countMarks(state, counted, { at, hasSucceeded: true }));
  }

  async judge(
    policy: LoadedPolicy,
    decide: (past: Past) => Action,
    isReleased: (action: Action) => boolean,
  ): Promise<Action> {
    let last: { readonly action: Action; readonly isLetGo: boolean } | undefined;
    await this.#change(({ state }) => {
      const action = decide(this.#pastOf(state, policy));
      const isLetGo = isReleased(action);
      last = { action, isLetGo };
      return this.#after(state, action, { isReleased: isLetGo, policy });
    });
    const { action, isLetGo } = last as NonNullable<typeof last>;
    if (isLetGo) this.#released.add(action);
    await this.#rememberPrompts(action);
    return action;
  }

  async withdraw(action: Action): Promise<void> {
    if (!this.#released.delete(action)) return;
    const id = shortId(action.call.id);
    await this.#change(({ state }) => {
      const at = state.open.findLastIndex(
        (call) => call.id === id && call.place === this.#at.place,
      );
      return at === -1 ? state : { ...state, open: state.open.toSpliced(at, 1) };
    });
  }

  #after(
    state: HistoryState,
    { call, input, outcome }: Action,
    { isReleased, policy }: { readonly isReleased: boolean; readonly policy: LoadedPolicy },
  ): HistoryState {
    const need = needOf(policy);
    const { written } = state;
    const wrote = need.hasOrigins ? { ...state, written: write(written, textsIn(input)) } : state;
    const next = wrote.written === written ? state : wrote;
    const atMs = this.#services.now();
    const isKept = need.isKept || needOf(this.#policy).isKept;
    if (!isReleased) return isKept ? know(next, [call.id]) : next;
    const released = { id: call.id, tool: call.name, outcome, atMs };
    const after = release(next, released, this.#at, policy);
    // Under rules that need no history only a change of the directory is worth a write.
    return isKept || after.places !== next.places ? after : next;
  }

  /** One change of the state, over the version that it was made of. */
  async #change(change: (seen: Seen) => HistoryState): Promise<void> {
    for (let tries = 0; tries < triesMax; tries++) {
      const seen = this.#seen ?? (await this.#read());
      const next = change(seen);
      if (next === seen.state) {
        this.#seen = seen;
        return;
      }
      const { state, text } = fit(next, sessionStateBytesMax);
      const { sessions, now } = this.#services;
      if ((await sessions.write(this.#key, seen.version, text, now())) === 'stored') {
        this.#seen = { state, version: (seen.version ?? 0) + 1 };
        return;
      }
      this.#seen = undefined;
    }
    throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', 'the session changes without end');
  }

  async #read(): Promise<Seen> {
    const stored = await this.#services.sessions.read(this.#key);
    if (stored === undefined) return { state: emptyHistory, version: null };
    const state = readHistory(stored.text) ?? { ...emptyHistory, isIncomplete: true };
    return { state, version: stored.version };
  }

  /** A blank is in no session id, so this is no session. */
  get #promptsKey(): string {
    const { agent, credential } = this.#conversation.caller;
    return `${agent} prompts of ${credential}`;
  }

  async #prompts(): Promise<Written> {
    const stored = await this.#services.sessions.read(this.#promptsKey);
    return stored === undefined ? emptyWritten : (JSON.parse(stored.text) as Written);
  }

  /** What a model writes into some calls comes back as a prompt, of any session. */
  async #rememberPrompts({ call, input }: Action): Promise<void> {
    if (!needOf(this.#policy).hasOrigins || !isPrompting(call.name)) return;
    const { sessions, now } = this.#services;
    for (let tries = 0; tries < triesMax; tries++) {
      const stored = await sessions.read(this.#promptsKey);
      const before = stored === undefined ? emptyWritten : (JSON.parse(stored.text) as Written);
      const after = write(before, textsIn(input));
      if (after === before) return;
      const over = stored?.version ?? null;
      if ((await sessions.write(this.#promptsKey, over, JSON.stringify(after), now())) === 'stored')
        return;
    }
    throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', 'the prompts change without end');
  }
}
