import {
  idUnitsMax,
  nameUnitsMax,
  operandsMax,
  policiesMax,
  rulesMax,
  textUnitsMax,
} from './limits.ts';
import { builtInIndex } from './builtin-actions.ts';
import type { Place } from './shape.ts';
import { checkApproval } from './check-approval.ts';
import { checkCondition } from './check-condition.ts';
import { readSubjects, type Subjects } from './check-subjects.ts';

/** What policies may refer to. */
export interface Declared extends Subjects {
  readonly agents: ReadonlySet<string>;
  /** How many there are of each: indexes stay below. */
  readonly automata: number;
  readonly layers: number;
  readonly monitors: number;
  readonly origins: number;
}

type Kind = 'policy' | 'guard';

/** Checks all policies with their rules; ids are unique over all of them. */
export function checkPolicies(place: Place, declared: Declared): void {
  const ids = place.items(policiesMax).flatMap((policy) => checkPolicy(policy, declared));
  if (ids.length > rulesMax) place.fail(`expected at most ${rulesMax} rules`);
  if (new Set(ids).size < ids.length) place.fail('found a rule id twice');
}

/** Checks one policy and gives the ids in it. */
function checkPolicy(place: Place, declared: Declared): readonly string[] {
  const member = place.members([
    'name',
    'kind',
    'layer',
    'agents',
    'otherwise',
    'holdMessage',
    'rules',
  ]);
  member.holdMessage.flag();
  const kind = member.kind.oneOf<Kind>(['policy', 'guard']);
  member.name.name(nameUnitsMax);
  if (kind === 'policy') member.layer.integer(0, declared.layers - 1);
  else expectNull(member.layer, 'on a guard');
  if (!member.agents.isNull) checkSelector(member.agents, declared);
  const ids = member.rules.items(rulesMax).map((rule) => checkRule(rule, kind, declared));
  if (member.otherwise.isNull) return ids;
  if (kind === 'guard') member.otherwise.fail('expected null on a guard');
  return [...ids, checkOtherwise(member.otherwise)];
}

function checkSelector(place: Place, declared: Declared): void {
  const { names, patterns } = place.members(['names', 'patterns']);
  for (const name of names.items(operandsMax)) {
    if (!declared.agents.has(name.name(nameUnitsMax))) name.fail('expected a declared agent');
  }
  patterns.integers(operandsMax, declared.automata - 1);
}

function checkOtherwise(place: Place): string {
  const { id, approval, file, line } = place.members(['id', 'approval', 'file', 'line']);
  checkApproval(approval);
  checkSource(file, line);
  return id.name(idUnitsMax);
}

function checkRule(place: Place, kind: Kind, declared: Declared): string {
  const member = place.members([
    'id',
    'file',
    'line',
    'effect',
    'tools',
    'actions',
    'when',
    'onUnknownAsk',
    'approval',
    'because',
  ]);
  const effect = member.effect.oneOf(kind === 'guard' ? ['ask', 'deny'] : ['allow', 'ask', 'deny']);
  checkSource(member.file, member.line);
  if (member.onUnknownAsk.flag() && effect !== 'deny') member.onUnknownAsk.fail('expected a deny');
  if (effect !== 'ask') expectNull(member.approval, `on ${effect}`);
  else if (!member.approval.isNull) checkApproval(member.approval);
  if (!member.because.isNull) member.because.text(textUnitsMax);
  const subjects = readSubjects(member.tools, member.actions, declared);
  if (effect === 'allow') refuseOpaque(member.actions);
  if (!member.when.isNull) checkCondition(member.when, { ...declared, kind: 'rule', subjects }, 1);
  return member.id.name(idUnitsMax);
}

/** What nobody can read no allow covers. */
function refuseOpaque(actions: Place): void {
  const named = actions.value as readonly number[];
  if (named.includes(builtInIndex('opaque'))) actions.fail('expected no allow of `opaque`');
}

function checkSource(file: Place, line: Place): void {
  file.text(idUnitsMax);
  line.integer(1, Number.MAX_SAFE_INTEGER);
}

function expectNull(place: Place, where: string): void {
  if (!place.isNull) place.fail(`expected null ${where}`);
}
