import type { Effect, Example, Layer, Rule, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import type { Span } from '../../dsl/source.ts';
import type { PatternCache } from '../automata/cache.ts';
import { finding } from '../finding.ts';
import { type Program, targetsOf, toolKey, toolText } from '../program.ts';
import { checkCall, unknownTool } from './call.ts';
import { checkCondition } from './condition.ts';
import { checkShell } from './shell.ts';

/** The rules of every block: what they are called, what they are about, what they say. */
export function* checkRules(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  for (const layer of program.layers) {
    yield* checkNames(layer);
    for (const rule of layer.rules) {
      yield* checkEffect(layer, rule);
      yield* checkTargets(program, rule);
      const scope = { program, patterns, tools: targetsOf(program, rule) };
      if (rule.when !== undefined) yield* checkCondition(scope, rule.when);
      if (rule.unless !== undefined) yield* checkCondition(scope, rule.unless);
      yield* checkShell(rule, scope.tools);
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

function* checkTargets({ tools }: Program, { targets }: Rule): Generator<Diagnostic> {
  const seen = new Set<string>();
  for (const target of targets) {
    const key = toolKey(target);
    if (!tools.has(key)) yield unknownTool(tools, target);
    else if (seen.has(key)) {
      const message = `${quote(toolText(target))} is already named by this rule`;
      yield finding('duplicate-name', target.span, message, { help: 'remove it' });
    }
    seen.add(key);
  }
}

function* checkExample(
  program: Program,
  { targets }: Rule,
  example: Example,
): Generator<Diagnostic> {
  const { tool } = example;
  if (targets.some((target) => toolKey(target) === toolKey(tool))) {
    yield* checkCall(program, example);
    return;
  }
  const message = `found a call of ${quote(toolText(tool))}, expected one of a tool of this rule`;
  yield finding('example-stray', tool.span, message, { help: 'move the call to a test' });
}
