/**
 * The media type that a content-type header names, in small letters; empty unless its text is UTF-8.
 * Some clients decode a body by the charset that is stated: under another one than ours they would
 * find other calls in it than those that were judged.
 */
export function mediaTypeOf(header: string | string[] | undefined): string {
  if (typeof header !== 'string') return '';
  const [, type, charset] =
    /^([a-z]+\/[a-z-]+)(?:\s*;\s*charset="?([a-z0-9-]+)"?)?\s*$/.exec(header.toLowerCase()) ?? [];
  const isUtf8 = charset === undefined || charset === 'utf-8' || charset === 'utf8';
  return isUtf8 ? (type ?? '') : '';
}
