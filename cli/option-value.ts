import type { Quantity } from '../action/quantities.ts';
import { quote } from '../dsl/escape.ts';
import { cliError } from './errors.ts';

/** The value of an option. Throws SENTRELY_ERR_CLI_OPTION naming what was found and expected. */
export function optionValue<T>(name: string, text: string, form: Quantity<T>): T {
  const value = form.parse(text);
  if (value !== undefined) return value;
  const detail = `\`--${name}\`: found ${quote(text)}, expected ${form.expected}`;
  throw cliError('SENTRELY_ERR_CLI_OPTION', detail);
}
