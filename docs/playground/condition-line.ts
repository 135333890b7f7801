import type { Miss } from '../../compiler/coverage/nearest.ts';

/** What kept a rule from deciding, as one line. */
export function conditionLine({ rule, why }: Miss): string {
  if (why.kind !== 'condition')
    return why.kind === 'tool' ? `${rule} is about other tools` : `${rule} is for other agents`;
  const more = why.others === 0 ? '' : `, and ${why.others} more`;
  return `${rule}, but ${why.text} was ${why.was}${more}`;
}
