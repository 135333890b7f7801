import { gatewayError } from '../../errors.ts';
import type {
  ClientRequest,
  Headers,
  Transport,
  TransportSettings,
  WireAnswer,
  WireRequest,
} from '../../upstreams/transport.ts';
import { betasOf, cloudBody, versionOf } from '../cloud/messages-body.ts';
import { scanBody } from '../request-body.ts';
import { bedrockAnswer } from './answer.ts';
import { bedrockCredentials } from './credentials.ts';
import { foundationModel, modelPath } from './model-path.ts';
import { signedHeaders } from './signer.ts';

const messages = '/v1/messages';
const countTokens = '/v1/messages/count_tokens';

/** What Bedrock calls the first version of Anthropic's API. */
const bedrockVersion = 'bedrock-2023-05-31';

/**
 * Claude in Amazon Bedrock: Messages as InvokeModel and InvokeModelWithResponseStream, count_tokens as
 * CountTokens, authorised by a Bedrock API key or signed. `region` is of the configuration, else of
 * the environment. Throws SENTRELY_ERR_CONFIG where none is known.
 */
export function bedrockTransport(settings: TransportSettings): Transport {
  const region = regionOf(settings);
  const base = new URL(settings.url ?? `https://bedrock-runtime.${region}.amazonaws.com`);
  const prefix = base.pathname.replace(/\/+$/, '');
  const credentialOf = bedrockCredentials(settings);
  return {
    provider: 'anthropic',
    origin: base.origin,
    serves: (path) => path === messages || path === countTokens,
    request: async (asked, signal) => {
      const request = operationOf(asked, prefix);
      const credential = await credentialOf();
      signal.throwIfAborted();
      if ('bearer' in credential) {
        const authorization = `Bearer ${credential.bearer}`;
        return { ...request, headers: { ...request.headers, authorization } };
      }
      const scope = { origin: base.origin, region, service: 'bedrock', keys: credential };
      return {
        ...request,
        headers: await signedHeaders(request, { ...scope, now: settings.now() }),
      };
    },
    answer: (answer: WireAnswer, asked) => bedrockAnswer(answer, isCount(asked)),
  };
}

const regionPattern = /^[a-z]{2}(?:-[a-z0-9]+){2,4}$/;

function regionOf({ name, region, environment }: TransportSettings): string {
  const found = region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? '';
  if (regionPattern.test(found)) return found;
  const detail = found === '' ? 'has no `region`' : 'has a `region` that is none of AWS';
  throw gatewayError('SENTRELY_ERR_CONFIG', `the upstream \`${name}\` ${detail}`);
}

function isCount({ path }: ClientRequest): boolean {
  return path.split('?', 1)[0] === countTokens;
}

function operationOf(asked: ClientRequest, prefix: string): WireRequest {
  if (isCount(asked)) return countRequest(asked, prefix);
  const operation = asked.isStream ? 'invoke-with-response-stream' : 'invoke';
  return {
    method: 'POST',
    path: `${prefix}${modelPath(asked.upstreamModel, operation)}`,
    headers: headersOf(asked),
    body: invokeBody(asked),
  };
}

function invokeBody(asked: ClientRequest): Buffer {
  const added = new Map([['anthropic_version', JSON.stringify(versionOf(asked, bedrockVersion))]]);
  const betas = betasOf(asked);
  if (betas.length > 0) added.set('anthropic_beta', JSON.stringify(betas));
  return cloudBody(asked, ['model', 'stream'], added);
}

/**
 * The body of an InvokeModel request inside one of CountTokens. It must state a bound of tokens beyond
 * those for thinking, and no empty list of tools. No betas: Bedrock refuses more of them here, and
 * none changes a count.
 */
function countRequest(asked: ClientRequest, prefix: string): WireRequest {
  const root = scanBody(asked.body ?? Buffer.from('{}'));
  const thinking = root.get('thinking')?.get('budget_tokens')?.number ?? 0;
  const added = new Map([
    ['anthropic_version', JSON.stringify(versionOf(asked, bedrockVersion))],
    ['max_tokens', String(thinking + 1)],
  ]);
  const dropped = ['model', 'stream', 'max_tokens'];
  if (root.get('tools')?.isEmpty === true) dropped.push('tools');
  const body = cloudBody(asked, dropped, added).toString('base64');
  return {
    method: 'POST',
    path: `${prefix}${modelPath(foundationModel(asked.upstreamModel), 'count-tokens')}`,
    headers: headersOf({ ...asked, isStream: false }),
    body: Buffer.from(JSON.stringify({ input: { invokeModel: { body } } })),
  };
}

/** Bedrock reads few headers: its own (guardrails, latency, trace) and what concerns the content. */
function headersOf({ headers, isStream }: ClientRequest): Headers {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amzn-bedrock-'));
  return {
    ...Object.fromEntries(own),
    'content-type': 'application/json',
    accept: isStream ? 'application/vnd.amazon.eventstream' : 'application/json',
  };
}
