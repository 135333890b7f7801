/** What no name of an uploaded file may hold: whatever is not seen, or is read in another way elsewhere. */
const strange = /[\p{C}\p{Zl}\p{Zp}"\\/<>:|?*]|%[0-9A-Fa-f]{2}/u;

/** The provider's own bound, in characters. */
const lengthMax = 255;

/** Why a name is not that of a file to upload; null for a plain one. */
export function fileNameDefect(name: string): string | null {
  if (name === '') return 'its part has no file name';
  if (name.length > lengthMax) return `its name is longer than ${lengthMax} characters`;
  if (strange.test(name)) return 'its name holds a path, a quote, an escape or what cannot be seen';
  if (name !== name.trim() || /^\.+$/.test(name))
    return 'its name begins or ends with space, or is dots';
  return null;
}

/** A type and a subtype in small letters, no parameter. */
const typePattern = /^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,63}$/;

/** Whether a text is a media type as uploads may state it. */
export function isPlainType(type: string): boolean {
  return typePattern.test(type);
}
