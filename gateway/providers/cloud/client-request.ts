import type { IncomingHttpHeaders } from 'node:http';
import { changeMembers } from '../../json/members.ts';
import type { JsonValue } from '../../json/value.ts';
import type { DialectRequest } from '../dialect.ts';
import { listOf, shapeError } from '../request-body.ts';

// Requests of clients that are set up for a cloud, as Anthropic's own API would have got them: what
// such a client puts into the path and the body stands in the body and in headers there.

/** What a cloud's path and body say, beside the bytes that stay. */
export interface CloudRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The scanned body. */
  readonly root: JsonValue;
  /** Members to put first, as JSON text; one at least. */
  readonly added: ReadonlyMap<string, string>;
  readonly dropped?: readonly string[];
}

/** The request in the dialect itself. Throws SENTRELY_ERR_REQUEST_SHAPE. */
export function dialectRequest({
  path,
  headers,
  body,
  root,
  added,
  dropped = [],
}: CloudRequest): DialectRequest {
  const betas = [...betasOfHeader(headers), ...betasOfBody(root)];
  const all = ['anthropic_version', 'anthropic_beta', ...dropped];
  return {
    path,
    headers: {
      ...withoutCloud(headers),
      'anthropic-version': versionOf(root),
      ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
    },
    body: changeMembers(body, root, { dropped: all, added }),
  };
}

/** Names of the first version at clouds are none that Anthropic's own API has. */
function versionOf(root: JsonValue): string {
  const version = root.get('anthropic_version')?.text;
  if (version === undefined) throw shapeError('`anthropic_version` is not given');
  return /^\d{4}-\d{2}-\d{2}$/.test(version) ? version : '2023-06-01';
}

/** They become a header: whatever could end one, or add another, is none. */
const betaPattern = /^[A-Za-z0-9._-]{1,100}$/;

function betasOfBody(root: JsonValue): readonly string[] {
  return listOf(root, 'anthropic_beta').map(({ text = '' }) => {
    if (!betaPattern.test(text)) throw shapeError('`anthropic_beta` holds what is no name');
    return text;
  });
}

function betasOfHeader({ 'anthropic-beta': betas }: IncomingHttpHeaders): readonly string[] {
  return betas === undefined ? [] : [String(betas)];
}

/** Signatures and tokens for a cloud are for nobody else; the one that is asked gets the gateway's. */
const ofClouds = /^(?:authorization|x-api-key|anthropic-(?:version|beta)|x-amz-.*|x-goog-.*)$/;

function withoutCloud(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofClouds.test(name)));
}
