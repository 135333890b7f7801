import type { Condition, Rule, Target, ToolDeclaration } from '../../dsl/ast.ts';
import type { Diagnostic, Fix } from '../../dsl/diagnostic.ts';
import { quote, stringLiteral } from '../../dsl/escape.ts';
import { conditionsIn, isAtom, paramsIn } from '../condition-parts.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { toolKey, toolText } from '../subject.ts';

/**
 * An allow of a tool that runs shell commands permits none of them: each is granted by what it does.
 * So an allow that can only be meant for commands is an error, which says how they are allowed.
 */
export function* checkShell({ tools }: Program, rule: Rule): Generator<Diagnostic> {
  const { effect, when, unless, targets } = rule;
  if (effect !== 'allow' || targets.some(({ kind }) => kind === 'action')) return;
  const read = new Set(
    [when, unless].flatMap((each) => (each === undefined ? [] : paramsCompared(each))),
  );
  for (const target of targets) {
    const tool = target.kind === 'tool' ? tools.get(toolKey(target)) : undefined;
    const shell = tool && shellParamOf(tool);
    if (tool === undefined || shell === undefined) continue;
    if (when !== undefined && !read.has(shell)) continue;
    const name = quote(toolText(tool.tool));
    const message = `found an allow of ${name}, which permits no command, expected one of what commands do`;
    const written = commandsIn(rule, shell);
    const instead = written ?? 'shell.any';
    const fix = targets.length === 1 ? fixOf(rule, target, instead) : undefined;
    yield finding('shell-allowed', target.span, message, {
      help:
        written === undefined
          ? 'write `allow shell.run "npm test"` for some commands, `allow shell.any` for all that can be read'
          : `write: allow ${written}`,
      ...(fix === undefined ? {} : { fix }),
    });
  }
}

/** Parameters of which more is asked than whether they are there. */
function paramsCompared(condition: Condition): readonly string[] {
  const atoms = conditionsIn(condition).filter(({ kind }) => kind !== 'has');
  return atoms.filter(isAtom).flatMap(paramsIn);
}

function shellParamOf({ params }: ToolDeclaration): string | undefined {
  return params.find(({ type }) => type.kind === 'named' && type.text === 'Shell')?.name.text;
}

/** `shell.run "a", "b"` where the condition is nothing but these commands. */
function commandsIn({ when, unless }: Rule, shell: string): string | undefined {
  const literals = unless === undefined && when !== undefined ? literalsIn(when, shell) : undefined;
  return literals === undefined ? undefined : `shell.run ${literals.map(patternText).join(', ')}`;
}

function literalsIn(condition: Condition, shell: string): readonly string[] | undefined {
  if (paramsIn(condition).join() !== shell) return undefined;
  if (condition.kind === 'compare' && condition.operator === '==') {
    return [String(condition.value.value)];
  }
  if (condition.kind !== 'in' || condition.set.kind !== 'list') return undefined;
  return condition.set.values.map(({ value }) => String(value));
}

/** A literal command as a pattern: what are wildcards there stand for themselves. */
function patternText(command: string): string {
  return stringLiteral(command.replace(/[*?{}\\]/g, '\\$&'));
}

/** The change, where the rule has no other condition that would be lost. */
function fixOf({ when, unless }: Rule, target: Target, instead: string): Fix | undefined {
  const isBare = when === undefined && unless === undefined;
  const isWhole = isBare || instead !== 'shell.any';
  if (!isWhole) return undefined;
  const end = when === undefined ? target.span.end : when.span.end;
  const edits = [{ span: { ...target.span, end }, text: instead }];
  return { title: `write \`allow ${instead}\``, edits, safe: false };
}
