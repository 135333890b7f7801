import { canonicalJson } from '../compiler/bundle/canonical-json.ts';
import type { RuleSet } from '../compiler/bundle/rules.ts';
import { compile } from '../compiler/compile.ts';
import { nearestRule } from '../compiler/coverage/nearest-rule.ts';
import { Explainer, type Explanation } from '../compiler/explain/explain.ts';
import type { Change } from '../compiler/explain/flip.ts';
import type { DecisionRequest } from '../compiler/evaluate/decision.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';
import type { Source } from '../dsl/source.ts';
import { cliError } from './errors.ts';
import { readProgram } from './sources.ts';
import { nearestText } from './test-report.ts';
import type { Terminal } from './terminal.ts';

/** Explains calls by the policies that somebody named. */
export interface PolicyExplainer {
  explain(request: DecisionRequest): Explanation;
  readonly sources: readonly Source[];
}

/**
 * Compiles policies to explain decisions by. With `rules` they must come to these, so that what is
 * explained is what decided. Throws SENTRELY_ERR_CLI_POLICIES.
 */
export function explainerOf(
  { folder }: Terminal,
  paths: readonly string[],
  wanted?: RuleSet,
): PolicyExplainer {
  const { rules, program, sources } = compile(readProgram(paths, folder));
  if (rules === undefined || program === undefined)
    throw cliError('SENTRELY_ERR_CLI_POLICIES', 'they have errors: run `sentrely check`');
  if (wanted !== undefined && meaningOf(rules) !== meaningOf(wanted))
    throw cliError('SENTRELY_ERR_CLI_POLICIES', 'the bundle was compiled from other policies');
  const explainer = new Explainer({ rules, program });
  return { explain: (request) => explainer.explain(request), sources };
}

/** Rules without their places: a folder may have another name here. */
function meaningOf(rules: RuleSet): string {
  const text = JSON.stringify(rules, (key, value: unknown) =>
    key === 'file' || key === 'line' ? undefined : value,
  );
  return canonicalJson(JSON.parse(text));
}

/** What there is to explain, for programs; what is absent is left out. */
export function explanationJson({ nearest, flip }: Explanation, sources: readonly Source[]) {
  return {
    ...(nearest === undefined
      ? {}
      : { nearest: { effect: nearest.effect, ...nearestRule(nearest, sources) } }),
    ...(flip === undefined ? {} : { flip }),
  };
}

/** The same for people: rows of a label and a text. */
export function explanationRows(
  { nearest, flip }: Explanation,
  sources: readonly Source[],
): readonly (readonly [string, string])[] {
  const missed =
    nearest === undefined
      ? 'no rule that missed could have changed it'
      : `${nearest.effect} ${nearestText(nearestRule(nearest, sources))}`;
  const by = flip === undefined || flip.rules.length === 0 ? '' : ` by ${flip.rules.join(', ')}`;
  const change =
    flip === undefined
      ? 'no small change of the call flips the verdict'
      : `${flip.verdict}${escapeHidden(by)} if ${flip.changes.map(changeText).join(' and ')}`;
  return [
    ['nearest', missed],
    ['flip', change],
  ];
}

function changeText({ param, from, to }: Change): string {
  const name = quote(param);
  if (to === undefined) return `${name} were left out`;
  const value = escapeHidden(JSON.stringify(to));
  return from === undefined ? `${name} were ${value}` : `${name} were ${value} instead`;
}
