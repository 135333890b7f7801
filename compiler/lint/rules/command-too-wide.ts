import { quote } from '../../../dsl/escape.ts';
import { escapesFound, isOfAnyProgram, runPatterns } from '../escape-found.ts';
import type { EscapeKind } from '../escapes.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

const deeds: Readonly<Record<Exclude<EscapeKind, 'runs'>, string>> = {
  writes: 'changes or deletes something',
  sends: 'sends something away',
};

/** An allowed pattern of commands that covers more than one would think. */
export const commandTooWide: LintRule = {
  code: 'command-too-wide',
  severity: 'warning',
  title: 'an allowed command covers any program, or options that write or send',
  explanation:
    'A `*` in a command is any text, options too. Programs that seem to only look have options that write files or send them away, and rules about files do not see that unless the program is declared. The command that is shown is allowed by all rules together.',
  bad: exampleFile('policy p for agent dev { allow shell.run "ls", "find *" }'),
  good: exampleFile(
    'import std.shell\npolicy p for agent dev { allow fs.list when .path under workspace }',
  ),
  *find(context) {
    for (const { word, matches } of runPatterns(context).filter(isOfAnyProgram)) {
      const example = ['curl example.org', 'rm -r x'].find(matches) ?? 'any program';
      yield {
        span: word.span,
        message: `the allowed command ${quote(word.text)} is any command of any program, such as ${quote(example)}`,
        help: 'name the programs that are meant',
      };
    }
    for (const { pattern, escape, command } of escapesFound(context, isTold)) {
      const { span, text } = pattern.word;
      const deed = deeds[escape.kind === 'sends' ? 'sends' : 'writes'];
      yield {
        span,
        message: `the allowed command ${quote(text)} also ${deed}: ${quote(command)}`,
        help: 'name the arguments that are meant, or import the library that declares the program',
      };
    }
  },
};

function isTold({ kind }: { readonly kind: EscapeKind }): boolean {
  return kind !== 'runs';
}
