/** What `/`-separated names never are in an import: rooted, of a drive, a URL, or Windows' own. */
const foreign = /^\/|[\\:]/;

/**
 * The name of an imported file, as the importing file would be called if it stood there; undefined
 * if the path is not relative or not of a policy file. Purely by text: whether there is such a file,
 * and whether it may be read, is for whoever reads files to say.
 */
export function importedFile(importer: string, path: string): string | undefined {
  if (foreign.test(path) || !path.endsWith('.sentrely')) return undefined;
  const walked = importer.split('/').slice(0, -1);
  for (const segment of path.split('/')) {
    const above = walked.at(-1);
    const isBelow = above !== undefined && above !== '' && above !== '..' && above !== '.';
    if (segment === '..' && isBelow) walked.pop();
    else if (segment !== '.' && segment !== '') walked.push(segment);
  }
  return walked.join('/');
}
