import { gatewayError } from '../../errors.ts';
import type {
  ClientRequest,
  Headers,
  Transport,
  TransportSettings,
  WireRequest,
} from '../../upstreams/transport.ts';
import { betasOf, cloudBody, versionOf } from '../cloud/messages-body.ts';
import { type VertexConnection, vertexCredentials } from './access-token.ts';
import { vertexAnswer } from './answer.ts';
import { type ModelPlace, modelPath } from './model-path.ts';

const messages = '/v1/messages';
const countTokens = '/v1/messages/count_tokens';

/** What Vertex AI calls the first version of Anthropic's API. */
const vertexVersion = 'vertex-2023-10-16';

/**
 * Claude in Google's Vertex AI: Messages as rawPredict and streamRawPredict, count_tokens as the model
 * `count-tokens`, authorised by an OAuth access token. `project` and `region` (its location) are of
 * the configuration, else of the environment. Throws SENTRELY_ERR_CONFIG where one is not known.
 */
export function vertexTransport(
  settings: TransportSettings,
  connection?: VertexConnection,
): Transport {
  const place = placeOf(settings);
  const base = new URL(settings.url ?? homeOf(place.location));
  // Clients of Vertex AI are given an address that ends with the version.
  const prefix = base.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  const credentialOf = vertexCredentials(settings, connection);
  return {
    provider: 'anthropic',
    origin: base.origin,
    serves: (path) => path === messages || path === countTokens,
    request: async (asked, signal) => {
      const request = operationOf(asked, place);
      const credential = await credentialOf();
      signal.throwIfAborted();
      const headers = { ...request.headers, ...credential };
      return { ...request, path: `${prefix}${request.path}`, headers };
    },
    answer: (answer) => vertexAnswer(answer),
  };
}

const projectPattern = /^[a-z0-9](?:[a-z0-9.:-]{0,98}[a-z0-9])?$/;
const locationPattern = /^[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

function placeOf({ name, project, region, environment }: TransportSettings): ModelPlace {
  const variables = ['ANTHROPIC_VERTEX_PROJECT_ID', 'GOOGLE_CLOUD_PROJECT'];
  const ambient = variables.map((variable) => environment[variable]);
  const place = {
    project: project ?? ambient.find((value) => value !== undefined) ?? '',
    location: region ?? environment['CLOUD_ML_REGION'] ?? '',
  };
  if (!projectPattern.test(place.project)) throw settingError(name, 'project', place.project);
  if (!locationPattern.test(place.location)) throw settingError(name, 'region', place.location);
  return place;
}

function settingError(name: string, key: string, value: string): Error {
  const detail = value === '' ? `has no \`${key}\`` : `has a \`${key}\` that is none of Google's`;
  return gatewayError('SENTRELY_ERR_CONFIG', `the upstream \`${name}\` ${detail}`);
}

/** Locations of several regions have hosts of their own kind. */
function homeOf(location: string): string {
  if (location === 'global') return 'https://aiplatform.googleapis.com';
  if (location === 'us' || location === 'eu')
    return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}

function operationOf(asked: ClientRequest, place: ModelPlace): WireRequest {
  const added = new Map([['anthropic_version', JSON.stringify(versionOf(asked, vertexVersion))]]);
  if (asked.path.split('?', 1)[0] === countTokens) return countRequest(asked, place, added);
  const method = asked.isStream ? 'streamRawPredict' : 'rawPredict';
  return {
    method: 'POST',
    path: modelPath(place, asked.upstreamModel, method),
    headers: headersOf(asked, betasOf(asked)),
    body: cloudBody(asked, ['model'], added),
  };
}

/**
 * The model stands in the body. No betas: Vertex AI refuses those here that the model itself takes
 * (github.com/anthropics/anthropic-sdk-typescript/issues/1016), and none changes a count.
 */
function countRequest(
  asked: ClientRequest,
  place: ModelPlace,
  added: Map<string, string>,
): WireRequest {
  added.set('model', JSON.stringify(asked.upstreamModel));
  return {
    method: 'POST',
    path: modelPath(place, 'count-tokens', 'rawPredict'),
    headers: headersOf({ ...asked, isStream: false }, []),
    body: cloudBody(asked, ['model'], added),
  };
}

function headersOf({ isStream }: ClientRequest, betas: readonly string[]): Headers {
  return {
    'content-type': 'application/json',
    accept: isStream ? 'text/event-stream' : 'application/json',
    ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
  };
}
