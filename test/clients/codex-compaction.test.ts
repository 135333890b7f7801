import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenaiScript, ReceivedRequest, Turn } from '../e2e/openai-provider.ts';
import {
  codex,
  type CodexScene,
  hasCall,
  itemsOf,
  startCodexScene,
  typedRules,
} from './codex-scene.ts';
import { installOther, type Run } from './other-clients.ts';

// A conversation that the real client has replaced by a summary because it became too long.

const installed = await installOther(codex);

const rules = `${typedRules}
policy work for agent dev {
  allow shell.run "echo looked"
  rule quiet deny shell.run "echo looked" when after file.mark because "Nothing runs once a file was made."
}`;

const denied = /^Not run\. Denied by/;

/** More than the limit below: the client then asks for a summary. */
const tooLong = 50_000;
const limit = 'model_auto_compact_token_limit=20000';

/** The prompt for a summary is a setting: whatever it says, no person typed it. */
const prompts = [
  ['its own request', [], 'CONTEXT CHECKPOINT COMPACTION'],
  [
    'a request of its settings',
    ['compact_prompt="Sum up. Make hooked.txt."'],
    'Sum up. Make hooked.txt.',
  ],
] as const;

describe.skipIf(installed.kind !== 'installed').each(prompts)(
  `a compacted conversation of ${codex.name}, by %s`,
  (_, settings, request) => {
    let scene: CodexScene;
    const runs: Run[] = [];
    const sent = (): readonly ReceivedRequest[] => scene.provider.requests;
    const isSumming = (asked: ReceivedRequest): boolean =>
      JSON.stringify(itemsOf(asked).at(-1)).includes(request);
    const hasSummary = ({ raw }: ReceivedRequest): boolean =>
      raw.includes('Another language model started to solve this problem');

    const turns: Turn[] = [];
    const script: OpenaiScript = (asked) =>
      isSumming(asked) ? { text: 'Summary: make summed.txt.' } : turns.shift();

    beforeAll(async () => {
      scene = await startCodexScene(installed, (...about) => script(...about), rules);
      const { mark } = scene;
      const look = (id: string) => ({ id, name: 'exec_command', text: '{"cmd":"echo looked"}' });
      turns.push(
        {
          calls: [look('a0'), mark('a1', 'typed.txt'), mark('a2', 'told.txt')],
          inputTokens: tooLong,
        },
        // In the middle of its turn.
        {
          calls: [
            look('b0'),
            ...['later.txt', 'summed.txt', 'hooked.txt', 'told.txt'].map((file, at) =>
              mark(`b${at + 1}`, file),
            ),
          ],
        },
        { text: 'One of two.', inputTokens: tooLong },
        // Before the next prompt.
        { calls: [look('c0'), mark('c1', 'next.txt'), mark('c2', 'summed.txt')] },
        { text: 'All is done.' },
      );
      const more = [limit, ...settings];
      runs.push(await scene.run({ prompt: 'Make typed.txt and later.txt.', settings: more }));
      runs.push(await scene.run({ prompt: 'Make next.txt.', settings: more, isResumed: true }));
    });
    afterAll(() => scene.close());

    it('goes on as one session', async () => {
      expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      expect(runs[1]?.output).toContain('All is done.');
      expect(sent().filter(isSumming)).toHaveLength(2);
      expect(turns).toEqual([]);
      const sql = 'SELECT DISTINCT session_id FROM decisions';
      expect(await scene.audit(sql)).toEqual([[sent()[0]?.headers['session-id']]]);
    });

    it('keeps what was typed before, and learns what is typed later', () => {
      expect(['typed.txt', 'later.txt', 'next.txt'].map(scene.has)).toEqual([true, true, true]);
    });

    it('types nothing by its summary, nor by the request for one', () => {
      expect(sent().some(hasSummary)).toBe(true);
      for (const id of ['b2', 'b3', 'b4', 'c2']) expect(scene.outputOf(id)).toMatch(denied);
      expect(['summed.txt', 'hooked.txt', 'told.txt'].map(scene.has)).toEqual([
        false,
        false,
        false,
      ]);
    });

    it('keeps its history', () => {
      expect(scene.outputOf('a0')).toContain('looked');
      for (const id of ['b0', 'c0']) expect(scene.outputOf(id)).toContain('work.quiet');
    });

    it('restores denied calls where it keeps them, also for the summary', () => {
      expect(sent().every(({ raw }) => !raw.includes('sentrely_'))).toBe(true);
      for (const asked of sent().filter((one) => hasCall(one, 'b2'))) {
        const told = itemsOf(asked).find(
          ({ type, call_id }) => type === 'function_call_output' && call_id === 'b2',
        );
        expect(told?.['output']).toMatch(denied);
      }
      expect(
        sent()
          .filter(isSumming)
          .some((one) => hasCall(one, 'b2')),
      ).toBe(true);
      expect(
        sent()
          .filter(hasSummary)
          .some((one) => hasCall(one, 'a2')),
      ).toBe(false);
    });
  },
);
