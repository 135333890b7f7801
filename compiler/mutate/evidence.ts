import type { Example, Layer, Rule } from '../../dsl/ast.ts';
import type { Span } from '../../dsl/source.ts';
import type { ReferenceOutcome } from '../analyze/reference.ts';
import type { ConditionTests } from '../coverage/condition-tests.ts';
import { type Program, rulesOf, toolKey } from '../program.ts';
import { isExpected, requestOf, testCalls } from '../test-call.ts';
import type { Cells } from './cell.ts';
import { Scene } from './scene.ts';

/** A call of which the policies themselves say how it comes out. */
export interface Evidence {
  /** The {@link toolKey} of the call. */
  readonly tool: string;
  readonly scene: Scene;
  /** Where it is said. */
  readonly span: Span;
  readonly isMet: (outcome: ReferenceOutcome) => boolean;
}

/** The calls of the tests. */
export function testEvidence(
  { tests: blocks }: Program,
  cells: Cells,
  tests: ConditionTests,
): readonly Evidence[] {
  return testCalls(blocks).flatMap(({ testCase, request }) => {
    const tool = toolKey(testCase.tool);
    const cell = cells.find(request.agent, tool);
    if (cell === undefined) return [];
    const scene = new Scene(cell, tests, request);
    return { tool, scene, span: testCase.span, isMet: (got) => isExpected(testCase, got) };
  });
}

/** The examples of the rules, as calls of every agent that the rule is for. */
export function exampleEvidence(
  program: Program,
  cells: Cells,
  tests: ConditionTests,
): readonly Evidence[] {
  return rulesOf(program).flatMap(({ layer, rule }) =>
    rule.examples.flatMap((example) =>
      [...cells.audienceOf(layer)].flatMap((agent): readonly Evidence[] => {
        const tool = toolKey(example.tool);
        const cell = cells.find(agent, tool);
        if (cell === undefined) return [];
        const scene = new Scene(cell, tests, requestOf(agent, example));
        const isMet = (got: ReferenceOutcome) => isAsSaid(layer, rule, example, got);
        return [{ tool, scene, span: example.span, isMet }];
      }),
    ),
  );
}

/** What a named rule itself can bring about it must; one without a name may be any that does. */
function isAsSaid(
  layer: Layer,
  { name, effect, onUnknownAsk }: Rule,
  { verdict }: Example,
  got: ReferenceOutcome,
): boolean {
  if (got.verdict !== verdict) return false;
  const isOwn = verdict === effect || (verdict === 'ask' && onUnknownAsk);
  return !isOwn || name === undefined || got.rules.includes(`${layer.name.text}.${name.text}`);
}
