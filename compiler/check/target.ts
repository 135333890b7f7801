import type { ActionName, Effect, Target } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { suggest } from '../../dsl/suggest.ts';
import type { PatternCache } from '../automata/cache.ts';
import { finding } from '../finding.ts';
import { libraryWithAction } from '../imports/library.ts';
import type { Program } from '../program.ts';
import {
  actionText,
  commandsOf,
  everyShellAction,
  opaqueAction,
  targetKey,
  toolKey,
} from '../subject.ts';
import { unknownTool } from './call.ts';
import { checkPattern } from './pattern.ts';

/** Who names a target: a rule by its effect, a claim, what history watches for, a `does`. */
export type Naming = Effect | 'claim' | 'history' | 'does';

/** A tool or an action that exists and may be named here. */
export function* checkTarget(
  program: Program,
  target: Target,
  naming: Naming,
): Generator<Diagnostic> {
  if (target.kind === 'tool') {
    if (!program.tools.has(toolKey(target))) yield unknownTool(program.tools, target);
    return;
  }
  const name = actionText(target);
  if (name === everyShellAction) {
    if (naming !== 'allow' && naming !== 'ask') yield everywhere(target, naming);
    return;
  }
  if (!program.subjects.has(targetKey(target))) yield unknownAction(program, target);
  else if (name === opaqueAction && (naming === 'allow' || naming === 'does'))
    yield opaque(target, naming);
}

/** The commands of a target: patterns, and of an action that is a command. */
export function* checkCommands(
  program: Program,
  patterns: PatternCache,
  target: Target,
): Generator<Diagnostic> {
  const commands = commandsOf(target);
  const [first] = commands;
  if (first === undefined) return;
  const subject = program.subjects.get(targetKey(target));
  const isEvery = target.kind === 'action' && actionText(target) === everyShellAction;
  if (isEvery || (subject && !subject.params.some(({ name }) => name === 'command'))) {
    const name = target.kind === 'action' ? actionText(target) : '';
    const message = `found a command after ${quote(name)}, expected it after \`shell.run\` or \`shell.inert\``;
    yield finding('action-unfit', first.span, message, {
      help: 'say in a condition which of its calls are meant',
    });
    return;
  }
  for (const word of commands) yield* checkPattern(patterns, 'String', word);
}

function everywhere({ span }: Target, naming: Naming): Diagnostic {
  const message = `found \`shell.any\` in ${places[naming]}, expected it in an allow or ask only`;
  return finding('action-unfit', span, message, { help: 'name the actions that are meant' });
}

function opaque({ span }: Target, naming: Naming): Diagnostic {
  const message = `found \`opaque\` in ${places[naming]}, expected it in an ask or deny only`;
  return finding('action-unfit', span, message, {
    help: 'nobody can know what it does: let somebody look with `ask opaque`',
  });
}

const places: Readonly<Record<Naming, string>> = {
  allow: 'an allow',
  ask: 'an ask',
  deny: 'a deny',
  claim: 'a claim',
  history: 'what history watches for',
  does: '`does`',
};

/** An action that no file declares. */
function unknownAction(
  { subjects, tools }: Pick<Program, 'subjects' | 'tools'>,
  target: ActionName,
): Diagnostic {
  const text = actionText(target);
  const names = [...subjects.values()].flatMap(({ kind, name }) => (kind === 'action' ? name : []));
  const near = suggest(text, names);
  const library = libraryWithAction(text);
  const declare = library === undefined ? `declare it: action ${text}(...)` : `import ${library}`;
  const help = near === undefined || library !== undefined ? declare : `did you mean \`${near}\`?`;
  const isTool = target.group === undefined && tools.has(text);
  return finding('unknown-action', target.span, `no action is declared as ${quote(text)}`, {
    help: isTool ? 'it is a tool, which does no action by itself' : help,
  });
}
