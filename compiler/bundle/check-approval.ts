import { approversMax, expiresMsMax, nameUnitsMax } from './limits.ts';
import type { Place } from './shape.ts';

/** Checks who may approve, how many of them, and for how long they may. */
export function checkApproval(place: Place): void {
  const { count, approvers, expiresMs } = place.members(['count', 'approvers', 'expiresMs']);
  count.integer(1, approversMax);
  approvers.items(approversMax).forEach(checkApprover);
  expiresMs.integer(1, expiresMsMax);
}

/** Checks one person, team or role. */
export function checkApprover(place: Place): void {
  const kind = place.member('kind').oneOf(['user', 'team', 'role']);
  if (kind === 'team') place.members(['kind', 'team']).team.name(nameUnitsMax);
  if (kind === 'role') place.members(['kind', 'role']).role.name(nameUnitsMax);
  if (kind !== 'user') return;
  const { id, login } = place.members(['kind', 'id', 'login']);
  id.integer(1, Number.MAX_SAFE_INTEGER);
  login.name(nameUnitsMax);
}
