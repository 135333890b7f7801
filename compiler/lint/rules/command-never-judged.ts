import { quote, stringLiteral } from '../../../dsl/escape.ts';
import type { FoundEffect } from '../../call-facets.ts';
import { opaqueAction } from '../../subject.ts';
import { type CommandPattern, commandPatterns, isLiteral } from '../command-patterns.ts';
import { commandEffects } from '../command-trial.ts';
import type { LintContext } from '../context.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { hasOperators } from '../shell-words.ts';

/** What a wildcard is tried with. */
const fillings = ['', 'x', '--no-such-option', 'x y', "'x y'", 'x/y', '--no-such-option x'];

/** A pattern of commands that no command is judged as. */
export const commandNeverJudged: LintRule = {
  code: 'command-never-judged',
  severity: 'warning',
  title: 'no command is judged as the one that a rule names',
  explanation:
    'A pattern is matched with each simple command by itself, its words separated by one space and quoted as a shell would, `\'` before `"`. What a shell reads, such as `&&` or `>`, is no part of one; `sudo`, `env`, `bash -c` and their like are taken off; and what a program is declared to do is judged as that, so that `git status` is `git.read` where `std.git` is imported. The rule decides nothing.',
  bad: exampleFile('policy p for agent dev { allow shell.run "npm test && git push" }'),
  good: exampleFile('policy p for agent dev { allow shell.run "npm test", "git push" }'),
  *find(context) {
    for (const pattern of commandPatterns(context)) {
      const { span, text } = pattern.word;
      const samples = samplesOf(pattern);
      const judged = samples.map((sample) => commandEffects(context, sample));
      if (judged.length === 0 || judged.some((each) => isJudged(pattern, each))) continue;
      yield {
        span,
        message: `no command is judged as ${quote(`${pattern.action} ${stringLiteral(text)}`)}`,
        ...helpFor(context, pattern, judged[0] ?? []),
      };
    }
  },
};

/** The text itself, or texts that the pattern matches. */
function samplesOf({ word, matches }: CommandPattern): readonly string[] {
  if (isLiteral(word)) return [word.text.replace(/\\(.)/g, '$1')];
  const filled = fillings.flatMap((filling) => [
    word.text.replace(/\*/g, filling).replace(/\?/g, 'x'),
    word.text.replace(/\*/g, filling).replace(/\?/g, 'x').replace(/\s+/g, ' ').trim(),
  ]);
  const found = filled.map((text) => text.replace(/\{([^,}]*)[^}]*\}/g, '$1')).filter(matches);
  return [...new Set(found)];
}

/** Whether the kernel finds a command in a text that the pattern matches. */
function isJudged(
  { action, matches }: CommandPattern,
  effects: readonly FoundEffect[] | undefined,
): boolean {
  // Without a tool that takes commands nothing can be said.
  if (effects === undefined) return true;
  if (effects.some(({ subject }) => subject.name === opaqueAction)) return false;
  return effects.some(
    ({ subject, effect }) =>
      subject.name === action && effect.command !== null && matches(effect.command),
  );
}

function helpFor(
  context: LintContext,
  { word, placed, action }: CommandPattern,
  found: readonly FoundEffect[],
): { readonly help: string } {
  if (hasOperators(word.text))
    return { help: 'name each command by itself, and files with `fs.write` and `fs.read`' };
  const names = [...new Set(found.map((each) => textOf(each, action)))];
  if (names.length === 0) return { help: 'write the command as a shell would read it' };
  const instead = names.join(', ');
  if (names.includes(opaqueAction))
    return { help: 'nobody can read what it runs: only `ask opaque` reaches it' };
  return { help: `it is judged as ${quote(instead)}: write \`${placed.rule.effect} ${instead}\`` };
}

function textOf({ subject, effect }: FoundEffect, action: string): string {
  const isSame = subject.name === action && effect.command !== null;
  return isSame ? `${subject.name} ${stringLiteral(effect.command)}` : subject.name;
}
