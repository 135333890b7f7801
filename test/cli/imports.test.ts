import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

function put(file: string, text: string): void {
  const path = join(folder.path, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `edition 1\n${text}`);
}

const agent = 'agent dev { owner user "octocat" id 1 }\n';
const policy = `${agent}policy p for agent dev { allow Read }\n`;
const tool = 'tool Read { path: Path }\n';

it('a file is compiled with what it imports', async () => {
  put('team/main.sentrely', `import "../shared/tools.sentrely"\n${policy}`);
  put('shared/tools.sentrely', `import "../team/main.sentrely"\n${tool}`);
  expect(await sentrely(folder.path, ['check', 'team/main.sentrely'])).toMatchObject({ code: 0 });
});

it('an import never leads out of the folder, not even over a link', async () => {
  const outside = newFolder();
  writeFileSync(join(outside.path, 'tools.sentrely'), `edition 1\n${tool}`);
  symlinkSync(outside.path, join(folder.path, 'link'));
  for (const path of ['link/tools.sentrely', `..${outside.path}/tools.sentrely`, 'no.sentrely']) {
    put('main.sentrely', `import "${path}"\n${policy}`);
    const { code, out, err } = await sentrely(folder.path, ['check', 'main.sentrely']);
    expect({ code, isMissing: `${out}${err}`.includes('import-missing') }).toEqual({
      code: 1,
      isMissing: true,
    });
  }
  outside.remove();
});

it('formatting leaves imported files alone', async () => {
  put('main.sentrely', `import "tools.sentrely"\n${policy}`);
  put('tools.sentrely', 'tool   Read { path: Path }\n');
  const { out } = await sentrely(folder.path, ['fmt', '--check', 'main.sentrely']);
  expect(out).not.toContain('tools.sentrely:');
});
