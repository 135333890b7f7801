import { gatewayError } from '../../errors.ts';
import type { JsonValue } from '../../json/value.ts';
import { mayNameFiles, namedFiles, type Place } from '../named-files.ts';

/** Items of a Responses history that tell what the provider did; it does not read files by them. */
const told: ReadonlySet<string> = new Set(['file_search_call', 'code_interpreter_call']);

/**
 * Refuses a request that names a file at the provider: it belongs to everybody who uses its key, and
 * none can be uploaded through the gateway, so none is anybody's own. Where a model cites its sources,
 * and in the schemas of tools, an id is data. Throws SENTRELY_ERR_FILE_UNKNOWN.
 */
export function refuseFiles(body: Buffer, root: JsonValue): void {
  if (!mayNameFiles(body) || namedFiles(placesOf(root)).length === 0) return;
  throw gatewayError(
    'SENTRELY_ERR_FILE_UNKNOWN',
    'files at OpenAI belong to everybody who uses its key: send the content in the request',
  );
}

function placesOf(root: JsonValue): readonly Place[] {
  const tools = root.get('tools')?.items ?? [];
  return [
    { value: root, without: ['tools', 'input', 'messages'] },
    ...tools.map((value) => ({ value, without: ['parameters'] })),
    ...(root.get('messages')?.items ?? []).flatMap(partsOf),
    ...(root.get('input')?.items ?? []).flatMap(itemOf),
  ];
}

function itemOf(value: JsonValue): readonly Place[] {
  return told.has(value.get('type')?.text ?? '') ? [] : partsOf(value);
}

/** An item or message, and each part of its content without what it cites. */
function partsOf(value: JsonValue): readonly Place[] {
  const content = value.get('content');
  if (content?.kind !== 'array') return [{ value }];
  const parts = content.items.map((part) =>
    part.get('type')?.text === 'output_text'
      ? { value: part, without: ['annotations'] }
      : { value: part },
  );
  return [{ value, without: ['content'] }, ...parts];
}
