import { gatewayError } from '../../errors.ts';
import type { PriceEntry } from '../../../compiler/bundle/rules.ts';
import type { JsonValue } from '../../json/value.ts';
import { scanJson } from '../../json/scan.ts';
import type { ModelRequest, ProviderName } from '../../providers/dialect.ts';

/** What a request may use at most, in tokens. */
export interface TokenBound {
  readonly input: number;
  readonly output: number;
}

/** What a bound is made of. */
export interface BoundFacts {
  readonly request: Pick<ModelRequest, 'model' | 'outputMax'>;
  readonly body: Buffer;
  readonly provider: ProviderName;
  /** Undefined when the model has none. */
  readonly price: PriceEntry | undefined;
}

/**
 * Tokens that a provider adds on its own account: its instructions for the use of tools. The
 * longest documented one has about 800.
 */
const addedTokens = 2048;

/** The most tokens of one picture. Documented: below 5000, and below 50,000 for the dearest model. */
const imageTokens: Readonly<Record<ProviderName, number>> = { anthropic: 8192, openai: 65_536 };

/** Types of content that are pictures. */
const imageTypes: ReadonlySet<string> = new Set(['image', 'input_image', 'image_url']);

/** Types of content that stand for a text or picture of any length, which is somewhere else. */
const remoteTypes: ReadonlySet<string> = new Set([
  'document',
  'file',
  'input_file',
  'input_audio',
  'audio',
  'input_video',
  'video',
  'container_upload',
  'computer_screenshot',
  'item_reference',
]);

/** Members of the request itself by which the provider adds content that it holds. */
const remoteMembers: readonly string[] = ['prompt', 'container', 'mcp_servers'];

/**
 * An upper bound of what a request can use. A token of text stands for at least one of its bytes,
 * and the JSON around a message has more bytes than the provider has tokens for it; pictures count
 * by their number; a document elsewhere can be as long as the model's window. Nothing is longer than
 * the window. Throws SENTRELY_ERR_REQUEST_UNBOUNDED where there is no bound.
 */
export function boundOf({ request, body, provider, price }: BoundFacts): TokenBound {
  const window = price?.windowTokens ?? null;
  const output = request.outputMax ?? price?.outputMax ?? window;
  if (output === null)
    throw unbounded(request.model, 'it states no most tokens of its answer, and the model none');
  const content = contentOf(body);
  const sent = content.isRemote
    ? Number.POSITIVE_INFINITY
    : body.length + addedTokens + content.images * imageTokens[provider];
  const input = Math.min(sent, window ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(input))
    throw unbounded(
      request.model,
      'it brings a document of unknown length, and the window of the model is not known',
    );
  return { input, output };
}

function unbounded(model: string, why: string): Error {
  return gatewayError('SENTRELY_ERR_REQUEST_UNBOUNDED', `\`${model.slice(0, 100)}\`: ${why}`);
}

interface Content {
  readonly images: number;
  readonly isRemote: boolean;
}

/** Looks at every value: content may stand in messages, in results of tools and in instructions. */
function contentOf(body: Buffer): Content {
  const root = scanJson(body);
  let images = 0;
  let isRemote = remoteMembers.some((name) =>
    ['object', 'array'].includes(root.get(name)?.kind ?? ''),
  );
  const pending: JsonValue[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.kind === 'array') pending.push(...nested(value.items));
    if (value.kind !== 'object') continue;
    const type = value.get('type')?.text ?? '';
    if (imageTypes.has(type)) images += 1;
    if (remoteTypes.has(type)) isRemote = true;
    pending.push(...nested(value.keys.flatMap((key) => value.get(key) ?? [])));
  }
  return { images, isRemote };
}

function nested(values: readonly JsonValue[]): readonly JsonValue[] {
  return values.filter(({ kind }) => kind === 'object' || kind === 'array');
}
