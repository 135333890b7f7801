import { checkCondition, type ConditionScope } from './check-condition.ts';
import { readSubjects, type Subjects } from './check-subjects.ts';
import { monitorsMax, originsMax, windowMsMax } from './limits.ts';
import type { Place } from './shape.ts';

/** What monitors may refer to. */
export interface MonitorScope extends Subjects, Omit<ConditionScope, 'kind' | 'subjects'> {}

/** Checks what history watches for; no monitor reads history or origin itself. */
export function checkMonitors(place: Place, scope: MonitorScope): void {
  for (const monitor of place.items(monitorsMax)) {
    const { tools, actions, when, withinMs } = monitor.members([
      'tools',
      'actions',
      'when',
      'withinMs',
    ]);
    const subjects = readSubjects(tools, actions, scope);
    if (!when.isNull) checkCondition(when, { ...scope, kind: 'monitor', subjects }, 1);
    if (!withinMs.isNull) withinMs.integer(1, windowMsMax);
  }
}

/** Checks where values may come from. */
export function checkOrigins(place: Place, tools: number): void {
  for (const origin of place.items(originsMax)) {
    const kind = origin.member('kind').oneOf(['prompt', 'tool']);
    if (kind === 'prompt') origin.members(['kind']);
    else origin.members(['kind', 'tool']).tool.integer(0, tools - 1);
  }
}
