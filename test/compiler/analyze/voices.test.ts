import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Axes } from '../../../compiler/analyze/axis.ts';
import { Budget } from '../../../compiler/analyze/budget.ts';
import { type CellSituation, situationsIn } from '../../../compiler/analyze/cell.ts';
import { judge, type Judgement } from '../../../compiler/analyze/judge.ts';
import { Model, type Side } from '../../../compiler/analyze/model.ts';
import { Vocabulary } from '../../../compiler/analyze/vocabulary.ts';
import { isSame } from '../../../compiler/lint/proof.ts';
import { compiled, prelude } from './programs.ts';

const tools = `tool W0 { q: String }
tool W1 { q: String }
tool W2 { q: String }
tool T { x: String, b?: Bool, c: Bool }
`;

const atom = fc.constantFrom(
  'after W0',
  'after W1',
  'count W2 > 1',
  'not after W1',
  '.x == "a"',
  '.b == true',
  '.c == true',
  'not (.c == true)',
);
const condition = fc.oneof(
  { weight: 4, arbitrary: atom },
  fc
    .tuple(atom, fc.constantFrom('and', 'or'), atom)
    .map(([one, op, other]) => (one === other ? one : `(${one}) ${op} (${other})`)),
);
const effect = fc.constantFrom('allow', 'ask', 'deny');
const rule = fc.record({ effect, condition, isLenient: fc.boolean(), isTeam: fc.boolean() });
const layer = fc.record({
  rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
  isOpen: fc.boolean(),
  asks: fc.boolean(),
});
const program = fc.array(layer, { minLength: 1, maxLength: 2 }).map((layers) =>
  layers
    .map(
      ({ rules, isOpen, asks }, at) => `policy p${at} for agent dev {
${isOpen ? 'allow T\n' : ''}${rules.map(textOf).join('\n')}
${asks ? 'otherwise ask' : ''}
}`,
    )
    .join('\n'),
);

type Rule = Parameters<Parameters<typeof rule.map>[0]>[0];

function textOf({ effect: verb, condition: when, isLenient, isTeam }: Rule, at: number): string {
  const people = verb === 'ask' && isTeam ? ' approval 1 of team "acme/platform"' : '';
  const lenient = verb === 'deny' && isLenient ? ' on unknown ask' : '';
  return `rule r${at} ${verb} T when ${when}${lenient}${people}`;
}

/** Everything that is found of some sides, and again where independent rules are looked at apart. */
function twice(programs: readonly string[]) {
  const vocabulary = new Vocabulary();
  const axes = new Axes(vocabulary);
  const sides = programs.map((text) =>
    new Model(compiled(prelude + tools + text), vocabulary).side('dev', 'tool T'),
  );
  const [whole, apart] = [Infinity, 0].map((most) => {
    // The condition of a rule is asked for by itself as well, as a claim may ask for it.
    const more = sides.flatMap(({ rules }) => rules.slice(0, 1).map(({ when }) => when.may));
    const found = situationsIn({ axes, sides, more, budget: Budget.forQuestion(), most });
    expect(found.isComplete).toBe(true);
    return found.list;
  });
  return { sides, whole: whole ?? [], apart: apart ?? [] };
}

function judged(side: Side, at: number, { sides }: CellSituation): Judgement {
  const seen = sides[at];
  if (seen === undefined) throw new Error('each side sees a situation');
  return judge(side, seen);
}

/** What is asked of situations: which verdicts there are, and what each rule does to them. */
function answers(side: Side, list: readonly CellSituation[]): readonly string[] {
  const found = new Set<string>();
  for (const situation of list) {
    const [seen] = situation.sides;
    if (seen === undefined) throw new Error('each side sees a situation');
    const now = judge(side, seen);
    found.add(now.verdict);
    if (situation.more[0] === true) found.add(`${now.verdict} where it is asked for`);
    for (const id of now.rules) if (id.endsWith('otherwise')) found.add(`${id} decides`);
    side.rules.forEach(({ id, effect: verb }, rule) => {
      if (seen.must[rule] !== true && seen.may[rule] !== true) return;
      found.add(`${id} fires`);
      if (verb !== 'deny' && (now.verdict !== 'deny' || now.rules.length === 0))
        found.add(`${id} fires where nothing forbids`);
      const less = (truths: readonly boolean[]) => truths.map((truth, at) => at !== rule && truth);
      const without = judge(side, { ...seen, must: less(seen.must), may: less(seen.may) });
      if (!isSame(now, without)) found.add(`${id} matters`);
      if (now.verdict === 'ask' && without.verdict === 'allow') found.add(`${id} narrows`);
    });
  }
  return [...found].sort();
}

it('rules that are looked at apart show what all situations show', () => {
  fc.assert(
    fc.property(program, (text) => {
      const { sides, whole, apart } = twice([text]);
      const [side] = sides;
      if (side === undefined) throw new Error('there is one side');
      expect(answers(side, apart)).toEqual(answers(side, whole));
    }),
    { numRuns: 150 },
  );
});

it('and so they do of two programs', () => {
  const pairs = (sides: readonly Side[], list: readonly CellSituation[]) => {
    const found = list.map((situation) => {
      const [from, to] = sides.map((side, at) => judged(side, at, situation));
      if (from === undefined || to === undefined) throw new Error('there are two sides');
      return `${from.verdict} ${to.verdict} ${isSame(from, to)}`;
    });
    return [...new Set(found)].filter((each) => each.endsWith('false')).sort();
  };
  fc.assert(
    fc.property(program, program, (one, other) => {
      const { sides, whole, apart } = twice([one, other]);
      expect(pairs(sides, apart)).toEqual(pairs(sides, whole));
    }),
    { numRuns: 100 },
  );
});
