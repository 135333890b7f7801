import { readUrl } from '../../evaluate/facts/url.ts';
import { lettersFor } from '../letters.ts';
import { gather, type Texts, type Values } from './gather.ts';
import { hostTexts } from './host.ts';
import { integersAround } from './integer.ts';
import { runFor } from './machine-for.ts';
import { leavesOn, literalRun, runsOf, type ValueScope } from './scope.ts';

/** Paths that no URL has once its dot segments are folded; each begins with a slash. */
const abnormal = runFor('path', ['', '?**', '{**/,}{.,..}{/**,}']);

/** What stands in the path of a URL unescaped. */
const pathText = /^[!$&'()*+,./0-9:;=@A-Z[\]_a-z|~-]$/;

/** Every escape that a path keeps. */
function escapesKept(): readonly string[] {
  return Array.from(
    { length: 256 },
    (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).filter((escape) => readUrl(`https://host/${escape}`).path === `/${escape}`);
}

let escapes: readonly string[] | undefined;

const ports = { min: 0, max: 65_535 };

/** A path of which some servers see two segments and some one: unknown while the rest is known. */
const disputedPath = '/%2F';

/** A URL of no scheme that has a host: only its scheme is known. */
const foreignRest = ':a';

/** Values of Url, put together from every kind of part. */
export function urlValues(scope: ValueScope): Values {
  const parts = partsOf(scope);
  const host = hostTexts([...runsOf(scope, leavesOn(scope, 'host')), ...parts.hosts], scope.budget);
  const path = pathTexts(scope, parts);
  const authorities = host.texts.flatMap((name) => ['', ...parts.ports].map((port) => name + port));
  const origins = parts.schemes.flatMap((scheme) =>
    hasPort(scheme) ? authorities.map((authority) => `${scheme}://${authority}`) : [],
  );
  const rests = [...path.texts, disputedPath].flatMap((text) =>
    parts.queries.map((query) => text + query),
  );
  if (!scope.budget.spend(rests.length * origins.length)) return { values: [], isComplete: false };
  const urls = rests.flatMap((rest) => origins.map((origin) => origin + rest));
  const foreign = parts.schemes.filter((scheme) => !hasPort(scheme));
  return {
    values: [...urls, ...foreign.map((scheme) => scheme + foreignRest), ''],
    isComplete: host.isComplete && path.isComplete,
  };
}

/** What is said about the parts of a URL, those of whole URLs included. */
interface Parts {
  readonly schemes: readonly string[];
  readonly hosts: ValueRuns;
  /** With their colon. */
  readonly ports: readonly string[];
  readonly paths: ValueRuns;
  readonly queries: readonly string[];
}

type ValueRuns = ReturnType<typeof runsOf>;

function partsOf(scope: ValueScope): Parts {
  const wholes = leavesOn(scope, null).flatMap((leaf) => (leaf.op === 'equal' ? leaf.values : []));
  const urls = wholes.map((text) => new URL(String(text)));
  const named = leavesOn(scope, 'scheme').flatMap((leaf) =>
    leaf.op === 'equal' ? leaf.values.map(String) : [],
  );
  const schemes = new Set(['https', ...named, ...urls.map((url) => url.protocol.slice(0, -1))]);
  const other = ['http', 'wss', 'ws', 'ftp'].find((scheme) => !schemes.has(scheme));
  const onPort = leavesOn(scope, 'port');
  const numbers = onPort.length === 0 ? [] : integersAround(onPort, ports);
  return {
    schemes: [...schemes, ...(other === undefined ? [] : [other]), 'mailto'],
    hosts: urls.map(({ href }) => literalRun([readUrl(href).host ?? ''])),
    ports: [...new Set([...numbers, ...urls.flatMap(({ port }) => port || [])])].map(
      (port) => `:${port}`,
    ),
    paths: urls.map(({ href }) => literalRun([readUrl(href).path ?? ''])),
    queries:
      urls.length === 0 ? [''] : [...new Set(['', ...urls.map((url) => url.search), '?a', '?b'])],
  };
}

function hasPort(scheme: string): boolean {
  return readUrl(`${scheme}://host/`).port !== null;
}

function pathTexts(scope: ValueScope, { paths }: Parts): Texts {
  const runs = [...runsOf(scope, leavesOn(scope, 'path')), ...paths];
  const { budget } = scope;
  const isLegal = (text: string) => text.length === 3 || pathText.test(text);
  escapes ??= escapesKept();
  const letters = lettersFor({ runs: [...runs, abnormal()], isLegal, escapes, budget });
  const search = { runs, letters, mustNot: [abnormal()], budget };
  return gather([search], (text) => readUrl(`https://host${text}`).path === text);
}
