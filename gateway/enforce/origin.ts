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

/** What was found in a prompt, by type and value: one call asks about a value several times. */
const foundIn = new WeakMap<Prompt, Map<string, boolean>>();

function isTyped(prompt: Prompt, value: string | number, type: ParamType): boolean {
  let found = foundIn.get(prompt);
  if (found === undefined) foundIn.set(prompt, (found = new Map()));
  const key = `${type} ${value}`;
  let answer = found.get(key);
  if (answer === undefined) found.set(key, (answer = findTyped(prompt, value, type)));
  return answer;
}

/** Pieces of one prompt that are compared with one value; behind them it is not found. */
const triesMax = 10_000;

function findTyped({ text, workspace }: Prompt, value: string | number, type: ParamType): boolean {
  const landmark = landmarkOf(String(value), type);
  if (!text.toLowerCase().includes(landmark)) return false;
  let tries = 0;
  for (const run of tokenRunsOf(text, wordsIn(String(value)))) {
    // Normal forms are dear, and a prompt may have many thousand words.
    if (!run.toLowerCase().includes(landmark)) continue;
    if (normalValue(type, run, workspace) === value) return true;
    if (++tries === triesMax) return false;
  }
  return false;
}

/**
 * The longest plain word of a value, in small letters: whatever spells the value has it too. (Some
 * spelling may escape it; that value is then not known, which excuses nothing.) Of a path only the last
 * name, because a prompt may leave out where it begins.
 */
function landmarkOf(value: string, type: ParamType): string {
  const part = type === 'Path' ? value.slice(value.lastIndexOf('/') + 1) : value;
  const words = part.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
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
