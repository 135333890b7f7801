import { parseStrictJson, StrictJsonError } from '../compiler/bundle/strict-json.ts';
import { quote } from '../dsl/escape.ts';
import { cliError } from './errors.ts';
import { readText } from './files.ts';

/**
 * The value of a JSON file of which every reader sees the same value: a repeated key is refused.
 * Throws SENTRELY_ERR_CLI_FILE_READ.
 */
export function readJson(folder: string, path: string): unknown {
  const text = readText(folder, path);
  try {
    return parseStrictJson(text);
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    throw cliError('SENTRELY_ERR_CLI_FILE_READ', `${quote(path)}: ${cause.message}`, cause);
  }
}
