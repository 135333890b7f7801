import type { AgentReference, Layer, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { agentsMeant, audienceOf } from '../audience.ts';
import type { PatternCache } from '../automata/cache.ts';
import { parsePattern } from '../automata/pattern.ts';
import { didYouMean, finding } from '../finding.ts';
import { layerNames } from '../granting-layer.ts';
import type { Program } from '../program.ts';

/** Blocks: whom they are for, and what a guard may not say. */
export function* checkLayers(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  for (const layer of program.layers) {
    for (const reference of layer.agents ?? []) yield* checkReference(program, patterns, reference);
    yield* checkLayerName(layer);
    if (layer.kind === 'guard' && layer.otherwise !== undefined) {
      const message = 'found `otherwise` in a guard, expected it in a policy only';
      yield finding('guard-grants', layer.otherwise.span, message, {
        help: 'remove it: a guard grants nothing',
      });
    }
    if (layer.rules.length === 0 && layer.otherwise === undefined) {
      const message = `${layer.kind} ${quote(layer.name.text)} has no rules`;
      yield finding('empty-policy', layer.name.span, message, { help: 'add a rule or remove it' });
    }
  }
  yield* checkIdle(program, patterns);
}

function* checkLayerName({ kind, layer }: Layer): Generator<Diagnostic> {
  if (layer === undefined) return;
  if (kind === 'guard') {
    const message = 'found `layer` on a guard, expected it on a policy only';
    yield finding('guard-grants', layer.span, message, {
      help: 'remove it: a guard holds whatever the layers grant',
    });
  } else if (!layerNames.includes(layer.text)) {
    const names = layerNames.map((name) => `\`${name}\``).join(', ');
    const message = `found layer ${quote(layer.text)}, expected one of ${names}`;
    yield finding('unknown-layer', layer.span, message, didYouMean(layer, layerNames));
  }
}

/** An agent that a block or claim names, or a pattern of agents. */
export function* checkReference(
  program: Program,
  patterns: PatternCache,
  reference: AgentReference,
): Generator<Diagnostic> {
  const { text, isPattern, span } = reference;
  const parsed = parsePattern(text);
  if (isPattern && !parsed.ok) {
    yield finding('pattern-syntax', span, parsed.fault.message);
  } else if (agentsMeant(program, patterns, reference).length > 0) {
    return;
  } else if (isPattern) {
    yield finding('agents-unmatched', span, `${quote(text)} matches no declared agent`, {
      help: 'declare the agents in the same program, or correct the pattern',
    });
  } else {
    yield unknownAgent(program, reference);
  }
}

/** An agent that no file declares. */
export function unknownAgent({ agents }: Program, name: Word): Diagnostic {
  const help = `declare it: agent ${name.text} { ... }`;
  const message = `agent ${quote(name.text)} is not declared`;
  return finding('unknown-agent', name.span, message, didYouMean(name, agents.keys(), help));
}

/** Agents that no policy is for: everything they try is denied. */
function* checkIdle(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  const policies: readonly Layer[] = program.layers.filter(({ kind }) => kind === 'policy');
  if (policies.length === 0) return;
  const served = new Set(policies.flatMap((layer) => audienceOf(program, patterns, layer)));
  for (const agent of program.agents.values()) {
    if (served.has(agent)) continue;
    const message = `no policy is for agent ${quote(agent.name.text)}: every call of it is denied`;
    yield finding('idle-agent', agent.name.span, message, {
      help: `write: policy NAME for agent ${agent.name.text} { ... }`,
    });
  }
}
