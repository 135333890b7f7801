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

/** Rules of the grammar whose targets a field may be of, the innermost first. */
const owners = ['event', 'testCase', 'example', 'table', 'deed', 'rule'];

/** The tools and actions named before the cursor by the rule, call, event or claim around it. */
export function targetsOf({ call, trace: from }: Expectation): readonly PolicySymbol[] {
  const owner = owners.flatMap((rule) => callOf(rule, call) ?? []).at(0);
  const names = new Map<Call, IToken[]>();
  for (let trace = from; trace !== undefined; trace = trace.before) {
    if (isNameOf(owner, trace.call)) {
      names.set(trace.call, [trace.token, ...(names.get(trace.call) ?? [])]);
    }
  }
  return [...names].map(([{ rule }, tokens]) =>
    rule === 'toolName' ? toolOf(tokens) : actionOf(tokens),
  );
}

/** A tool stands there itself or as a target, an action only so. */
function isNameOf(owner: Call | undefined, { rule, parent }: Call): boolean {
  if (owner === undefined) return false;
  if (rule === 'toolName') return parent === owner || isTargetOf(owner, parent);
  return rule === 'actionName' && isTargetOf(owner, parent?.parent);
}

function isTargetOf(owner: Call, call: Call | undefined): boolean {
  return call?.rule === 'target' && call.parent === owner;
}

/** `GROUP . NAME`, or `opaque`. */
function actionOf(tokens: readonly IToken[]): PolicySymbol {
  const [first, , last] = tokens.map(wordOf);
  const isWhole = last !== undefined;
  return { kind: 'action', scope: isWhole ? (first ?? '') : '', name: last ?? first ?? '' };
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

/** The parts of the field at the cursor, or of the one that its comparison is about: `.url.host`. */
export function fieldOf({ call, trace: from }: Expectation): readonly string[] {
  const own = callOf('field', call);
  const comparison = callOf('comparison', call);
  const parts: string[] = [];
  for (let trace = from; trace !== undefined; trace = trace.before) {
    const { rule, parent } = trace.call;
    const isPart =
      own === undefined ? rule === 'field' && parent === comparison : trace.call === own;
    if (isPart && trace.token.tokenType.name !== 'Dot') parts.unshift(wordOf(trace.token));
  }
  return parts;
}

/** The names of the parameters that the declaration around the cursor has so far. */
export function paramsOf(rule: string, { call, trace: from }: Expectation): readonly string[] {
  const own = callOf(rule, call);
  const names: string[] = [];
  for (let trace = from; trace !== undefined; trace = trace.before) {
    const { call: inner, token } = trace;
    const isFirst = trace.before?.call !== inner;
    const isTop = inner.parent?.parent === own;
    if (own !== undefined && inner.rule === 'param' && isFirst && isTop)
      names.unshift(wordOf(token));
  }
  return names;
}
