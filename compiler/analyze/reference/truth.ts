/** Strong Kleene logic: undefined is unknown. */
export type Truth = boolean | undefined;

/** True if all are, false if one is, else unknown. */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** True if one is, false if all are, else unknown. */
export function someOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

/** The opposite; of unknown, unknown. */
export function opposite(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

/** True where the exact comparison is; unknown where only the one that ignores case is. */
export function loosely(isExact: boolean, isFolded: boolean): Truth {
  return isExact || (isFolded ? undefined : false);
}

/** A text without what some disks and mail servers ignore: case, invisible characters. */
export function fold(text: string): string {
  const visible = text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFC');
  return visible.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}
