import type { Word } from '../../dsl/ast.ts';
import { PatternCache } from '../automata/cache.ts';
import { loadAutomaton } from '../evaluate/automaton.ts';
import { readPattern } from '../patterns/read.ts';
import { commandsOf, targetText } from '../subject.ts';
import type { LintContext, PlacedRule } from './context.ts';

/** A pattern of commands that a rule names: `shell.run "npm *"`. */
export interface CommandPattern {
  readonly placed: PlacedRule;
  /** The action that it narrows. */
  readonly action: string;
  readonly word: Word;
  /** Whether it matches the whole text of a simple command. */
  readonly matches: (command: string) => boolean;
}

const remembered = new WeakMap<LintContext, readonly CommandPattern[]>();

/** Every pattern of commands of every rule. */
export function commandPatterns(context: LintContext): readonly CommandPattern[] {
  const known = remembered.get(context) ?? findPatterns(context);
  remembered.set(context, known);
  return known;
}

function findPatterns({ rules }: LintContext): readonly CommandPattern[] {
  const cache = new PatternCache();
  return rules.flatMap((placed) =>
    placed.rule.targets.flatMap((target) =>
      commandsOf(target).map((word) => {
        const action = targetText(target);
        return { placed, action, word, matches: matcherOf(cache, word) };
      }),
    ),
  );
}

function matcherOf(cache: PatternCache, { text }: Word): CommandPattern['matches'] {
  const reading = readPattern('String', null, text);
  const [term] = reading.ok ? (reading.alternatives[0] ?? []) : [];
  const automaton = term?.kind === 'match' ? cache.compile(term.glob, term.pattern) : undefined;
  if (automaton === undefined) return () => false;
  const matcher = loadAutomaton(automaton);
  return (command) => matcher.matches(command);
}

/** The text of a pattern before its first wildcard or choice. */
export function literalStart({ text }: Word): string {
  return /^(?:\\.|[^*?{\\])*/.exec(text)?.[0].replace(/\\(.)/g, '$1') ?? '';
}

/** Whether a pattern is one text. */
export function isLiteral({ text }: Word): boolean {
  return /^(?:\\.|[^*?{\\])*$/.test(text);
}
