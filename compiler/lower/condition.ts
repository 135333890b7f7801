import { assert } from '../../dsl/assert.ts';
import type {
  Condition,
  EventPattern,
  Field,
  Membership,
  OriginSource,
  Rule,
  Target,
} from '../../dsl/ast.ts';
import { termsOf } from '../../dsl/condition.ts';
import type { PatternCache } from '../automata/cache.ts';
import type { Condition as RuleCondition, FieldReference, MonitorEntry } from '../bundle/rules.ts';
import { paramsIn } from '../condition-parts.ts';
import { normalLiteral } from '../literal.ts';
import { readDirectory } from '../patterns/path.ts';
import { readPattern } from '../patterns/read.ts';
import type { Alternatives, Reading } from '../patterns/pattern-terms.ts';
import type { Program } from '../program.ts';
import { commandsOf, type Subject, subjectsMeant, toolKey } from '../subject.ts';
import { type FieldMeaning, fieldMeaning, type ValueType } from '../value-type.ts';
import { lowerAlternatives } from './pattern.ts';
import type { RuleTables } from './tables.ts';

/** What lowering a condition needs. The program is checked: nothing in it can fail. */
export interface LowerScope {
  readonly program: Program;
  readonly patterns: PatternCache;
  readonly tables: RuleTables;
  /** One of the subjects of the rule: fields have the same types on all of them. */
  readonly subject: Subject;
}

/** When a rule holds: `when C unless D` is C and not D; null is always. */
export function lowerWhen(
  scope: LowerScope,
  { targets, when, unless }: Pick<Rule, 'targets' | 'when' | 'unless'>,
): RuleCondition | null {
  return conjunction([
    ...targets.flatMap((target) => lowerCommands(scope, target)),
    ...(when === undefined ? [] : [lowerCondition(scope, when)]),
    ...(unless === undefined ? [] : [negate(lowerCondition(scope, unless))]),
  ]);
}

function conjunction(of: readonly RuleCondition[]): RuleCondition | null {
  const [only, ...others] = of;
  if (only === undefined) return null;
  return others.length === 0 ? only : { op: 'and', of };
}

const commandField: FieldReference = { param: 'command', field: null, part: null };

/** Which commands a target is about: none said is every one. */
export function lowerCommands(scope: LowerScope, target: Target): readonly RuleCondition[] {
  const commands = commandsOf(target);
  if (commands.length === 0) return [];
  const alternatives = commands.flatMap(({ text }) => read('String', commandField, text));
  return [lowerAlternatives(scope, commandField, alternatives)];
}

/** A condition of a checked program. */
export function lowerCondition(scope: LowerScope, condition: Condition): RuleCondition {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const of = termsOf(condition.kind, condition).map((term) => lowerCondition(scope, term));
      return { op: condition.kind, of };
    }
    case 'not':
      return negate(lowerCondition(scope, condition.operand));
    case 'has':
      return { op: 'has', param: meaningOf(scope, condition.field).param.name };
    case 'every':
    case 'any': {
      const [param] = paramsIn(condition.operand);
      assert(param !== undefined, 'a checked quantifier reads elements');
      return { op: condition.kind, param, of: lowerCondition(scope, condition.operand) };
    }
    case 'after':
      return { op: 'after', monitor: lowerMonitor(scope, condition) };
    case 'count': {
      const { operator: comparison, value } = condition;
      return { op: 'count', monitor: lowerMonitor(scope, condition), comparison, value };
    }
    default:
      return lowerRelation(scope, condition);
  }
}

/** The index of the monitor that watches for what a condition speaks of. */
export function lowerMonitor(
  scope: LowerScope,
  { event, withinMs }: { readonly event: EventPattern; readonly withinMs: number | undefined },
): number {
  const subjects = subjectsMeant(scope.program, [event.target]);
  const subject = typingSubjectOf(scope.program, [event.target]);
  const inner = { ...scope, subject };
  const when = conjunction([
    ...lowerCommands(inner, event.target),
    ...(event.where === undefined ? [] : [lowerCondition(inner, event.where)]),
  ]);
  const entry: MonitorEntry = {
    tools: indexesOf(subjects, 'tool'),
    actions: indexesOf(subjects, 'action'),
    when,
    withinMs: withinMs ?? null,
  };
  return scope.tables.monitor(entry);
}

/** Indexes of the subjects of a kind. */
export function indexesOf(subjects: readonly Subject[], kind: Subject['kind']): readonly number[] {
  return subjects.filter((subject) => subject.kind === kind).map(({ index }) => index);
}

/** The subject by which the fields of a rule or an event are typed. */
export function typingSubjectOf(program: Program, targets: readonly Target[]): Subject {
  const [subject] = subjectsMeant(program, targets);
  assert(subject !== undefined, 'a checked rule is about something');
  return subject;
}

function negate(of: RuleCondition): RuleCondition {
  return { op: 'not', of };
}

type Relation = Extract<
  Condition,
  { kind: 'compare' | 'matches' | 'under' | 'in' | 'compare-fields' | 'from' }
>;

function lowerRelation(scope: LowerScope, relation: Relation): RuleCondition {
  const { type, reference: field } = meaningOf(scope, relation.field);
  switch (relation.kind) {
    case 'compare-fields': {
      const same = {
        op: 'same',
        field,
        other: meaningOf(scope, relation.other).reference,
      } as const;
      return relation.operator === '==' ? same : negate(same);
    }
    case 'from':
      return { op: 'from', field, origins: lowerOrigins(scope, relation.sources) };
    case 'compare':
      return lowerComparison(type, field, relation);
    case 'matches':
      return lowerAlternatives(scope, field, read(type, field, relation.pattern.text));
    case 'under':
      if (relation.base === undefined) return { op: 'inside', field };
      return lowerAlternatives(scope, field, succeed(readDirectory(relation.base.text)));
    default:
      return lowerMembership(scope, { type, field, set: relation.set });
  }
}

function lowerComparison(
  type: ValueType,
  field: FieldReference,
  { operator, value }: Extract<Relation, { kind: 'compare' }>,
): RuleCondition {
  const literal = normalLiteral(type, value);
  assert(literal !== undefined, 'a checked literal has a normal form');
  if (operator === '==') return { op: 'equal', field, values: [literal] };
  if (operator === '!=') return negate({ op: 'equal', field, values: [literal] });
  assert(typeof literal === 'number', 'only integers are ordered');
  return { op: 'order', field, comparison: operator, value: literal };
}

function lowerMembership(
  scope: LowerScope,
  { type, field, set }: { type: ValueType; field: FieldReference; set: Membership },
): RuleCondition {
  if (set.kind === 'list') {
    const values = set.values.map((value) => normalLiteral(type, value));
    return { op: 'equal', field, values: values.filter((value) => value !== undefined) };
  }
  const literal = set.kind === 'set' ? set : scope.program.sets.get(set.text)?.value;
  assert(literal !== undefined, 'a checked condition names sets that exist');
  return lowerAlternatives(
    scope,
    field,
    literal.patterns.flatMap((word) => read(type, field, word.text)),
  );
}

function read(type: ValueType, field: FieldReference, text: string): Alternatives {
  return succeed(readPattern(type, field.part, text));
}

function succeed(reading: Reading): Alternatives {
  assert(reading.ok, 'a checked pattern can be read');
  return reading.alternatives;
}

/** The indexes of where values may come from. */
export function lowerOrigins(
  { program, tables }: Pick<LowerScope, 'program' | 'tables'>,
  sources: readonly OriginSource[],
): readonly number[] {
  const origins = sources.map((source) => {
    if (source.kind === 'prompt') return tables.origin({ kind: 'prompt' });
    const tool = program.subjects.get(`tool ${toolKey(source)}`);
    assert(tool !== undefined, 'a checked condition names tools that exist');
    return tables.origin({ kind: 'tool', tool: tool.index });
  });
  return [...new Set(origins)];
}

function meaningOf({ subject }: LowerScope, field: Field): FieldMeaning {
  const meaning = fieldMeaning(subject.params, field);
  assert(meaning !== undefined, 'a checked condition reads fields that exist');
  return meaning;
}
