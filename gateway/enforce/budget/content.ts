import type { JsonValue } from '../../json/value.ts';
import { scanBody } from '../../providers/request-body.ts';

/** What of a request decides how much it can use, beside its length. */
export interface Content {
  /** Pictures, of which few bytes can be many tokens. */
  readonly images: number;
  /** It brings content of which it does not hold the bytes, or not as text. */
  readonly isRemote: boolean;
  /** The member by which it asks for terms that cost more than the listed price; null for none. */
  readonly dearer: string | null;
}

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
const remoteMembers = ['prompt', 'container', 'mcp_servers'] as const;

/** Members of the request that choose its terms, and the values at which the listed price holds. */
const terms: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['service_tier', new Set(['auto', 'default', 'standard', 'standard_only', 'flex'])],
  ['speed', new Set(['standard'])],
  ['inference_geo', new Set(['global'])],
]);

/** Looks at every value: content may stand in messages, in results of tools and in instructions. */
export function readContent(body: Buffer): Content {
  const root = scanBody(body);
  let images = 0;
  let isRemote = remoteMembers.some((name) => isNested(root.get(name)));
  const pending: JsonValue[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const inside = insideOf(value);
    for (const each of inside) if (isNested(each)) pending.push(each);
    const type = value.kind === 'object' ? (value.get('type')?.text ?? '') : '';
    if (imageTypes.has(type)) images += 1;
    if (remoteTypes.has(type)) isRemote = true;
  }
  return { images, isRemote, dearer: dearerOf(root) };
}

function insideOf(value: JsonValue): readonly JsonValue[] {
  if (value.kind === 'array') return value.items;
  return value.members.map((member) => member.value);
}

function isNested(value: JsonValue | undefined): boolean {
  return value?.kind === 'object' || value?.kind === 'array';
}

function dearerOf(root: JsonValue): string | null {
  for (const [name, known] of terms) {
    const value = root.get(name);
    if (value === undefined || value.kind === 'null') continue;
    if (value.text === undefined || !known.has(value.text)) return name;
  }
  return null;
}
