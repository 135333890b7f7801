/** Names for `set -o` and `shopt` that leave the meaning of a text as it is, or only wider. */
const known: ReadonlySet<string> = new Set([
  'allexport',
  'checkwinsize',
  'dotglob',
  'errexit',
  'errtrace',
  'failglob',
  'functrace',
  'globstar',
  'inherit_errexit',
  'lastpipe',
  'monitor',
  'nocaseglob',
  'noclobber',
  'noexec',
  'noglob',
  'notify',
  'nounset',
  'nullglob',
  'physical',
  'pipefail',
  'verbose',
  'xtrace',
]);

/** Whether a text means the same with an option and without. */
export function isKnownOption(name: string): boolean {
  return known.has(name);
}
