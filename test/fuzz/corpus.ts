import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;

/** Every policy text that we ship or document: files, and the blocks of the documentation. */
export function corpus(): readonly [string, ...string[]] {
  const files = globSync(['policies/**/*.sentrely', 'test/conformance/**/*.sentrely'], {
    cwd: root,
  });
  const pages = globSync('docs/**/*.md', { cwd: root });
  const texts = [
    ...files.map((file) => readFileSync(join(root, file), 'utf8')),
    ...pages.flatMap((page) => blocksOf(readFileSync(join(root, page), 'utf8'))),
  ];
  const [first, ...rest] = texts;
  if (first === undefined) throw new Error('there is no policy to begin with');
  return [first, ...rest];
}

function blocksOf(page: string): readonly string[] {
  return [...page.matchAll(/^```sentrely\n(.*?)^```/gms)].map(([, text]) => text ?? '');
}
