import { gatewayError } from '../../errors.ts';

/** As Google writes models: `claude-sonnet-4-5@20250929`. Nothing in it has a meaning inside a path. */
const modelPattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,255}$/;

/** Whether a model can be named in a path of Vertex AI without the path meaning anything else. */
export function isModelName(model: string): boolean {
  return modelPattern.test(model) && !model.includes('..');
}

/** Where Anthropic's models are: a project and a location. */
export interface ModelPlace {
  readonly project: string;
  readonly location: string;
}

/**
 * The path of a method of a model of Anthropic's. Throws SENTRELY_ERR_UPSTREAM_REQUEST for what is no
 * name of a model.
 */
export function modelPath(
  { project, location }: ModelPlace,
  model: string,
  method: string,
): string {
  if (!isModelName(model))
    throw gatewayError(
      'SENTRELY_ERR_UPSTREAM_REQUEST',
      'its model is no name that Vertex AI could have',
    );
  return `/v1/projects/${project}/locations/${location}/publishers/anthropic/models/${model}:${method}`;
}
