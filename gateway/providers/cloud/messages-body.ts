import { gatewayError } from '../../errors.ts';
import { changeMembers } from '../../json/members.ts';
import type { ClientRequest } from '../../upstreams/transport.ts';
import { scanBody } from '../request-body.ts';

// How a Messages request is told to a cloud that hosts Claude: the model stands in the path, the
// version and (at Amazon) the betas in the body. Every other byte stays the client's own.

/** The version of Anthropic's own API that each cloud calls by a name of its own. */
const plainVersion = '2023-06-01';

/**
 * The version to state in the body. Clients of a later one state it to the clouds as it is, which is
 * what Anthropic's SDKs for them do; `ownName` is what the cloud calls the first.
 */
export function versionOf({ headers }: ClientRequest, ownName: string): string {
  const version = String(headers['anthropic-version'] ?? plainVersion);
  return version === plainVersion || !/^\d{4}-\d{2}-\d{2}$/.test(version) ? ownName : version;
}

/**
 * Members that no cloud has and that change nothing of an answer: labels for accounts, and that the
 * provider is to keep the conversation too.
 */
const plainOnly = ['tags', 'thread'] as const;

/** The beta of one of them. */
const tagsBeta = 'request-tags-2026-08-21';

/** The betas that the client asks for, in order, but for one that no cloud has. */
export function betasOf({ headers }: ClientRequest): readonly string[] {
  return String(headers['anthropic-beta'] ?? '')
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '' && beta !== tagsBeta);
}

/**
 * The body with members dropped and others put first. Throws SENTRELY_ERR_UPSTREAM_REQUEST where the
 * client already states one that the gateway states, since readers disagree about which one counts.
 */
export function cloudBody(
  { body }: ClientRequest,
  dropped: readonly string[],
  added: ReadonlyMap<string, string>,
): Buffer {
  const bytes = body ?? Buffer.from('{}');
  const root = scanBody(bytes);
  const stated = cloudMembers.find((key) => root.get(key) !== undefined);
  if (stated !== undefined)
    throw gatewayError('SENTRELY_ERR_UPSTREAM_REQUEST', `its body states \`${stated}\``);
  return changeMembers(bytes, root, { dropped: [...plainOnly, ...dropped], added });
}

const cloudMembers = ['anthropic_version', 'anthropic_beta'] as const;
