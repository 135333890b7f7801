import { expect, it } from 'vitest';
import { Analysis } from '../../../compiler/analyze/analysis.ts';
import { compiled, prelude } from './programs.ts';

it('a condition beside the rules is not taken for a rule that another tool has', () => {
  const program = compiled(`${prelude}tool A { n: Int }
tool B { n: Int }
policy p for agent dev {
  allow A, B when .n < 5
  rule d deny A when .n == 3
}`);
  const analysis = new Analysis(program);
  const [, deny] = program.program.layers[0]?.rules ?? [];
  const tool = program.program.subjects.get('tool B');
  if (deny?.when === undefined || tool === undefined) throw new Error('both are declared');
  const alone = analysis.situations(analysis.model.side('dev', 'tool A'));
  const beside = analysis.situations(analysis.model.side('dev', 'tool B'), [
    analysis.question(deny.when, tool).may,
  ]);
  expect(alone.list.every(({ more }) => more.length === 0)).toBe(true);
  expect(beside.list.every(({ more }) => more.length === 1)).toBe(true);
  expect(beside.list).toHaveLength(3);
});
