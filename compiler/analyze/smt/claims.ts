import { assert } from '../../../dsl/assert.ts';
import type { Claim } from '../../../dsl/ast.ts';
import { type Subject, targetKey } from '../../subject.ts';
import { Analysis } from '../analysis.ts';
import { agentsOf } from '../claims.ts';
import { hasEffects } from '../facets.ts';
import { and, type Formula, not } from '../formula.ts';
import type { Compiled } from '../model.ts';
import { AtomTerms } from './atoms.ts';
import { verdictFormulas, type VerdictFormulas } from './verdict.ts';

/** A claim about one agent as a question to a solver: `unsat` is that no call breaks it. */
export interface SmtQuestion {
  readonly claim: Claim;
  readonly agent: string;
  /** SMT-LIB 2.6 up to, and without, `(check-sat)`. */
  readonly text: string;
  /**
   * Whether `sat` is that some call breaks it. Else some conditions are taken for independent of each
   * other, and only `unsat` says something.
   */
  readonly isExact: boolean;
}

/** Claims as questions to a solver, and those that are about more than the facet of one call. */
export interface SmtExport {
  readonly questions: readonly SmtQuestion[];
  /** Of tools that do something: what they do is judged beside the call. */
  readonly left: readonly Claim[];
}

/** Writes every claim of a program that is about one facet: a tool that does nothing else, an action. */
export function smtClaims(compiled: Compiled): SmtExport {
  const analysis = new Analysis(compiled);
  const questions: SmtQuestion[] = [];
  const left: Claim[] = [];
  for (const claim of compiled.program.claims) {
    const subject = compiled.program.subjects.get(targetKey(claim.target));
    assert(subject !== undefined, 'a checked claim is about something that is declared');
    if (hasEffects(subject)) left.push(claim);
    else
      for (const agent of agentsOf(analysis, claim))
        questions.push(ask(analysis, { claim, agent, subject }));
  }
  return { questions, left };
}

function ask(
  analysis: Analysis,
  { claim, agent, subject }: { claim: Claim; agent: string; subject: Subject },
): SmtQuestion {
  const side = analysis.model.side(agent, subject.key);
  const target = { targets: [claim.target], when: claim.where, unless: undefined };
  const where = analysis.ruleQuestion(target, subject);
  const terms = new AtomTerms(analysis.vocabulary, subject.kind === 'tool');
  for (const entry of side.params ?? []) terms.declare(entry);
  const about = claim.law === 'always' ? where.must : where.may;
  const broken = and([about, breach(claim, verdictFormulas(side))]);
  const question = termOf(broken, terms);
  const text = [...terms.lines, `(assert ${question})`].join('\n');
  return { claim, agent, text, isExact: terms.isExact };
}

function breach({ law }: Claim, { allow, deny }: VerdictFormulas): Formula {
  if (law === 'always') return not(allow);
  return law === 'never' ? not(deny) : allow;
}

function termOf(formula: Formula, terms: AtomTerms): string {
  switch (formula.op) {
    case 'constant':
      return String(formula.truth);
    case 'atom':
      return terms.term(formula.atom);
    case 'not':
      return `(not ${termOf(formula.of, terms)})`;
    default:
      return `(${formula.op} ${formula.of.map((each) => termOf(each, terms)).join(' ')})`;
  }
}

/** All questions as one file, with an answer to each: `unsat` for every claim that holds. */
export function smtText({ questions, left }: SmtExport): string {
  const asked = questions.map(({ claim, agent, text, isExact }) =>
    [
      `; ${commented(claim.title.text)}, agent ${commented(agent)}`,
      isExact ? '; sat: a call breaks it' : '; sat says nothing: some conditions are left open',
      '(push 1)',
      text,
      '(check-sat)',
      '(pop 1)',
    ].join('\n'),
  );
  const more = left.map(
    ({ title }) => `; not asked, its calls do something: ${commented(title.text)}`,
  );
  return ['; unsat: no call breaks the claim', '(set-logic ALL)', ...asked, ...more, ''].join('\n');
}

/** Text that stays on its line. */
function commented(text: string): string {
  return JSON.stringify(text).replaceAll(/[^ -~]/g, '?');
}
