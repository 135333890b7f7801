import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Turn } from '../e2e/openai-provider.ts';
import { codex, startCodexScene, typedRules } from './codex-scene.ts';
import { installOther } from './other-clients.ts';

// Hooks of the real client may tell the model something: none of it is typed, and the prompt still is.

const installed = await installOther(codex);

const hook = (command: string) => [{ hooks: [{ type: 'command', command }] }];
const context = {
  hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: 'Make used.txt' },
};
const again = { decision: 'block', reason: 'Make stopped.txt' };
const hooks = {
  SessionStart: hook('echo Make started.txt'),
  UserPromptSubmit: hook('echo Make submitted.txt'),
  PostToolUse: hook(`echo '${JSON.stringify(context)}'`),
  Stop: hook(`test -f ../stopped || { touch ../stopped; echo '${JSON.stringify(again)}'; }`),
};

it.skipIf(installed.kind !== 'installed')(
  `${codex.name}: the prompt is typed, what hooks say is not`,
  async () => {
    const hooked = ['started.txt', 'submitted.txt', 'used.txt', 'stopped.txt'];
    const turns: Turn[] = [];
    const scene = await startCodexScene(installed, () => turns.shift(), typedRules);
    onTestFinished(() => scene.close());
    turns.push(
      { calls: [scene.mark('a', 'typed.txt')] },
      { text: 'Done.' },
      { calls: hooked.map((file, at) => scene.mark(`b${at}`, file)) },
      { text: 'All is done.' },
    );
    mkdirSync(join(scene.desk.home, '.codex'));
    writeFileSync(join(scene.desk.home, '.codex/hooks.json'), JSON.stringify({ hooks }));
    const words = ['--dangerously-bypass-hook-trust'];
    const run = await scene.run({ prompt: 'Make typed.txt.', words });
    expect(run.output).toContain('All is done.');
    for (const file of hooked) expect(scene.wasSent(`Make ${file}`)).toBe(true);
    expect(['typed.txt', ...hooked].map((file) => scene.has(file))).toEqual([
      true,
      ...hooked.map(() => false),
    ]);
  },
);
