import type { Condition, Rule } from '../../dsl/ast.ts';
import type { Span } from '../../dsl/source.ts';
import { decideByReference, type ReferenceOutcome } from '../analyze/reference.ts';
import type { ConditionTests } from '../coverage/condition-tests.ts';
import { type CallFacet, callFacets, isUnseenAction } from '../call-facets.ts';
import { bearsOn, isAbout } from '../coverage/reach.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import type { Truth } from '../evaluate/truth.ts';
import type { Program } from '../program.ts';
import { opaqueAction, subjectsOfRule } from '../subject.ts';
import type { Cell, Excerpt } from './cell.ts';
import type { Change, RuleChange } from './mutant.ts';

const nowhere: Span = { file: '', start: 0, end: 0 };

/** Unknown on every call: no parameter has an empty name, and what reads an absent one is unknown. */
const unknown: Condition = {
  kind: 'matches',
  field: { kind: 'field', path: [{ text: '', span: nowhere }], span: nowhere },
  pattern: { text: '', span: nowhere },
  span: nowhere,
};

/**
 * One call and the rules that may hold on it: a rule that is false says nothing, so that it is left
 * out once, and a thousand mutants are judged by the few that remain.
 */
export class Scene {
  readonly request: DecisionRequest;
  readonly #cell: Cell;
  readonly #tests: ConditionTests;
  readonly #facets: readonly CallFacet[];
  readonly #isOpaque: boolean;
  #heard: readonly Excerpt[] | undefined;

  /** `request` is a call of the cell's tool, with arguments as the tool declares them. */
  constructor(cell: Cell, tests: ConditionTests, request: DecisionRequest) {
    this.request = request;
    this.#cell = cell;
    this.#tests = tests;
    this.#facets = callFacets(cell.program, request);
    this.#isOpaque = this.#facets.some(({ subject }) => subject.key === `action ${opaqueAction}`);
  }

  /** Whether a changed rule says something else about the call; quick, and right about "no". */
  mayDiffer(change: Change): boolean {
    return change.layer !== undefined || this.#changesOf(change).some((one) => this.#differs(one));
  }

  /** The decision on the call, by the program as it is or as changed. */
  decide(change?: Change): ReferenceOutcome {
    const { layers, ...rest } = this.programOf(change);
    const settled = layers.map((layer) => {
      return { ...layer, rules: layer.rules.map((rule) => this.#settled(rule)) };
    });
    return decideByReference({ ...rest, layers: settled }, this.request);
  }

  /** The program, as it is or as changed, without what says nothing about this call. */
  programOf(change?: Change): Program {
    this.#heard ??= this.#cell.excerpts.map(({ layer, rules }) => {
      return { layer, rules: rules.filter((rule) => this.#isHeard(rule)) };
    });
    const changes = change === undefined ? [] : this.#changesOf(change);
    const layers = this.#heard.map(({ layer, rules }) => {
      const head = change?.layer?.from === layer ? change.layer.to : layer;
      const here = changes.filter((each) => each.layer === layer);
      return { ...head, rules: here.length === 0 ? rules : this.#changed(rules, here) };
    });
    return { ...this.#cell.program, layers };
  }

  /** Changed rules come last: one that was left out may hold now, and order means nothing. */
  #changed(rules: readonly Rule[], changes: readonly RuleChange[]): readonly Rule[] {
    const gone = new Set(changes.map(({ from }) => from));
    const come = changes.flatMap(({ to }) => (to !== undefined && this.#isHeard(to) ? to : []));
    return [...rules.filter((rule) => !gone.has(rule)), ...come];
  }

  /** The rule with conditions that are quickly judged and come to the same. */
  #settled(rule: Rule): Rule {
    // What differs from one thing that the call does to another is judged as it stands.
    if (this.#facetsOf(rule).length !== 1 || this.#isOpaque) return rule;
    const isTrue = this.#truthOf(rule) === 'yes';
    // Whether a lenient rule asks depends on why it is unknown.
    if (!isTrue && rule.onUnknownAsk) return rule;
    const targets = rule.targets.map((target) =>
      target.kind === 'action' ? { ...target, commands: [] } : target,
    );
    return { ...rule, targets, when: isTrue ? undefined : unknown, unless: undefined };
  }

  #isHeard(rule: Rule): boolean {
    return this.#truthOf(rule) !== 'no';
  }

  #changesOf({ rules }: Change): readonly RuleChange[] {
    const { program, tool } = this.#cell;
    return rules.filter(({ from }) => bearsOn(program, from, tool));
  }

  #differs({ from, to }: RuleChange): boolean {
    const before = this.#truthsOf(from).join();
    const after = to === undefined ? '' : this.#truthsOf(to).join();
    if (before !== after) return true;
    const isSameKind = from.effect === to?.effect && !from.onUnknownAsk && !to.onUnknownAsk;
    return !isSameKind && this.#isHeard(from);
  }

  /** The truths of a rule on all that it is about; unknown where nobody can read what is done. */
  #truthsOf(rule: Rule): readonly Truth[] {
    const { program } = this.#cell;
    const truths = this.#facetsOf(rule).map(({ subject, facts }) =>
      this.#tests.ruleTruth(rule, subject, facts),
    );
    const isUnseen =
      this.#isOpaque &&
      subjectsOfRule(program, rule).some(({ name }) => isUnseenAction(program, name));
    return isUnseen ? [...truths, 'unknown'] : truths;
  }

  #truthOf(rule: Rule): Truth {
    const truths = this.#truthsOf(rule);
    if (truths.includes('yes')) return 'yes';
    return truths.includes('unknown') ? 'unknown' : 'no';
  }

  #facetsOf(rule: Rule): readonly CallFacet[] {
    return this.#facets.filter(({ subject }) => isAbout(this.#cell.program, rule, subject));
  }
}
