import { hash } from 'node:crypto';
import type { RouteEntry } from '../config.ts';
import { gatewayError } from '../errors.ts';
import type { ProviderName } from '../providers/dialect.ts';
import { matchesModel } from './model-name.ts';
import type { Upstream } from './upstream.ts';

/** An upstream that can serve a request, and what it is told for the model. */
export interface Candidate {
  readonly upstream: Upstream;
  readonly model: string;
}

/** What decides where a request may go. */
export interface RouteQuestion {
  readonly provider: ProviderName;
  /** Path of the dialect, without query. */
  readonly path: string;
  /** As the client names it; empty where a request is about none. */
  readonly model: string;
  /** `agent session`; draws the place among weighted upstreams, the same on every replica. */
  readonly session: string;
}

/**
 * The upstreams that can serve a request, most wanted first: those of the first route whose patterns
 * fit the model, or all where there is no route for it. Throws SENTRELY_ERR_MODEL_UNROUTED where none
 * serves the model, and SENTRELY_ERR_UPSTREAM_PATH where none of those has the path.
 */
export function candidatesFor(
  upstreams: readonly Upstream[],
  routes: readonly RouteEntry[],
  question: RouteQuestion,
): readonly Candidate[] {
  const { model, provider, path } = question;
  const fits = ({ models }: RouteEntry): boolean => models.some((one) => matchesModel(one, model));
  const route = model === '' ? undefined : routes.find(fits);
  const serving = routed(upstreams, route).flatMap((upstream) => {
    const name = model === '' ? model : upstream.modelFor(model);
    return upstream.provider === provider && name !== undefined ? [{ upstream, model: name }] : [];
  });
  if (serving.length === 0)
    throw gatewayError('SENTRELY_ERR_MODEL_UNROUTED', `\`${model.slice(0, 100)}\``);
  const able = serving.filter(({ upstream }) => upstream.serves(path));
  if (able.length === 0) throw gatewayError('SENTRELY_ERR_UPSTREAM_PATH', `\`${path}\``);
  return route?.by === 'weight' ? drawn(able, question.session) : able;
}

function routed(
  upstreams: readonly Upstream[],
  route: RouteEntry | undefined,
): readonly Upstream[] {
  if (route === undefined) return upstreams;
  return route.upstreams.flatMap((name) => upstreams.filter((upstream) => upstream.name === name));
}

/**
 * Weighted rendezvous: a session comes to the same order everywhere without anybody remembering it,
 * and an upstream that is added takes over its share only. Weight 0 comes last: a spare.
 */
function drawn(candidates: readonly Candidate[], session: string): readonly Candidate[] {
  const scored = candidates.map((candidate) => {
    const { name, weight } = candidate.upstream;
    const drawing = hash('sha256', `${session}\n${name}`, 'buffer').readUInt32BE(0);
    return { candidate, score: -weight / Math.log((drawing + 0.5) / 2 ** 32) };
  });
  return scored.toSorted((a, b) => b.score - a.score).map(({ candidate }) => candidate);
}
