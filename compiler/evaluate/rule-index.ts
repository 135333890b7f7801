import { builtInActions, builtInIndex, requestActions } from '../bundle/builtin-actions.ts';
import type { CommandEntry, PolicyEntry, RuleSet } from '../bundle/rules.ts';
import type { PlacedMonitor, PlacedOtherwise, PlacedRule } from './cell.ts';

/** What bears on one tool or action, of all policies. */
export interface About {
  readonly rules: readonly PlacedRule[];
  readonly monitors: readonly PlacedMonitor[];
}

/** Names actions: a rule, a monitor. */
interface Names {
  readonly actions: readonly number[];
}

/** Rules and monitors by what they are about. */
export class RuleIndex {
  readonly otherwise: readonly PlacedOtherwise[];
  readonly #rules: readonly PlacedRule[];
  readonly #monitors: readonly PlacedMonitor[];
  readonly #rulesOfTool: ReadonlyMap<number, readonly PlacedRule[]>;
  readonly #rulesOfAction: ReadonlyMap<number, readonly PlacedRule[]>;
  /** Actions that a shell text can bring about, without `opaque`. */
  readonly #shellActions: ReadonlySet<number>;
  readonly #opaque = builtInIndex('opaque');

  constructor({ policies, monitors, commands }: RuleSet) {
    this.#rules = placeRules(policies);
    this.#monitors = monitors.map((entry, index) => ({ entry, index }));
    this.#rulesOfTool = groupBy(this.#rules, ({ rule }) => rule.tools);
    this.#rulesOfAction = groupBy(this.#rules, ({ rule }) => rule.actions);
    this.#shellActions = shellActionsOf(commands);
    this.otherwise = placeOtherwise(policies, this.#rules.length);
  }

  ofTool(index: number): About {
    return {
      rules: this.#rulesOfTool.get(index) ?? [],
      monitors: this.#monitors.filter(({ entry }) => entry.tools.includes(index)),
    };
  }

  /** `opaque` may be any action of a shell. */
  ofAction(index: number): About {
    if (this.isOpaque(index)) {
      const { isNamed, isUnseen } = this.opaqueQuestions();
      const isAbout = (one: Names): boolean => isNamed(one) || isUnseen(one);
      return {
        rules: this.#rules.filter(({ rule }) => isAbout(rule)),
        monitors: this.#monitors.filter(({ entry }) => isAbout(entry)),
      };
    }
    return {
      rules: this.#rulesOfAction.get(index) ?? [],
      monitors: this.#monitors.filter(({ entry }) => entry.actions.includes(index)),
    };
  }

  isOpaque(index: number): boolean {
    return index === this.#opaque;
  }

  /** Whether something names `opaque` itself, or what it may hide. */
  opaqueQuestions(): { isNamed: (one: Names) => boolean; isUnseen: (one: Names) => boolean } {
    return {
      isNamed: ({ actions }) => actions.includes(this.#opaque),
      isUnseen: ({ actions }) => actions.some((action) => this.#shellActions.has(action)),
    };
  }
}

function shellActionsOf(commands: readonly CommandEntry[]): ReadonlySet<number> {
  const shell = new Set<number>();
  for (const [index, { name }] of builtInActions.entries()) {
    if (name !== 'opaque' && !requestActions.has(name)) shell.add(index);
  }
  for (const { options, forms } of commands) {
    const all = [...options, ...forms.flatMap((form) => [form, ...form.options])];
    for (const { does } of all) for (const { action } of does) shell.add(action);
  }
  return shell;
}

function placeRules(policies: readonly PolicyEntry[]): readonly PlacedRule[] {
  return policies
    .flatMap((policy) => policy.rules.map((rule) => ({ rule, policy })))
    .map((placed, order) => ({ ...placed, order }));
}

/** `otherwise` comes after all rules. */
function placeOtherwise(
  policies: readonly PolicyEntry[],
  start: number,
): readonly PlacedOtherwise[] {
  return policies.flatMap((policy, at) =>
    policy.otherwise === null ? [] : [{ entry: policy.otherwise, policy, order: start + at }],
  );
}

function groupBy(
  placed: readonly PlacedRule[],
  keys: (one: PlacedRule) => readonly number[],
): ReadonlyMap<number, readonly PlacedRule[]> {
  const groups = new Map<number, PlacedRule[]>();
  for (const one of placed) {
    for (const key of new Set(keys(one))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
  }
  return groups;
}
