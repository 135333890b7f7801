import type { RuleSet } from '../compiler/bundle/rules.ts';
import { readDocument } from '../compiler/bundle/shape.ts';
import { readRuleSet } from '../compiler/bundle/structure.ts';
import { quote } from '../dsl/escape.ts';
import { loadBundle } from './bundle.ts';
import { cliError } from './errors.ts';
import { readBytes } from './files.ts';
import type { Terminal } from './terminal.ts';

/**
 * The rules of a file: those that `compile` wrote, checked as a gateway would, or those of a signed
 * bundle, verified against a trust file. A bundle without one is refused: nobody vouches for it.
 */
export function loadRules(terminal: Terminal, path: string, trust: string | undefined): RuleSet {
  const bytes = readBytes(terminal.folder, path);
  if (!isBundle(bytes)) return readDocument('SENTRELY_ERR_BUNDLE_STRUCTURE', bytes, readRuleSet);
  if (trust === undefined) {
    const detail = `${quote(path)} is a bundle, expected \`--trust\``;
    throw cliError('SENTRELY_ERR_CLI_OPTION', detail);
  }
  return loadBundle(terminal, path, trust).rules;
}

/** Only tells which of two readers is meant; each of them believes nothing. */
function isBundle(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'dsse');
  } catch {
    return false;
  }
}
