import { assert } from '../../dsl/assert.ts';
import type { Layer, Rule } from '../../dsl/ast.ts';
import type { Source, Span } from '../../dsl/source.ts';
import { Analysis } from '../analyze/analysis.ts';
import type { CellSituation } from '../analyze/cell.ts';
import type { Compiled, Side, SideRule } from '../analyze/model.ts';
import { judge, type Judgement, type SideTruths } from '../analyze/judge.ts';
import type { Argument } from '../analyze/vocabulary.ts';
import type { Compilation } from '../compile.ts';
import { type Program, ruleId } from '../program.ts';
import { type Subject, subjectsOfRule } from '../subject.ts';
import { testPolicies } from '../test-policies.ts';

/** A rule of the program, with the block it stands in and what it is about. */
export interface PlacedRule {
  readonly id: string;
  readonly layer: Layer;
  readonly rule: Rule;
  readonly subjects: readonly Subject[];
}

/** A kind of calls, with what is decided about them. */
export interface Kind extends Argument, SideTruths {
  readonly judgement: Judgement;
}

/** All calls of one subject by agents that the program treats alike. */
export interface LintCell {
  readonly agents: readonly string[];
  readonly subject: Subject;
  readonly side: Side;
  readonly kinds: readonly Kind[];
  /** False if there are kinds of calls that were not looked at: then nothing is proved. */
  readonly isComplete: boolean;
}

/** A rule in one of its cells. */
export interface RuleInCell {
  readonly cell: LintCell;
  readonly rule: SideRule;
  /** Its place among the rules of the cell. */
  readonly at: number;
}

/** What rules look at: the program, and everything that can be proved about it. */
export class LintContext {
  readonly compiled: Compiled;
  readonly program: Program;
  readonly analysis: Analysis;
  readonly rules: readonly PlacedRule[];
  readonly #compilation: Compilation;
  #cells: readonly LintCell[] | undefined;
  #byRule: ReadonlyMap<string, readonly RuleInCell[]> | undefined;
  #byAgent: ReadonlyMap<string, LintCell> | undefined;
  #tested: ReadonlySet<string> | undefined;

  constructor(compilation: Compilation) {
    const { rules, program } = compilation;
    assert(rules !== undefined && program !== undefined, 'only a program without errors is linted');
    this.#compilation = compilation;
    this.compiled = { rules, program };
    this.program = program;
    this.analysis = new Analysis(this.compiled);
    this.rules = program.layers.flatMap((layer) =>
      layer.rules.map((rule, index) => ({
        id: ruleId(layer, rule, index),
        layer,
        rule,
        subjects: subjectsOfRule(program, rule),
      })),
    );
  }

  /** Every subject that a rule is about, of every agent, with all kinds of calls. */
  get cells(): readonly LintCell[] {
    this.#cells ??= this.#findCells();
    return this.#cells;
  }

  /** The cells in which a rule has a say. */
  cellsOf(id: string): readonly RuleInCell[] {
    this.#byRule ??= groupByRule(this.cells);
    return this.#byRule.get(id) ?? [];
  }

  /** The cell of the calls of one agent; undefined for an action that no rule is about. */
  cellOf(agent: string, { key }: Subject): LintCell | undefined {
    this.#byAgent ??= new Map(
      this.cells.flatMap((cell) =>
        cell.agents.map((name) => [`${name} ${cell.subject.key}`, cell]),
      ),
    );
    return this.#byAgent.get(`${agent} ${key}`);
  }

  /** Ids of the rules and `otherwise` that decide some test. */
  get tested(): ReadonlySet<string> {
    this.#tested ??= new Set(testPolicies(this.#compilation).cases.flatMap(({ rules }) => rules));
    return this.#tested;
  }

  /** The text of a place in the sources. */
  textOf({ file, start, end }: Span): string {
    const source = this.#compilation.sources.find((each: Source) => each.file === file);
    return source?.text.slice(start, end) ?? '';
  }

  #findCells(): readonly LintCell[] {
    const { program, analysis } = this;
    const cells = new Map<string, LintCell & { readonly agents: string[] }>();
    const ruled = new Set(this.rules.flatMap(({ subjects }) => subjects));
    for (const subject of program.subjects.values()) {
      if (subject.kind === 'action' && !ruled.has(subject)) continue;
      for (const agent of program.agents.keys()) {
        const side = analysis.model.side(agent, subject.key);
        const key = `${subject.key} ${JSON.stringify([side.rules.map(identity), side.layers])}`;
        const known = cells.get(key);
        if (known !== undefined) known.agents.push(agent);
        else cells.set(key, { agents: [agent], subject, side, ...kindsOf(analysis, side) });
      }
    }
    return [...cells.values()];
  }
}

function identity({ id, approval }: SideRule): unknown {
  return [id, approval];
}

function kindsOf(analysis: Analysis, side: Side): Pick<LintCell, 'kinds' | 'isComplete'> {
  const { list, isComplete } = analysis.situations(side);
  return { kinds: list.map((situation) => kindOf(side, situation)), isComplete };
}

/** A situation with what the rules of a side decide in it. */
export function kindOf(side: Side, { sides, input, workspace, assumed }: CellSituation): Kind {
  const [seen] = sides;
  assert(seen !== undefined, 'a situation is seen from every side');
  const { must, may, barred, isGranted } = seen;
  const judgement = judge(side, seen);
  return { input, workspace, assumed, must, may, barred, isGranted, judgement };
}

function groupByRule(cells: readonly LintCell[]): ReadonlyMap<string, readonly RuleInCell[]> {
  const groups = new Map<string, RuleInCell[]>();
  for (const cell of cells) {
    for (const [at, rule] of cell.side.rules.entries()) {
      const group = groups.get(rule.id);
      if (group === undefined) groups.set(rule.id, [{ cell, rule, at }]);
      else group.push({ cell, rule, at });
    }
  }
  return groups;
}
