/**
 * Makes list.ts from the prices that the package `@pydantic/genai-prices` ships (MIT). It is no
 * dependency: fetch it into a folder for temporary files, give the folder, and read the difference.
 *
 *     npm pack @pydantic/genai-prices && tar xzf *.tgz
 *     node compiler/prices/generate.ts package
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PriceEntry, Rates } from '../bundle/rules.ts';

/** A price of the package: dollars for a million tokens, more of them from a length on. */
type Price = number | { readonly base: number; readonly tiers: readonly Tier[] };
interface Tier {
  readonly start: number;
  readonly price: number;
}

type Prices = Readonly<Record<string, Price | undefined>>;

interface Match {
  readonly equals?: string;
  readonly starts_with?: string;
  readonly or?: readonly Match[];
}

interface Model {
  readonly id: string;
  readonly match: Match;
  readonly context_window?: number;
  readonly prices: Prices | readonly { readonly prices: Prices }[];
}

interface Package {
  findProvider(options: { providerId: string }): { readonly models: readonly Model[] };
}

/**
 * Prices of a model that are for something else than tokens of text. A model with others is left out:
 * what an answer of it costs cannot be told from its usage.
 */
const otherPrices: ReadonlySet<string> = new Set([
  'web_searches_kcount',
  'storage_searches_kcount',
]);
const tokenPrices: ReadonlySet<string> = new Set([
  'input_mtok',
  'output_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_1h_mtok',
]);

/** Models whose answers hold other things than text, which the package has no prices for. */
const otherModels =
  /audio|realtime|image|transcribe|tts|embedding|moderation|whisper|computer|search/;

/** The longest answers, as the providers' pages of their models state them; others are not known. */
const outputs: readonly (readonly [RegExp, number])[] = [
  [/^gpt-5(?:\.[1-5])?(?:-mini|-nano|-codex|-codex-max|-codex-mini|-pro)?$/, 128_000],
  [/^gpt-4\.1(?:-mini|-nano)?$/, 32_768],
  [/^gpt-4o(?:-mini)?$/, 16_384],
  [/^(?:o1|o3|o3-mini|o4-mini)$/, 100_000],
];

/** A name that ends in a part of a date stands for dated names only, which are found without it. */
const partOfDate = /-20\d\d(?:-|$)|@$|-$/;

const [folder = ''] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  version: string;
};
const source = (await import(
  pathToFileURL(resolve(folder, 'dist/index.js')).href
)) as unknown as Package;

const entries = new Map<string, PriceEntry>();
for (const providerId of ['anthropic', 'openai'])
  for (const model of source.findProvider({ providerId }).models)
    for (const entry of entriesOf(model)) entries.set(entry.model, entry);

const sorted = [...entries.values()].sort((one, two) => (one.model < two.model ? -1 : 1));
const text = `import type { PriceEntry } from '../bundle/rules.ts';

/** Where the prices come from, and when they were taken over. Written by generate.ts. */
export const pricesSource = {
  package: '@pydantic/genai-prices',
  version: '${version}',
  date: '${new Date().toISOString().slice(0, 10)}',
} as const;

/** What models cost; millionths of a US dollar for a million tokens. Written by generate.ts. */
export const shippedPrices: readonly PriceEntry[] = [
${sorted.map((entry) => `  ${lineOf(entry)},`).join('\n')}
];
`;
writeFileSync(new URL('./list.ts', import.meta.url), text);
process.stdout.write(`${sorted.length} models\n`);

function entriesOf(model: Model): readonly PriceEntry[] {
  const all = pricesOf(model);
  const isText = all.every((prices) =>
    Object.keys(prices).every((key) => tokenPrices.has(key) || otherPrices.has(key)),
  );
  const steps = all.flatMap((prices) => startsOf(prices));
  const rates = dearest(all.map((prices) => ratesOf(prices, 'base')));
  if (!isText || rates === undefined || otherModels.test(model.id)) return [];
  const long = dearest(all.map((prices) => ratesOf(prices, 'long')));
  const window = windowOf(model, steps.length > 0);
  return namesOf(model.match).map((name) => ({
    model: name,
    windowTokens: window,
    outputMax: outputs.find(([names]) => names.test(name))?.[1] ?? null,
    rates,
    long:
      steps.length === 0 || long === undefined ? null : { above: Math.min(...steps), rates: long },
  }));
}

/** A model whose long requests have a price of their own takes them, whatever window is stated. */
function windowOf({ context_window: stated }: Model, hasLong: boolean): number | null {
  if (stated === undefined) return null;
  return hasLong ? Math.max(stated, 1_000_000) : stated;
}

/** Of several prices (they change at a date, or with the time of the day) the last ones in force. */
function pricesOf({ prices }: Model): readonly Prices[] {
  return Array.isArray(prices)
    ? (prices as readonly { prices: Prices }[]).map((each) => each.prices).slice(-1)
    : [prices as Prices];
}

function startsOf(prices: Prices): readonly number[] {
  return Object.values(prices).flatMap((price) =>
    typeof price === 'object' ? price.tiers.map(({ start }) => start) : [],
  );
}

/** Undefined where input or output has no price. What is kept has the price of the longest keep. */
function ratesOf(prices: Prices, which: 'base' | 'long'): Rates | undefined {
  const rate = (key: string): number | undefined => microOf(prices[key], which);
  const input = rate('input_mtok');
  const output = rate('output_mtok');
  if (input === undefined || output === undefined) return undefined;
  const writes = [rate('cache_write_1h_mtok'), rate('cache_write_mtok'), input];
  const cacheWrite = Math.max(...writes.map((each) => each ?? 0));
  return { input, output, cacheRead: rate('cache_read_mtok') ?? input, cacheWrite };
}

function microOf(price: Price | undefined, which: 'base' | 'long'): number | undefined {
  if (price === undefined) return undefined;
  const dollars =
    typeof price === 'number'
      ? price
      : which === 'base'
        ? price.base
        : Math.max(price.base, ...price.tiers.map((tier) => tier.price));
  return Math.ceil(Number((dollars * 1_000_000).toFixed(3)));
}

function dearest(rates: readonly (Rates | undefined)[]): Rates | undefined {
  const known = rates.filter((each) => each !== undefined);
  if (known.length === 0 || known.length < rates.length) return undefined;
  const most = (key: keyof Rates): number => Math.max(...known.map((each) => each[key]));
  return {
    input: most('input'),
    output: most('output'),
    cacheRead: most('cacheRead'),
    cacheWrite: most('cacheWrite'),
  };
}

/** Names without the date of a snapshot; see priceOf in gateway/enforce/budget/price.ts. */
function namesOf({ equals, starts_with: start, or }: Match): readonly string[] {
  const name = equals ?? start;
  const own = name === undefined || partOfDate.test(name) ? [] : [name.toLowerCase()];
  return [...new Set([...own, ...(or ?? []).flatMap(namesOf)])];
}

function lineOf({ model, windowTokens, outputMax, rates, long }: PriceEntry): string {
  const of = ({ input, output, cacheRead, cacheWrite }: Rates): string =>
    `{ input: ${input}, output: ${output}, cacheRead: ${cacheRead}, cacheWrite: ${cacheWrite} }`;
  const rest = long === null ? 'null' : `{ above: ${long.above}, rates: ${of(long.rates)} }`;
  return `{ model: '${model}', windowTokens: ${windowTokens}, outputMax: ${outputMax}, rates: ${of(rates)}, long: ${rest} }`;
}
