import { gatewayError } from '../../errors.ts';

/** As AWS writes ids, profiles and ARNs of models. Nothing in it has a meaning inside a path. */
const modelPattern = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,2047}$/;

/** A part of a path that a server on the way could take for a step up, or leave out. */
const stepPattern = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Whether a model can be named in a path of Bedrock without the path meaning anything else. */
export function isModelId(model: string): boolean {
  return modelPattern.test(model) && !stepPattern.test(model);
}

/**
 * The path of an operation on a model: `/model/{id}/invoke`. The id is encoded whole, slashes of an
 * ARN too. Throws SENTRELY_ERR_UPSTREAM_REQUEST for what is no id of a model.
 */
export function modelPath(model: string, operation: string): string {
  if (!isModelId(model))
    throw gatewayError(
      'SENTRELY_ERR_UPSTREAM_REQUEST',
      'its model is no id that Bedrock could have',
    );
  return `/model/${encodeURIComponent(model)}/${operation}`;
}

/** An inference profile is named by the region it spans and the model: `eu.anthropic.claude-...`. */
const profilePrefix = /^[a-z]{2,8}(?:-[a-z]{2,8})?\.(?=anthropic\.)/;

/** The model of a profile: only models themselves count tokens. */
export function foundationModel(model: string): string {
  return model.replace(profilePrefix, '');
}
