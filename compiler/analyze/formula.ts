/** A condition over numbered atoms, each true or false. Formulas with equal keys are equal. */
export type Formula =
  | { readonly op: 'constant'; readonly truth: boolean; readonly key: string }
  | { readonly op: 'atom'; readonly atom: number; readonly key: string }
  | { readonly op: 'not'; readonly of: Formula; readonly key: string }
  | { readonly op: 'and' | 'or'; readonly of: readonly Formula[]; readonly key: string };

export const always: Formula = { op: 'constant', truth: true, key: 't' };
export const never: Formula = { op: 'constant', truth: false, key: 'f' };

/** A formula that does not depend on anything. */
function constant(truth: boolean): Formula {
  return truth ? always : never;
}

/** A formula that is as true as an atom. */
export function atom(number: number): Formula {
  return { op: 'atom', atom: number, key: `${number}` };
}

export function not(of: Formula): Formula {
  if (of.op === 'constant') return constant(!of.truth);
  return of.op === 'not' ? of.of : { op: 'not', of, key: `!${of.key}` };
}

export function and(of: readonly Formula[]): Formula {
  return connect('and', of);
}

export function or(of: readonly Formula[]): Formula {
  return connect('or', of);
}

/** Without repetitions and constants that change nothing; what decides the whole is the whole. */
function connect(op: 'and' | 'or', of: readonly Formula[]): Formula {
  const deciding = op === 'or';
  const kept = new Map<string, Formula>();
  for (const each of of) {
    if (each.op === 'constant' && each.truth === deciding) return each;
    if (each.op === 'constant') continue;
    for (const one of each.op === op ? each.of : [each]) kept.set(one.key, one);
  }
  const [only] = kept.values();
  if (only === undefined) return constant(!deciding);
  if (kept.size === 1) return only;
  const keys = [...kept.keys()].sort();
  return { op, of: [...kept.values()], key: `${op === 'and' ? '&' : '|'}(${keys.join(' ')})` };
}

/** What remains of a formula once some atoms are known. */
export function restrict(
  formula: Formula,
  truthOf: (atom: number) => boolean | undefined,
): Formula {
  switch (formula.op) {
    case 'constant':
      return formula;
    case 'atom': {
      const truth = truthOf(formula.atom);
      return truth === undefined ? formula : constant(truth);
    }
    case 'not': {
      const of = restrict(formula.of, truthOf);
      return of === formula.of ? formula : not(of);
    }
    default: {
      const of = formula.of.map((each) => restrict(each, truthOf));
      return of.every((each, at) => each === formula.of[at]) ? formula : connect(formula.op, of);
    }
  }
}

/** The same formula with other formulas in place of its atoms. */
export function substitute(formula: Formula, of: (atom: number) => Formula): Formula {
  switch (formula.op) {
    case 'constant':
      return formula;
    case 'atom':
      return of(formula.atom);
    case 'not':
      return not(substitute(formula.of, of));
    default:
      return connect(
        formula.op,
        formula.of.map((each) => substitute(each, of)),
      );
  }
}

/** The atoms that a formula reads. */
export function atomsIn(formula: Formula): readonly number[] {
  switch (formula.op) {
    case 'constant':
      return [];
    case 'atom':
      return [formula.atom];
    case 'not':
      return atomsIn(formula.of);
    default:
      return formula.of.flatMap(atomsIn);
  }
}
