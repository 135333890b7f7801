import { compile } from '../../../../compiler/compile.ts';
import type { ActionEntry } from '../../../../compiler/bundle/rules.ts';
import { commandEffects } from '../../../../compiler/evaluate/commands/command-effects.ts';
import { type CommandTable, commandTable } from '../../../../compiler/evaluate/commands/table.ts';
import type { EffectFacet } from '../../../../compiler/evaluate/effect-facet.ts';
import type { Known } from '../../../../compiler/evaluate/known.ts';
import type { ShellWord, SimpleCommand } from '../../../../compiler/evaluate/shell/reading.ts';

/** Declarations, ready to read commands by. */
export interface Scene {
  readonly table: CommandTable;
  readonly actions: readonly ActionEntry[];
}

/** Compiles declarations of actions and commands; throws on any finding. */
export function scene(declarations: string): Scene {
  const text = `edition 1\n${declarations}
agent dev {}
tool Bash { command: Shell }
policy p for agent dev { otherwise ask approval 1 of role "maintain" }
`;
  const { rules, diagnostics } = compile([{ file: 'a.sentrely', text }]);
  if (rules === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return { table: commandTable(rules.commands), actions: rules.actions };
}

/** Words as a test writes them: a text, or one that is not literal. */
export type Written = string | ShellWord;

/** A glob: `*` is a run. */
export function glob(text: string): ShellWord {
  const pieces = text
    .split(/(\*|\?)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part === '*') return { kind: 'run' } as const;
      return part === '?' ? ({ kind: 'unit' } as const) : ({ kind: 'text', text: part } as const);
    });
  return { kind: 'set', pieces };
}

/** `$x` and `"$x"`. */
export const bare: ShellWord = { kind: 'unknown', maySplit: true };
export const quoted: ShellWord = { kind: 'unknown', maySplit: false };

/** A command of those words, which nothing feeds, in `/w`. */
export function command(
  words: readonly Written[],
  more: Partial<SimpleCommand> = {},
): SimpleCommand {
  const [first, ...rest] = words.map(
    (word): ShellWord => (typeof word === 'string' ? { kind: 'text', text: word } : word),
  );
  if (first === undefined) throw new Error('a command has a program');
  return {
    words: [first, ...rest],
    environment: [],
    redirections: [],
    input: 'inherited',
    inputText: null,
    directories: ['/w'],
    via: [],
    ...more,
  };
}

/** What a command does, one line for each facet, sorted. */
export function effects(
  { table, actions }: Scene,
  words: readonly Written[] | string,
  more: Partial<SimpleCommand> = {},
): string[] {
  const list = typeof words === 'string' ? words.split(' ') : words;
  const found = commandEffects(command(list, more), table, actions);
  return found.effects.map((facet) => show(facet, actions)).sort();
}

function show({ action, args, directories }: EffectFacet, actions: readonly ActionEntry[]): string {
  const values = [...args].map(([name, value]) => `${name}=${showKnown(value)}`).join(', ');
  const at =
    directories === null
      ? ' anywhere'
      : directories.join() === '/w'
        ? ''
        : ` in ${directories.join()}`;
  return `${actions[action]?.name}(${values})${at}`;
}

function showKnown(known: Known): string {
  switch (known.kind) {
    case 'one':
      return String(known.value);
    case 'json':
      return JSON.stringify(known.value);
    case 'unknown':
      return known.maybeAbsent ? '??' : '?';
    case 'hosts':
      return `**.${known.below}`;
    default:
      return known.pieces
        .map((piece) => {
          if (piece.kind === 'text') return piece.text;
          if (piece.kind === 'below') return piece.skipsHidden ? '/**visible' : '/**';
          return { run: '*', unit: '?', any: '**' }[piece.kind];
        })
        .join('');
  }
}
