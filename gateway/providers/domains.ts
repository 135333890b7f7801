import { quote } from '../../compiler/bundle/quote.ts';
import type { Domains } from '../../compiler/evaluate/decision.ts';
import { readHost } from '../../compiler/evaluate/facts/host.ts';
import type { JsonValue } from '../json/value.ts';
import { refused } from './mcp-server.ts';
import { isGiven } from './request-body.ts';

/** As many as OpenAI takes; longer lists are nobody's. */
const domainsMax = 100;

/** Labels in ASCII, and what may follow of a path where the provider takes one. */
const plainDomain = /^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(\/[a-z0-9._~*%+/-]*)?$/i;

/**
 * The domains of `allowed_domains`: the provider lets a tool reach these and all hosts below. Without
 * the list, or with an empty one, it lets it reach any. With `path` an entry may narrow a domain by a
 * path (`example.com/blog`), and the whole domain counts. Throws SENTRELY_ERR_SERVER_TOOL for what readers
 * could take for different hosts.
 */
export function readDomains(
  list: JsonValue | undefined,
  { path }: { readonly path: boolean },
): Domains {
  if (!isGiven(list)) return 'any';
  if (list.kind !== 'array') throw refused('`allowed_domains` that are not a list');
  const { items } = list;
  if (items.length > domainsMax) throw refused(`more than ${domainsMax} \`allowed_domains\``);
  const domains = items.map((item) => readDomain(item, path));
  return domains.length === 0 ? 'any' : [...new Set(domains)];
}

function readDomain(item: JsonValue, takesPath: boolean): string {
  const text = item.text ?? '';
  const [, written = '', path] = plainDomain.exec(text) ?? [];
  const domain = written.toLowerCase().replace(/\.$/, '');
  const isPlain = domain !== '' && readHost(domain) === domain && (takesPath || path === undefined);
  if (isPlain) return domain;
  const expected = takesPath
    ? 'letters of ASCII, dots and perhaps a path'
    : 'letters of ASCII and dots';
  throw refused(`the allowed domain ${quote(item.text ?? item.json)}: only ${expected} are read`);
}
