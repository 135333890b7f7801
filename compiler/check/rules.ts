import type { Effect, Example, Layer, Rule, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import type { Span } from '../../dsl/source.ts';
import type { PatternCache } from '../automata/cache.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';
import {
  commandsOf,
  subjectsOfRule,
  targetKey,
  targetText,
  toolKey,
  toolText,
} from '../subject.ts';
import { checkCall } from './call.ts';
import { checkCondition } from './condition.ts';
import type { Scope } from './scope.ts';
import { checkEvaded } from './evaded.ts';
import { doesTool } from './means.ts';
import { checkShell } from './shell.ts';
import { checkCommands, checkTarget } from './target.ts';

/** The rules of every block: what they are called, what they are about, what they say. */
export function* checkRules(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  for (const layer of program.layers) {
    yield* checkNames(layer);
    for (const rule of layer.rules) {
      yield* checkEffect(layer, rule);
      yield* checkTargets(program, patterns, rule);
      yield* checkConditions(program, patterns, rule);
      yield* checkShell(program, rule);
      yield* checkEvaded(program, patterns, layer, rule);
      for (const example of rule.examples) yield* checkExample(program, rule, example);
    }
  }
}

function* checkNames({ rules }: Layer): Generator<Diagnostic> {
  const first = new Map<string, Word>();
  for (const { name, effect, span } of rules) {
    if (name === undefined) {
      if (effect !== 'allow') yield unnamed(effect, span);
      continue;
    }
    const earlier = first.get(name.text);
    if (earlier === undefined) {
      first.set(name.text, name);
      continue;
    }
    const message = `a rule called ${quote(name.text)} is already in this block`;
    yield finding('duplicate-name', name.span, message, {
      labels: [{ span: earlier.span, text: 'first used here' }],
      help: 'rename one of the two',
    });
  }
}

function unnamed(effect: Effect, span: Span): Diagnostic {
  const place = { ...span, end: span.start + effect.length };
  return finding(
    'rule-unnamed',
    place,
    `found \`${effect}\` without a name, expected \`rule NAME ${effect}\``,
    {
      help: `write \`rule\` and a name before \`${effect}\``,
    },
  );
}

/** What only some effects may say. */
function* checkEffect({ kind }: Layer, rule: Rule): Generator<Diagnostic> {
  const { effect, approval, onUnknownAsk, span } = rule;
  if (kind === 'guard' && effect === 'allow') {
    yield finding('guard-grants', span, 'found `allow` in a guard, expected `deny` or `ask`', {
      help: 'move the rule to a policy',
    });
  }
  if (approval !== undefined && effect !== 'ask') {
    const message = `found \`approval\` on \`${effect}\`, expected it on \`ask\` only`;
    yield finding('clause-unfit', approval.span, message, {
      help: 'remove the approval, or make the rule an `ask`',
    });
  }
  if (onUnknownAsk && effect !== 'deny') {
    const message = `found \`on unknown ask\` on \`${effect}\`, expected it on \`deny\` only`;
    yield finding('clause-unfit', span, message, { help: 'remove `on unknown ask`' });
  }
}

/** Being typed by a person excuses what a deny or ask would stop, and is a reason to allow. */
function* checkConditions(
  program: Program,
  patterns: PatternCache,
  rule: Rule,
): Generator<Diagnostic> {
  const subjects = subjectsOfRule(program, rule);
  const shared = { program, patterns, subjects, element: null, allowsHistory: true } as const;
  const isGrant = rule.effect === 'allow';
  const when: Scope = { ...shared, isExcuse: isGrant };
  const unless: Scope = { ...shared, isExcuse: !isGrant };
  if (rule.when !== undefined) yield* checkCondition(when, rule.when);
  if (rule.unless !== undefined) yield* checkCondition(unless, rule.unless);
}

function* checkTargets(
  program: Program,
  patterns: PatternCache,
  { targets, effect }: Rule,
): Generator<Diagnostic> {
  const seen = new Set<string>();
  for (const target of targets) {
    const key = targetKey(target);
    if (seen.has(key)) {
      const message = `${quote(targetText(target))} is already named by this rule`;
      yield finding('duplicate-name', target.span, message, { help: 'remove it' });
      continue;
    }
    yield* checkTarget(program, target, effect);
    yield* checkCommands(program, patterns, target);
    const [command] = commandsOf(target);
    if (command !== undefined && targets.length > 1) {
      const message = `found commands beside other targets, expected them in a rule of their own`;
      yield finding('action-unfit', command.span, message, { help: 'write two rules' });
    }
    seen.add(key);
  }
}

function* checkExample(program: Program, rule: Rule, example: Example): Generator<Diagnostic> {
  const { tool } = example;
  const isAbout = rule.targets.some(
    (target) => targetKey(target) === `tool ${toolKey(tool)}` || doesTool(program, tool, target),
  );
  if (isAbout) {
    yield* checkCall(program, example);
    return;
  }
  const message = `found a call of ${quote(toolText(tool))}, expected one of what this rule is about`;
  yield finding('example-stray', tool.span, message, { help: 'move the call to a test' });
}
