import type { Effect, Layer, Rule } from '../../../dsl/ast.ts';
import { conditionText } from '../../../dsl/print/condition-text.ts';
import { targetText } from '../../subject.ts';
import { conditionVariants } from './condition.ts';
import { patternListVariants, type Variant, within } from './pattern.ts';

/** A rule with one mistake, in each way that there is; undefined is a rule left out. */
export function ruleVariants({ kind }: Layer, rule: Rule): readonly Variant<Rule | undefined>[] {
  return [
    { operator: 'drop-rule', span: rule.span, before: headText(rule), after: '', to: undefined },
    ...effectVariants(kind, rule),
    ...commandVariants(rule),
    ...conditionsOf(rule),
    ...clauseVariants(rule),
  ];
}

function headText({ name, effect, targets }: Rule): string {
  const label = name === undefined ? '' : `rule ${name.text} `;
  return `${label}${effect} ${targets.map(targetText).join(', ')}`;
}

/** What a rule without name is called where only a named one may stand. */
const nameOfNameless = 'mutant';

function effectVariants(kind: Layer['kind'], rule: Rule): readonly Variant<Rule>[] {
  const effects: readonly Effect[] = kind === 'guard' ? ['ask', 'deny'] : ['allow', 'ask', 'deny'];
  const name = rule.name ?? { text: nameOfNameless, span: rule.span };
  const others = effects.filter((effect) => effect !== rule.effect);
  return others.map((effect) => {
    const to = { ...rule, name, effect, approval: undefined, onUnknownAsk: false };
    const before = headText(rule);
    const after = headText({ ...to, name: rule.name });
    return { operator: 'flip-effect', span: rule.span, before, after, to };
  });
}

/** One of the commands that a rule names, changed or left out where others remain. */
function commandVariants(rule: Rule): readonly Variant<Rule>[] {
  return rule.targets.flatMap((target, at) => {
    if (target.kind === 'tool') return [];
    return patternListVariants(target.commands).map((each) =>
      within(each, (commands) => ({
        ...rule,
        targets: rule.targets.with(at, { ...target, commands }),
      })),
    );
  });
}

function conditionsOf(rule: Rule): readonly Variant<Rule>[] {
  const { when, unless } = rule;
  return [
    ...(when === undefined ? [] : conditionVariants(when)).map((each) => ({
      ...each,
      to: { ...rule, when: each.to },
    })),
    ...(unless === undefined ? [] : conditionVariants(unless)).map((each) => ({
      ...each,
      to: { ...rule, unless: each.to },
    })),
  ];
}

function clauseVariants(rule: Rule): readonly Variant<Rule>[] {
  const { unless, onUnknownAsk, approval, span } = rule;
  const variants: Variant<Rule>[] = [];
  // An exception of one condition is left out together with it.
  if (unless?.kind === 'and' || unless?.kind === 'or') {
    const before = `unless ${conditionText(unless)}`;
    const to = { ...rule, unless: undefined };
    variants.push({ operator: 'drop-unless', span: unless.span, before, after: '', to });
  }
  if (onUnknownAsk) {
    const to = { ...rule, onUnknownAsk: false };
    variants.push({ operator: 'drop-unknown', span, before: 'on unknown ask', after: '', to });
  }
  if (approval !== undefined && approval.count > 1) {
    const count = approval.count - 1;
    variants.push({
      operator: 'lower-approval',
      span: approval.span,
      before: `approval ${approval.count}`,
      after: `approval ${count}`,
      to: { ...rule, approval: { ...approval, count } },
    });
  }
  return variants;
}
