import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const folder = import.meta.dirname;

/**
 * The playground as one page that needs no server. What the page may do is written in it: run its
 * own script, use its own style, and reach nothing else.
 */
export async function playgroundPage(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['page.ts'],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    charset: 'utf8',
    loader: { '.sentrely': 'text' },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  });
  const script = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  const style = readFileSync(`${folder}/style.css`, 'utf8');
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}`;
  const parts = new Map(Object.entries({ script, style, policy }));
  const page = readFileSync(`${folder}/index.html`, 'utf8');
  return page.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts.get(name) ?? '');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
