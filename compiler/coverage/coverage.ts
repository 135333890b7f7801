import { assert } from '../../dsl/assert.ts';
import type { Effect, Rule, Test, ToolDeclaration } from '../../dsl/ast.ts';
import { conditionText } from '../../dsl/print/condition-text.ts';
import type { Span } from '../../dsl/source.ts';
import type { RuleSet } from '../bundle/rules.ts';
import { wireName } from '../bundle/tool-name.ts';
import type { Compilation } from '../compile.ts';
import { callFacets } from '../call-facets.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { planRules } from '../evaluate/plan.ts';
import { isLibrary } from '../imports/library.ts';
import { type Program, ruleId, toolText } from '../program.ts';
import { type Subject, subjectsOfRule } from '../subject.ts';
import { requestOf } from '../test-call.ts';
import { playTests } from '../test-session.ts';
import { type Atom, type AtomOutcome, atomsOf, outcomesToShow } from './atom.ts';
import { ConditionTests } from './condition-tests.ts';
import { audiencesOf, isAbout } from './reach.ts';

/** What tests showed of an atom, whether or not it mattered for the verdict. */
export interface AtomCoverage {
  readonly span: Span;
  /** As the formatter writes it. */
  readonly text: string;
  /** On how many calls it came out so. */
  readonly seen: Readonly<Record<AtomOutcome, number>>;
  /** What has to be seen; see {@link outcomesToShow}. */
  readonly toShow: readonly AtomOutcome[];
}

/** What tests showed of a rule, or of an `otherwise ask`. */
export interface RuleCoverage {
  readonly id: string;
  readonly effect: Effect;
  readonly span: Span;
  /** On how many calls it was among the rules that decided. */
  readonly decided: number;
  readonly atoms: readonly AtomCoverage[];
}

/** How many calls were of a declared tool, or by a declared agent. */
export interface NameCoverage {
  readonly kind: 'tool' | 'agent';
  readonly name: string;
  readonly span: Span;
  readonly calls: number;
}

/** What the tests of a program reach. */
export interface Coverage {
  readonly rules: readonly RuleCoverage[];
  readonly names: readonly NameCoverage[];
}

/**
 * Measures what tests reach of a compilation without errors. The examples of rules count with them;
 * what libraries declare is not measured.
 */
export function measureCoverage(
  { rules, program }: Compilation,
  tests: readonly Test[] | undefined = program?.tests,
): Coverage {
  assert(rules !== undefined && program !== undefined, 'only a program without errors is measured');
  const plan = planRules(rules);
  const tally = new Tally(program, rules);
  const calls = playTests({ rules }, plan, tests ?? []).map(({ request }) => request);
  for (const request of calls) tally.countAgent(request.agent);
  for (const request of [...calls, ...exampleCalls(program)]) {
    const { rules: deciding } = decide(plan, request);
    const ids = deciding.map(({ id }) => id);
    tally.count(request, ids);
  }
  return tally.coverage();
}

/** The examples of rules, each as a call of the first agent that it is for. */
function exampleCalls(program: Program): readonly DecisionRequest[] {
  const audiences = audiencesOf(program);
  return program.layers.flatMap(({ rules }, at) => {
    const [agent] = audiences[at] ?? [];
    if (agent === undefined) return [];
    return rules.flatMap(({ examples }) => examples.map((example) => requestOf(agent, example)));
  });
}

interface AtomTally {
  readonly atom: Atom;
  readonly seen: Record<AtomOutcome, number>;
}

interface RuleTally {
  readonly id: string;
  readonly rule: Rule;
  readonly agents: ReadonlySet<string>;
  readonly atoms: readonly AtomTally[];
}

const outcomes = { yes: 'true', no: 'false', unknown: 'unknown' } as const;

class Tally {
  readonly #program: Program;
  readonly #tests: ConditionTests;
  readonly #rules: readonly RuleTally[];
  /** By the key of the subject. */
  readonly #rulesOfSubject = new Map<string, readonly RuleTally[]>();
  readonly #decided = new Map<string, number>();
  readonly #toolCalls = new Map<string, number>();
  readonly #agentCalls = new Map<string, number>();

  constructor(program: Program, rules: RuleSet) {
    this.#program = program;
    this.#tests = new ConditionTests(program, rules);
    const audiences = audiencesOf(program);
    this.#rules = program.layers.flatMap((layer, at) =>
      layer.rules.map((rule, index) => ({
        id: ruleId(layer, rule, index),
        rule,
        agents: audiences[at] ?? new Set(),
        atoms: [...atomsOf(rule.when), ...atomsOf(rule.unless)].map((atom) => ({
          atom,
          seen: { true: 0, false: 0, unknown: 0 },
        })),
      })),
    );
  }

  countAgent(agent: string): void {
    increase(this.#agentCalls, agent);
  }

  count(request: DecisionRequest, deciding: readonly string[]): void {
    const key = wireName(request.server, request.tool);
    if (!this.#program.tools.has(key)) return;
    increase(this.#toolCalls, key);
    for (const id of deciding) increase(this.#decided, id);
    for (const { subject, facts } of callFacets(this.#program, request)) {
      for (const { agents, atoms } of this.#rulesAbout(subject)) {
        if (!agents.has(request.agent)) continue;
        for (const { atom, seen } of atoms) {
          seen[outcomes[this.#tests.atomTruth(atom, subject, facts)]]++;
        }
      }
    }
  }

  coverage(): Coverage {
    const { layers, tools, agents } = this.#program;
    const otherwise = layers.flatMap(({ name, otherwise }): readonly RuleCoverage[] => {
      if (otherwise === undefined) return [];
      const id = `${name.text}.otherwise`;
      return [{ id, effect: 'ask', span: otherwise.span, decided: this.#timesOf(id), atoms: [] }];
    });
    const isMeasured = ({ span }: { readonly span: Span }): boolean => !isLibrary(span.file);
    return {
      rules: [...this.#rules.map((tally) => this.#ruleCoverage(tally)), ...otherwise].filter(
        isMeasured,
      ),
      names: [
        ...[...tools].map(([key, tool]) => toolCoverage(tool, this.#toolCalls.get(key) ?? 0)),
        ...[...agents].map(([name, { span }]): NameCoverage => {
          return { kind: 'agent', name, span, calls: this.#agentCalls.get(name) ?? 0 };
        }),
      ].filter(isMeasured),
    };
  }

  #ruleCoverage({ id, rule, atoms }: RuleTally): RuleCoverage {
    const { effect, span } = rule;
    const subjects = subjectsOfRule(this.#program, rule);
    const covered = atoms.map(({ atom, seen }): AtomCoverage => {
      const toShow = outcomesToShow(atom, subjects);
      return { span: atom.span, text: conditionText(atom), seen, toShow };
    });
    return { id, effect, span, decided: this.#timesOf(id), atoms: covered };
  }

  #timesOf(id: string): number {
    return this.#decided.get(id) ?? 0;
  }

  #rulesAbout(subject: Subject): readonly RuleTally[] {
    const known = this.#rulesOfSubject.get(subject.key);
    if (known !== undefined) return known;
    const about = this.#rules.filter(({ rule }) => isAbout(this.#program, rule, subject));
    this.#rulesOfSubject.set(subject.key, about);
    return about;
  }
}

function toolCoverage({ tool, span }: ToolDeclaration, calls: number): NameCoverage {
  return { kind: 'tool', name: toolText(tool), span, calls };
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
