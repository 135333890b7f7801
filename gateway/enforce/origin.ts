import type { ParamType, RuleSet } from '../../compiler/bundle/rules.ts';
import type { Origins } from '../../compiler/evaluate/decision.ts';
import { normalValue } from '../../compiler/evaluate/origin/normal-value.ts';
import { tokenRunsOf, wordsIn } from '../../compiler/evaluate/origin/tokens.ts';
import { originKey } from './history-marks.ts';
import type { HistoryState, Prompt } from './history-state.ts';

/** What conditions on origin see of a state. */
export function originsOf(state: HistoryState, rules: RuleSet): Origins {
  return {
    holds: (origin, value, type) => {
      const key = originKey(rules, origin);
      if (key === undefined) return false;
      if (key === 'prompt') return state.prompts.some((prompt) => isTyped(prompt, value, type));
      return trustedOf(state, key.slice(1), type).has(value);
    },
  };
}

/**
 * The values that texts hold as whole tokens, by type and by how many words they have. Kept for as
 * long as the texts: a prompt is asked about again at every call.
 */
const valuesOfPrompts = new WeakMap<Prompt, Map<string, ReadonlySet<string | number>>>();

function isTyped(prompt: Prompt, value: string | number, type: ParamType): boolean {
  const words = wordsIn(String(value));
  let known = valuesOfPrompts.get(prompt);
  if (known === undefined) valuesOfPrompts.set(prompt, (known = new Map()));
  const key = `${type} ${words}`;
  let values = known.get(key);
  if (values === undefined) known.set(key, (values = typedValues(prompt, type, words)));
  return values.has(value);
}

function typedValues(
  { text, workspace }: Prompt,
  type: ParamType,
  words: number,
): ReadonlySet<string | number> {
  const values = new Set<string | number>();
  for (const run of tokenRunsOf(text, words)) {
    const value = normalValue(type, run, workspace);
    if (value !== undefined) values.add(value);
  }
  return values;
}

const valuesOfResults = new WeakMap<object, Map<ParamType, ReadonlySet<string | number>>>();

function trustedOf(
  { trusted }: HistoryState,
  tool: string,
  type: ParamType,
): ReadonlySet<string | number> {
  const texts = Object.hasOwn(trusted, tool) ? trusted[tool] : undefined;
  if (texts === undefined) return new Set();
  let known = valuesOfResults.get(texts);
  if (known === undefined) valuesOfResults.set(texts, (known = new Map()));
  let values = known.get(type);
  if (values === undefined) {
    values = new Set(texts.flatMap((text) => normalValue(type, text) ?? []));
    known.set(type, values);
  }
  return values;
}
