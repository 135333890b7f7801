import { gatewayError } from '../../errors.ts';
import type { PriceEntry } from '../../../compiler/bundle/rules.ts';
import type { ModelRequest, ProviderName } from '../../providers/dialect.ts';
import type { Content } from './content.ts';

/** What a request may use at most, in tokens. */
export interface TokenBound {
  readonly input: number;
  readonly output: number;
}

/** What a bound is made of. */
export interface BoundFacts {
  readonly request: Pick<ModelRequest, 'model' | 'outputMax'>;
  /** Size of the body as received. */
  readonly bytes: number;
  readonly content: Content;
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

/**
 * An upper bound of what a request can use. A token of text stands for at least one of its bytes,
 * and the JSON around a message has more bytes than the provider has tokens for it; pictures count
 * by their number; a document elsewhere can be as long as the model's window. Nothing is longer than
 * the window. Throws SENTRELY_ERR_REQUEST_UNBOUNDED where there is no bound.
 */
export function boundOf({ request, bytes, content, provider, price }: BoundFacts): TokenBound {
  const window = price?.windowTokens ?? null;
  const output = request.outputMax ?? price?.outputMax ?? window;
  if (output === null)
    throw unbounded(request.model, 'it states no most tokens of its answer, and the model none');
  const sent = content.isRemote
    ? Number.POSITIVE_INFINITY
    : bytes + addedTokens + content.images * imageTokens[provider];
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
