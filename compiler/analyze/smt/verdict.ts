import { and, type Formula, not, or } from '../formula.ts';
import type { Side } from '../model.ts';

/** When a facet is denied, asked about and allowed, as formulas over the atoms of a side. */
export interface VerdictFormulas {
  readonly deny: Formula;
  readonly ask: Formula;
  readonly allow: Formula;
}

/** The law of `judge.ts`, as formulas. */
export function verdictFormulas({ params, rules, layers, granted }: Side): VerdictFormulas {
  const denied = or(
    rules.flatMap(({ effect, isLenient, must, may, barred }) => {
      if (effect !== 'deny') return [];
      return [isLenient ? or([must, and([may, barred])]) : may];
    }),
  );
  const ungranted = layers.map(({ layer, otherwise }) => {
    const grants = rules.filter((rule) => rule.layer === layer && rule.effect !== 'deny');
    return { lacks: not(or(grants.map(({ must }) => must))), asks: otherwise.length > 0 };
  });
  const needed = not(granted);
  const lacks = (asks: boolean) =>
    ungranted.filter((each) => each.asks === asks).map((each) => each.lacks);
  const bare = layers.length === 0 ? needed : and([needed, or(lacks(false))]);
  const deny = params === null ? or([and([])]) : or([denied, bare]);
  const asked = or([
    ...rules.flatMap(({ effect, may }) => (effect === 'allow' ? [] : [may])),
    and([needed, or(lacks(true))]),
  ]);
  return { deny, ask: and([not(deny), asked]), allow: and([not(deny), not(asked)]) };
}
