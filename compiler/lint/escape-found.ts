import { type CommandPattern, commandPatterns, literalStart } from './command-patterns.ts';
import { commandDecided } from './command-trial.ts';
import type { LintContext } from './context.ts';
import { type Escape, escapes } from './escapes.ts';

/** A command that a pattern lets through, tried by the kernel. */
export interface FoundEscape {
  readonly pattern: CommandPattern;
  readonly escape: Escape;
  readonly agent: string;
  readonly command: string;
}

/** A program that nobody declares, with an option and an argument. */
const anyProgram = 'no-such-program --option argument';

/** The patterns of `shell.run` that some allow names. */
export function runPatterns(context: LintContext): readonly CommandPattern[] {
  return commandPatterns(context).filter(
    ({ placed, action }) => placed.rule.effect === 'allow' && action === 'shell.run',
  );
}

/** Whether a pattern does not even say which program is meant. */
export function isOfAnyProgram({ matches }: CommandPattern): boolean {
  return matches(anyProgram);
}

/**
 * The first escape of each pattern that an agent may really use: the whole call is allowed, and the
 * command is one that the pattern matches.
 */
export function* escapesFound(
  context: LintContext,
  isMeant: (escape: Escape) => boolean,
): Generator<FoundEscape> {
  for (const pattern of runPatterns(context)) {
    if (isOfAnyProgram(pattern)) continue;
    const found = escapeOf(context, pattern, isMeant);
    if (found !== undefined) yield found;
  }
}

function escapeOf(
  context: LintContext,
  pattern: CommandPattern,
  isMeant: (escape: Escape) => boolean,
): FoundEscape | undefined {
  const cells = context.cellsOf(pattern.placed.id);
  const agents = new Set(cells.flatMap(({ cell }) => cell.agents));
  for (const escape of escapes.filter(isMeant)) {
    for (const command of commandsOf(pattern, escape)) {
      for (const agent of agents) {
        const outcome = commandDecided(context, agent, command);
        const isJudged = outcome?.facets.some(
          ({ name, command: text }) => name === pattern.action && text === command,
        );
        if (outcome?.verdict === 'allow' && isJudged === true)
          return { pattern, escape, agent, command };
      }
    }
  }
  return undefined;
}

/** The escape by itself, and behind the words that the pattern begins with. */
function commandsOf(
  { word, matches }: CommandPattern,
  { start, tail, isLate }: Escape,
): readonly string[] {
  const words = literalStart(word).trimEnd();
  const isLonger = isLate && words.startsWith(`${start} `);
  const commands = [`${start} ${tail}`, ...(isLonger ? [`${words} ${tail}`] : [])];
  return commands.filter(matches);
}
