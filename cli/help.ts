import type { Command, Option } from './command.ts';
import type { Verb } from './verbs.ts';
import { paint, type Screen } from './terminal.ts';

type NamedVerb = Pick<Verb, 'summary'> & { readonly name: string };

/** The screen of one verb. */
export function verbHelp(verb: NamedVerb, definition: Command, screen: Screen): string {
  const sections = [
    `sentrely ${verb.name}: ${verb.summary}\n`,
    section('usage', [usageLine(verb.name, definition)], screen),
    definition.details === undefined ? '' : indent(definition.details.split('\n')),
    section('options', columns(optionRows(definition)), screen),
    section(
      'examples',
      definition.examples.map((line) => `sentrely ${line}`),
      screen,
    ),
    section('exit codes', columns(exitRows(definition)), screen),
  ];
  return sections.filter((text) => text !== '').join('\n');
}

/** The list of verbs: all of them, or those of one group (`keys`). */
export function verbList(verbs: readonly NamedVerb[], screen: Screen): string {
  const rows = verbs.map((verb) => [verb.name, verb.summary] as const);
  return [
    'sentrely: the control plane between AI agents and the world\n',
    section('usage', ['sentrely VERB [options] [operands]'], screen),
    section('verbs', columns(rows), screen),
    section('more', columns(moreRows), screen),
  ].join('\n');
}

/** `sentrely sign --key FILE --revision N -o FILE [options] RULES` */
function usageLine(name: string, { options, operands }: Command): string {
  const required = Object.entries(options).filter(([, option]) => option.required);
  const rest = Object.keys(options).length > required.length ? '[options]' : '';
  const words = ['sentrely', name, ...required.map(([option, spec]) => flag(option, spec)), rest];
  return [...words, operands.usage].filter((word) => word !== '').join(' ');
}

const moreRows = [
  ['sentrely VERB --help', 'options, examples and exit codes of one verb'],
  ['sentrely --version', 'the version of this program'],
] as const;

function exitRows(definition: Command): readonly (readonly [string, string])[] {
  const findings = definition.findings;
  return [
    ['0', 'done'],
    ...(findings === undefined ? [] : [['1', findings] as const]),
    ['2', 'wrong usage or environment; standard error says which'],
  ];
}

function optionRows({ options }: Command): readonly (readonly [string, string])[] {
  const rows = Object.entries(options).map(
    ([name, option]) => [`${short(option)}${flag(name, option)}`, optionHelp(option)] as const,
  );
  return [...rows, ['-h, --help', 'print this screen']];
}

function optionHelp(option: Option): string {
  if (option.default !== undefined) return `${option.help} (default ${option.default})`;
  return option.required ? `${option.help} (required)` : option.help;
}

function short(option: Option): string {
  return option.short === undefined ? '    ' : `-${option.short}, `;
}

function flag(name: string, option: Option): string {
  return option.value === undefined ? `--${name}` : `--${name} ${option.value}`;
}

function section(title: string, lines: readonly string[], screen: Screen): string {
  return lines.length === 0 ? '' : `${paint(screen, 'bold', title)}\n${indent(lines)}`;
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('');
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
