/** A truth as a number, so that `and` is the least and `or` the greatest: no, unknown, yes. */
export type Truth = 0 | 1 | 2;

export const no: Truth = 0;
export const unknown: Truth = 1;
export const yes: Truth = 2;

/** A condition over numbered atoms. Formulas with equal keys are equal. */
export type Formula =
  | { readonly op: 'constant'; readonly truth: Truth; readonly key: string }
  | { readonly op: 'atom'; readonly atom: number; readonly key: string }
  | { readonly op: 'not'; readonly of: Formula; readonly key: string }
  | { readonly op: 'and' | 'or'; readonly of: readonly Formula[]; readonly key: string };

const constants: readonly Formula[] = ([no, unknown, yes] as const).map((truth) => ({
  op: 'constant',
  truth,
  key: 'nuy'.charAt(truth),
}));

/** A formula that does not depend on anything. */
export function constant(truth: Truth): Formula {
  return constants[truth] ?? { op: 'constant', truth, key: '' };
}

export const always: Formula = constant(yes);

/** A formula that is as true as an atom. */
export function atom(number: number): Formula {
  return { op: 'atom', atom: number, key: `${number}` };
}

/** Strong Kleene negation. */
export function not(of: Formula): Formula {
  if (of.op === 'constant') return constant((yes - of.truth) as Truth);
  return of.op === 'not' ? of.of : { op: 'not', of, key: `!${of.key}` };
}

/** Strong Kleene conjunction: false if one is, true if all are. */
export function and(of: readonly Formula[]): Formula {
  return connect('and', of);
}

/** Strong Kleene disjunction: true if one is, false if all are. */
export function or(of: readonly Formula[]): Formula {
  return connect('or', of);
}

/** Without repetitions and constants that change nothing; what decides the whole is the whole. */
function connect(op: 'and' | 'or', of: readonly Formula[]): Formula {
  const [deciding, neutral] = op === 'and' ? ([no, yes] as const) : ([yes, no] as const);
  const kept = new Map<string, Formula>();
  for (const each of of) {
    if (each.op === 'constant' && each.truth === deciding) return each;
    if (each.op === 'constant' && each.truth === neutral) continue;
    for (const one of each.op === op ? each.of : [each]) kept.set(one.key, one);
  }
  const [only] = kept.values();
  if (only === undefined) return constant(neutral);
  if (kept.size === 1) return only;
  const keys = [...kept.keys()].sort();
  return { op, of: [...kept.values()], key: `${op === 'and' ? '&' : '|'}(${keys.join(' ')})` };
}

/** What remains of a formula once some atoms are known. */
export function restrict(formula: Formula, truthOf: (atom: number) => Truth | undefined): Formula {
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
