import type { Target } from '../../../dsl/ast.ts';
import type { SetPiece } from '../../evaluate/known.ts';
import type { Program } from '../../program.ts';
import type { Subject } from '../../subject.ts';
import type { Past } from './past.ts';

/** What is known of an argument; one that is not in the list is absent for certain. */
export type Value =
  | { readonly kind: 'known'; readonly value: unknown }
  | { readonly kind: 'set'; readonly pieces: readonly SetPiece[] }
  /** Every host below a domain. */
  | { readonly kind: 'hosts'; readonly below: string }
  | { readonly kind: 'unknown'; readonly mayLack: boolean };

/** One facet of a call as conditions read it: the call itself, or something that it does. */
export interface Call {
  readonly program: Program;
  readonly subject: Subject;
  readonly values: ReadonlyMap<string, Value>;
  readonly workspace: string | null;
  /** Where relative paths begin: one of these; null is anywhere, left out the workspace. */
  readonly directories: readonly string[] | null | undefined;
  readonly past: Past;
  /** The other facets of the same call. */
  readonly others: readonly Call[];
}

/** Whether a rule or an event names what is judged. */
export function isMeant(
  { program, subject }: Pick<Call, 'program' | 'subject'>,
  target: Target,
): boolean {
  if (target.kind === 'tool') {
    const { server, name } = target;
    const wire = server === undefined ? name.text : `mcp__${server.text}__${name.text}`;
    return subject.key === `tool ${wire}`;
  }
  if (subject.kind !== 'action') return false;
  const name = actionName(target);
  return name === 'shell.any' ? program.shellActions.has(subject.name) : subject.name === name;
}

/** Whether a target names something that nobody may see in a text that cannot be read. */
export function isUnseen({ program }: Pick<Call, 'program'>, target: Target): boolean {
  if (target.kind === 'tool') return false;
  const name = actionName(target);
  return name === 'shell.any' || program.shellActions.has(name);
}

function actionName({ group, name }: Extract<Target, { kind: 'action' }>): string {
  return group === undefined ? name.text : `${group.text}.${name.text}`;
}
