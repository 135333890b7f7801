import { quote } from '../compiler/bundle/quote.ts';

const batches =
  'such a batch is a file at the provider, and so are its answers, which no rule knows: send each request by itself';
const files =
  'only files at Anthropic are known here, and those at OpenAI belong to everybody who uses its key: send the content in the request';

/** Paths of providers that clients ask for, and why the gateway does not have them. */
const reasons: readonly (readonly [path: string, why: string])[] = [
  ['/v1/batches', batches],
  ['/v1/files', files],
];

/** What a refusal of a path says: the path without its query, and why where that is known. */
export function refusedPath(method: string, url: string): string {
  const [path = ''] = url.split(/[?#]/, 1);
  const known = reasons.find(([begin]) => path === begin || path.startsWith(`${begin}/`));
  return `found ${quote(`${method} ${path}`)}${known === undefined ? '' : `: ${known[1]}`}`;
}
