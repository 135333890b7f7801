import { describe, expect, it } from 'vitest';
import { Axes } from '../../../compiler/analyze/axis.ts';
import { Budget } from '../../../compiler/analyze/budget.ts';
import { situationsIn } from '../../../compiler/analyze/cell.ts';
import { proveClaims } from '../../../compiler/analyze/claims.ts';
import { analyzeDifference } from '../../../compiler/analyze/difference.ts';
import { historyAxes } from '../../../compiler/analyze/history-axis.ts';
import { lettersFor } from '../../../compiler/analyze/letters.ts';
import { literalAutomaton, Machine } from '../../../compiler/analyze/machine.ts';
import { Model } from '../../../compiler/analyze/model.ts';
import { atomsOf } from '../../../compiler/analyze/situations.ts';
import { Vocabulary } from '../../../compiler/analyze/vocabulary.ts';
import { compiled, prelude } from './programs.ts';

/** A text for each number below `count`, one after the other. */
function each(count: number, text: (at: number) => string, separator = '\n'): string {
  return Array.from({ length: count }, (_, at) => text(at)).join(separator);
}

/** Tools whose calls are watched for, and which are allowed. */
function watched(count: number): string {
  return `${each(count, (at) => `tool W${at} { q: String } trusted "[].a"`)}
policy w for agent dev { ${each(count, (at) => `allow W${at}`)} }
`;
}

function flags(count: number): string {
  return `tool T { ${each(count, (at) => `b${at}: Bool`, ', ')} }\n`;
}

function policy(rules: string): string {
  return `policy p for agent dev {\n${rules}\n}\n`;
}

const text = 'tool T { x: String }\n';

/** Everything that decides the calls of `T`. */
function sideOf(program: string) {
  const vocabulary = new Vocabulary();
  const side = new Model(compiled(prelude + program), vocabulary).side('dev', 'tool T');
  const atoms = atomsOf(side.rules.flatMap(({ must, may, barred }) => [must, may, barred]));
  return { vocabulary, side, atoms };
}

/** Steps that remember the most that was taken at once. */
class Counted extends Budget {
  largest = 0;

  override spend(steps: number): boolean {
    this.largest = Math.max(this.largest, steps);
    return super.spend(steps);
  }
}

/** How many kinds of calls of `T` are looked at with some steps, and whether these are all. */
function cell(
  program: string,
  steps = 20_000_000,
): { readonly kinds: number; readonly isComplete: boolean } {
  const { vocabulary, side } = sideOf(program);
  const search = { axes: new Axes(vocabulary), sides: [side], budget: new Budget(steps) };
  const { list, isComplete } = situationsIn(search);
  return { kinds: list.length, isComplete };
}

/** What becomes of claims. */
function proved(program: string): readonly string[] {
  return proveClaims(compiled(prelude + program)).map(({ status, gap }) =>
    gap === null ? status : `${status}: ${gap.why}`,
  );
}

describe('many rules that have nothing to do with each other', () => {
  it('each that asks of what happened before is looked at alone, sure or not', () => {
    const after = policy(`allow T\n${each(100, (at) => `rule r${at} ask T when after W${at}`)}`);
    expect(cell(watched(100) + text + after)).toEqual({ kinds: 201, isComplete: true });
    const count = policy(
      `allow T\n${each(100, (at) => `rule r${at} ask T when count W${at} > ${at}`)}`,
    );
    expect(cell(watched(100) + text + count)).toEqual({ kinds: 201, isComplete: true });
  });

  it('each flag is looked at alone', () => {
    const rules = policy(`allow T\n${each(40, (at) => `rule r${at} deny T when .b${at} == true`)}`);
    expect(cell(flags(40) + rules)).toEqual({ kinds: 41, isComplete: true });
  });

  it('of grants one for each layer, and what forbids or asks beside them', () => {
    const allows = policy(each(30, (at) => `rule a${at} allow T when .b${at} == true`));
    const denies = `guard g for all agents { ${each(10, (at) => `rule d${at} deny T when .b${30 + at} == true`)} }`;
    // Nothing, one of either, and one of each.
    expect(cell(flags(40) + allows + denies)).toEqual({
      kinds: 1 + 30 + 10 + 30 * 10,
      isComplete: true,
    });
  });

  it('rules about one argument are no product', () => {
    const literals = policy(
      `allow T\n${each(300, (at) => `rule r${at} deny T when .x == "v${at}"`)}`,
    );
    // Each text, another one, and what nobody can read.
    expect(cell(text + literals)).toEqual({ kinds: 302, isComplete: true });
    const under = policy(
      `allow T\n${each(60, (at) => `rule r${at} deny T when .x under "d${at}"`)}`,
    );
    expect(cell(`tool T { x: Path }\n${under}`)).toEqual({ kinds: 62, isComplete: true });
    const from = policy(each(50, (at) => `rule r${at} allow T when .x from W${at}`));
    expect(cell(watched(50) + text + from)).toEqual({ kinds: 51, isComplete: true });
  });

  it('claims are proved and broken', () => {
    const asks = policy(
      `allow T\n${each(100, (at) => `rule r${at} ask T when after W${at}`)}\nrule b ask T when .x == "b"`,
    );
    const denies = 'guard g for all agents { rule no deny T when .x == "a" }\n';
    const claims = `never "a" { agent dev does T where .x == "a" }
never "b" { agent dev does T where .x == "b" }
never without approval "c" { agent dev does T where .x == "b" }
never without approval "d" { agent dev does T where .x == "c" }
`;
    expect(proved(watched(100) + text + asks + denies + claims)).toEqual([
      'proved',
      'broken',
      'proved',
      'broken',
    ]);
  });

  it('a change of one of them is found, and nothing else', () => {
    const rules = (changed: string) =>
      compiled(
        `${prelude}${watched(100)}${text}${policy(`allow T\n${each(100, (at) => `rule r${at} ${at === 63 ? changed : 'ask'} T when after W${at}`)}`)}`,
      );
    const { differences, inconclusive } = analyzeDifference(rules('ask'), rules('deny'));
    expect(inconclusive).toEqual([]);
    expect([...new Set(differences.map(({ kind }) => kind))]).toEqual(['newly-denied']);
    expect(differences.every(({ to }) => to.rules.join() === 'p.r63')).toBe(true);
  });
});

describe('more than can be looked at', () => {
  /** No rule is independent of the next, so that nothing is apart. */
  const chain =
    flags(40) +
    policy(
      `allow T\n${each(40, (at) => `rule r${at} deny T when .b${at} == true and .b${(at + 1) % 40} == false`)}`,
    );

  it('proves nothing, and says so', () => {
    const claim = 'never "a" { agent dev does T where .b3 == true and .b4 == false }';
    expect(proved(chain + claim)).toEqual([
      'inconclusive: the rules ask more of its arguments than can be looked at wholly',
    ]);
  });

  it('few steps hold few situations', () => {
    const [some, more] = [100_000, 1_000_000].map((steps) => cell(chain, steps));
    expect([some?.isComplete, more?.isComplete]).toEqual([false, false]);
    expect(some?.kinds).toBeLessThan(300);
    expect(more?.kinds).toBeLessThan(3000);
  });

  it('intervals of one count are charged', () => {
    const rules = each(100, (at) => `rule r${at} ask T when count W0 > ${at}`);
    const { vocabulary, atoms } = sideOf(watched(1) + text + policy(rules));
    const axes = [10_000, 10_000_000].map((steps) => {
      const [axis] = historyAxes({ vocabulary, atoms, budget: new Budget(steps) });
      return [axis?.points.length, axis?.isComplete];
    });
    expect(axes[0]?.[1]).toBe(false);
    // Every pair of 101 counts that conditions tell apart.
    expect(axes[1]).toEqual([(101 * 102) / 2, true]);
  });

  it('characters that automata read are charged', () => {
    const machine = new Machine(literalAutomaton(['abc']));
    const runs = Array.from({ length: 100 }, () => ({ machine, start: 0, reads: 'text' as const }));
    const budget = new Budget(150);
    expect(lettersFor({ runs, isLegal: () => true, budget })).toHaveLength(1);
    expect(budget.isSpent).toBe(true);
  });

  it('parts of addresses are charged before they are put together', () => {
    const rules = each(
      40,
      (at) => `rule r${at} deny T when .u.host == "h${at}.com" and .u.path == "/${at}"`,
    );
    const { vocabulary, side, atoms } = sideOf(`tool T { u: Url }\n${policy(rules)}`);
    const params = [{ name: 'u', entries: side.params ?? [] }];
    const budget = new Counted(10_000_000);
    new Axes(vocabulary).of(params, atoms, budget);
    expect(budget.largest).toBeGreaterThan(40 * 40);
  });
});
