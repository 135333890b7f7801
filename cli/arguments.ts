import { parseArgs } from 'node:util';
import { quote } from '../dsl/escape.ts';
import { suggest } from '../dsl/suggest.ts';
import type { Command, Invocation, Option, Options } from './command.ts';
import { cliError } from './errors.ts';

type Given = Omit<Invocation<Options>, 'terminal'>;
type OptionToken = {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
};

/**
 * Reads what follows a verb. Throws SENTRELY_ERR_CLI_OPTION or SENTRELY_ERR_CLI_OPERAND; Node's own
 * strict mode is off only because its sentences are not ours.
 */
export function readArguments(definition: Command, args: readonly string[]): Given {
  const parsed = parseArgs({
    args: [...args],
    options: parseOptions(definition.options),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    checkOption(token, definition.options, seen);
    seen.add(token.name);
  }
  for (const [name, option] of Object.entries(definition.options)) {
    if (option.required && !seen.has(name)) throw cliError(option_, `\`--${name}\` is missing`);
  }
  checkOperands(definition, parsed.positionals.length);
  return { options: parsed.values as Given['options'], operands: parsed.positionals };
}

const option_ = 'SENTRELY_ERR_CLI_OPTION';

function parseOptions(options: Options) {
  const entries = Object.entries(options).map(([name, option]) => [
    name,
    {
      type: option.type,
      multiple: option.multiple === true,
      ...(option.short === undefined ? {} : { short: option.short }),
      ...(option.default === undefined ? {} : { default: option.default }),
    },
  ]);
  return Object.fromEntries(entries) as Record<string, { type: 'string' | 'boolean' }>;
}

function checkOption(token: OptionToken, options: Options, seen: ReadonlySet<string>): void {
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (option === undefined) throw unknownOption(token.rawName, options);
  if (seen.has(token.name) && !option.multiple) {
    throw cliError(option_, `found ${quote(token.rawName)} twice, expected it once`);
  }
  checkValue(token, option);
}

function checkValue({ rawName, value, inlineValue }: OptionToken, option: Option): void {
  if (option.type === 'boolean') {
    if (value === undefined) return;
    throw cliError(option_, `found ${quote(`${rawName}=${value}`)}, expected no value`);
  }
  if (value === undefined || value === '') {
    throw cliError(option_, `found ${quote(rawName)} alone, expected ${option.value} after it`);
  }
  // `--key --revision 3` has lost a value; a value that does begin with a dash is given with `=`.
  if (!inlineValue && value.startsWith('-') && value !== '-') {
    throw cliError(option_, `found ${quote(value)} after ${quote(rawName)}, expected a value`);
  }
}

function unknownOption(rawName: string, options: Options): Error {
  const guess = suggest(
    rawName,
    Object.keys(options).map((name) => `--${name}`),
  );
  const hint = guess === undefined ? '' : `, did you mean ${quote(guess)}`;
  return cliError(option_, `found ${quote(rawName)}${hint}`);
}

function checkOperands({ operands }: Command, count: number): void {
  if (count >= operands.min && count <= operands.max) return;
  const expected = operands.max === 0 ? 'none' : operands.usage;
  throw cliError('SENTRELY_ERR_CLI_OPERAND', `found ${count}, expected ${expected}`);
}
