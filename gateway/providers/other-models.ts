import type { JsonValue } from '../json/value.ts';
import { isGiven, shapeError } from './request-body.ts';

/** Members by which providers and routers ask other models than the one that is named. */
const members = ['fallbacks', 'fallback', 'models', 'fallback_models'] as const;

/**
 * Refuses a request that names models beside its own: no rule has judged them, and no budget reckons
 * with them. The words are a provider's own: Claude Code 2.1.330 knows them, and asks without. Throws
 * SENTRELY_ERR_REQUEST_SHAPE.
 */
export function refuseOtherModels(root: JsonValue): void {
  const found = members.find((key) => isGiven(root.get(key)));
  if (found !== undefined) throw shapeError(`The \`${found}\` parameter is not supported.`);
}
