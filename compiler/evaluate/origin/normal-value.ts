import type { ParamType } from '../../bundle/rules.ts';
import { readEmail } from '../facts/email.ts';
import { readHost } from '../facts/host.ts';
import { normalise } from '../facts/normal.ts';
import { readPath } from '../facts/path.ts';
import { readText } from '../facts/text.ts';
import { readUrl } from '../facts/url.ts';

/** How the kernel spells values of a type; text of other types is its own normal form. */
const readers: Partial<
  Record<ParamType, (text: string, workspace: string | null) => string | null>
> = {
  Path: (text, workspace) => {
    const { absolute, relative } = readPath(text, workspace);
    return absolute ?? relative;
  },
  Url: (text) => readUrl(text).whole,
  Host: readHost,
  Email: (text) => readEmail(text).whole,
};

/** The normal form of a text in NFC, as conditions compare it; null where it has none. */
export function readNormal(
  type: ParamType,
  text: string,
  workspace: string | null = null,
): string | null {
  const read = readers[type];
  return read === undefined ? readText(text) : read(text, workspace);
}

/**
 * The normal form of a value that stands somewhere as text. Relative paths begin at the workspace.
 * Undefined where the text is no value of the type.
 */
export function normalValue(
  type: ParamType,
  text: string,
  workspace: string | null = null,
): string | number | undefined {
  if (type === 'Int')
    return /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))
      ? Number(text)
      : undefined;
  const composed = normalise(text);
  return composed === null ? undefined : (readNormal(type, composed, workspace) ?? undefined);
}
