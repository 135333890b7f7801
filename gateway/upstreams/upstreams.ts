import { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { GatewayConfig } from '../config.ts';
import { gatewayError } from '../errors.ts';
import type { Affinity } from './affinity.ts';
import type { Asked, FailedAttempt, Served } from './asked.ts';
import { type Attempt, attempt } from './attempt.ts';
import { boundError, type Choice, chooseFrom } from './choice.ts';
import { createTransport } from './kinds.ts';
import { RetryShare } from './retry-share.ts';
import { type Candidate, candidatesFor, type RouteQuestion } from './route.ts';
import { type Environment, upstreamsOf } from './settings.ts';
import { Upstream, type UpstreamHealth } from './upstream.ts';

/** Every place that requests may go to. */
export interface Upstreams {
  /** Who could serve a request, most wanted first; see {@link candidatesFor} for what it throws. */
  candidates(question: RouteQuestion): readonly Candidate[];
  /**
   * Asks one upstream after another until one answers, or says what another would say too. Before
   * the first byte of an answer only: what it resolves with is final. Rejects with
   * SENTRELY_ERR_UPSTREAM_UNREACHABLE, SENTRELY_ERR_UPSTREAM_BOUND, SENTRELY_ERR_STATE_UNAVAILABLE
   * and what a transport rejects with.
   */
  ask(asked: Asked): Promise<Served>;
  health(): readonly UpstreamHealth[];
  close(): Promise<void>;
}

/** What upstreams need from the running gateway. */
export interface UpstreamServices {
  readonly environment: Environment;
  /** Left out where there is nothing to choose: no conversation then has a place of its own. */
  readonly affinity?: Affinity | undefined;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** Told when an upstream is no longer asked, and when it is again. */
  readonly changed?: (health: UpstreamHealth) => void;
}

/** What of a configuration is about upstreams. */
export type UpstreamsConfig = Pick<GatewayConfig, 'upstream' | 'upstreams' | 'routes' | 'failover'>;

/** Upstreams of a configuration; none is connected to before it is used. Throws SENTRELY_ERR_CONFIG. */
export function connectUpstreams(config: UpstreamsConfig, services: UpstreamServices): Upstreams {
  return new ConfiguredUpstreams(config, services);
}

class ConfiguredUpstreams implements Upstreams {
  readonly #upstreams: readonly Upstream[];
  readonly #config: UpstreamsConfig;
  readonly #services: UpstreamServices;
  readonly #share: RetryShare;

  constructor(config: UpstreamsConfig, services: UpstreamServices) {
    const { environment, now, changed = () => {} } = services;
    const { failures, open_ms: openMs, share_percent: share } = config.failover;
    this.#services = services;
    this.#config = config;
    this.#share = new RetryShare(share, now);
    this.#upstreams = upstreamsOf(config, environment).map((settings) => {
      const transport = createTransport(settings, { environment, now });
      return new Upstream(settings, transport, { limits: { failures, openMs }, now, changed });
    });
  }

  candidates(question: RouteQuestion): readonly Candidate[] {
    return candidatesFor(this.#upstreams, this.#config.routes, question);
  }

  async ask(asked: Asked): Promise<Served> {
    const { now } = this.#services;
    const { failover } = this.#config;
    this.#share.earn();
    const choices = await this.#choices(asked);
    let failoverFrom: string | null = null;
    for (const [index, choice] of choices.entries()) {
      const hasNext = index + 1 < choices.length;
      const since = now();
      const made = await attempt(asked, choice, { failover, now, hasNext });
      const moves = hasNext && (await this.#mayMove(asked, made));
      if (made.kind === 'answer' && !moves) {
        const { upstream, model } = choice;
        if (made.status === 200) await this.#keep(asked, choice);
        return { ...made.answer, upstream: upstream.name, model, failoverFrom };
      }
      if (made.kind === 'answer') made.answer.discard();
      if (asked.signal.aborted) throw errorOf(choice, made, false);
      await asked.failed(failedAttempt(choice, made, now() - since));
      if (!moves) throw errorOf(choice, made, choices.length === 1 && this.#isBound(asked, choice));
      failoverFrom ??= choice.upstream.name;
    }
    throw gatewayError('SENTRELY_ERR_INTERNAL');
  }

  health(): readonly UpstreamHealth[] {
    return this.#upstreams.map(({ health }) => health);
  }

  async close(): Promise<void> {
    await Promise.all(this.#upstreams.map((upstream) => upstream.close()));
  }

  async #choices(asked: Asked): Promise<readonly Choice[]> {
    const { affinity, now } = this.#services;
    const stay = asked.strand === null ? undefined : await affinity?.find(asked.strand);
    const stripsThinking = this.#stripsThinking(asked);
    return chooseFrom({ ...asked, stay, stripsThinking }, now());
  }

  /** That a place is not remembered costs a cache, not the answer. */
  async #keep({ strand, isTurn }: Asked, { upstream, strippedUntil }: Choice): Promise<void> {
    if (strand === null || !isTurn) return;
    try {
      const { affinity } = this.#services;
      await affinity?.keep(strand, { upstream: upstream.name, strippedUntil });
    } catch (error) {
      this.#services.report(error);
    }
  }

  #stripsThinking({ canStrip }: Asked): boolean {
    return canStrip && this.#config.failover.strip_thinking;
  }

  #isBound(asked: Asked, { strippedUntil }: Choice): boolean {
    const { candidates, isTurn, isSigned } = asked;
    const isFree = this.#stripsThinking(asked) || candidates.length === 1 || !isTurn;
    return !isFree && isSigned(strippedUntil);
  }

  /** Only what failed for reasons of its upstream may go on, and only so much of the traffic. */
  async #mayMove(asked: Asked, made: Attempt): Promise<boolean> {
    if (asked.signal.aborted) return false;
    if (made.kind === 'answer' && !made.isPassing) return false;
    if (!this.#share.take()) return false;
    if (made.kind === 'answer' || made.failure === 'unsent') return true;
    try {
      await asked.again();
      return true;
    } catch (error) {
      this.#services.report(error);
      return false;
    }
  }
}

function failedAttempt({ upstream }: Choice, made: Attempt, tookMs: number): FailedAttempt {
  const failure = made.kind === 'answer' ? 'refused' : made.failure;
  return { upstream: upstream.name, failure, status: made.status, tookMs };
}

/** What the client is told when the last attempt had no answer. */
function errorOf(choice: Choice, made: Attempt, isBound: boolean): Error {
  if (made.kind === 'answer') return gatewayError('SENTRELY_ERR_UPSTREAM_UNREACHABLE');
  const { failure, error } = made;
  if (isBound && failure === 'unsent')
    return boundError(choice.upstream.name, 'does not answer', error);
  return error instanceof SentrelyError
    ? error
    : gatewayError('SENTRELY_ERR_UPSTREAM_UNREACHABLE', undefined, error);
}
