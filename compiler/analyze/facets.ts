import type { Subject } from '../subject.ts';

/** Whether calls of a tool do something that is judged beside the call itself. */
export function hasEffects({ tool, params }: Subject): boolean {
  if (tool === undefined) return false;
  return tool.does.length > 0 || params.some(({ type }) => type === 'Shell');
}
