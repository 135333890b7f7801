import type { IToken } from '../../tokens.ts';
import { EffectWord, LayerWord, Text } from '../../tokens.ts';
import { readString } from '../../string-literal.ts';
import type { Call, Expectation, Trace } from '../grammar-walk.ts';
import type { PolicySymbol } from '../symbols.ts';

/** What was read before the cursor, asked for what completion must know of it. */

/** The innermost call of a rule that another call is in, or is. */
export function callOf(rule: string, from: Call | undefined): Call | undefined {
  for (let call = from; call !== undefined; call = call.parent) {
    if (call.rule === rule) return call;
  }
  return undefined;
}

/** What was read in a call, in calls from it too, from the last token to the first. */
function* readIn(call: Call, from: Trace | undefined): Generator<Trace> {
  for (let trace = from; trace !== undefined; trace = trace.before) {
    if (isWithin(trace.call, call)) yield trace;
  }
}

function isWithin(inner: Call | undefined, outer: Call): boolean {
  for (let call = inner; call !== undefined; call = call.parent) if (call === outer) return true;
  return false;
}

/** The tokens of the nearest call of a rule around the cursor, in order. */
export function tokensOf(rule: string, { call, trace }: Expectation): readonly IToken[] {
  const own = callOf(rule, call);
  return own === undefined ? [] : [...readIn(own, trace)].map(({ token }) => token).toReversed();
}

/** `allow`, `ask` or `deny` of the rule around the cursor. */
export function effectOf({ call, trace }: Expectation): string | undefined {
  return textIn('rule', EffectWord.name, call, trace);
}

/** `policy` or `guard` of the block around the cursor. */
export function layerKindOf({ call, trace }: Expectation): string | undefined {
  return textIn('layer', LayerWord.name, call, trace);
}

function textIn(
  rule: string,
  type: string,
  call: Call,
  from: Trace | undefined,
): string | undefined {
  const own = callOf(rule, call);
  for (let trace = from; trace !== undefined; trace = trace.before) {
    const isOfType = trace.token.tokenType.CATEGORIES?.some(({ name }) => name === type);
    if (trace.call === own && isOfType === true) return trace.token.image;
  }
  return undefined;
}

/** The tools named before the cursor by the rule, the test call or the claim around it. */
export function targetsOf({ call, trace: from }: Expectation): readonly PolicySymbol[] {
  const owner = ['testCase', 'example', 'table', 'deed', 'rule']
    .flatMap((rule) => callOf(rule, call) ?? [])
    .at(0);
  const names = new Map<Call, IToken[]>();
  for (let trace = from; trace !== undefined; trace = trace.before) {
    const isName = trace.call.rule === 'toolName' && trace.call.parent === owner;
    if (isName) names.set(trace.call, [trace.token, ...(names.get(trace.call) ?? [])]);
  }
  return [...names.values()].map(toolOf);
}

/** `Read`, or `mcp SERVER . NAME`. */
function toolOf(tokens: readonly IToken[]): PolicySymbol {
  const texts = tokens.map(wordOf);
  if (tokens.length < 4) return { kind: 'tool', scope: '', name: texts.at(-1) ?? '' };
  return { kind: 'tool', scope: texts[1] ?? '', name: texts[3] ?? '' };
}

/** The text of a word or a string. */
export function wordOf({ tokenType, image }: IToken): string {
  return tokenType === Text ? readString(image) : image;
}

/** The parts of the field before the cursor, in the condition around it: `.url.host`. */
export function fieldOf({ call, trace: from }: Expectation): readonly string[] {
  const primary = callOf('primary', call);
  const parts: string[] = [];
  for (let trace = from; trace !== undefined; trace = trace.before) {
    const isPart = trace.call.rule === 'field' && trace.call.parent === primary;
    if (isPart && trace.token.tokenType.name !== 'Dot') parts.unshift(wordOf(trace.token));
  }
  return parts;
}
