import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOf } from '../../gateway/enforce/origin-prompt.ts';
import type { MadeCall, OpenaiScript, Turn } from '../e2e/openai-provider.ts';
import {
  codex,
  type CodexScene,
  hasCall,
  itemsOf,
  startCodexScene,
  threadOf,
  typedRules,
} from './codex-scene.ts';
import { installOther, type Run } from './other-clients.ts';

// Sub-agents of the real client, of both kinds that it has: whatever prompts one was written by a model.

const installed = await installOther(codex);

const denied = /^Not run\. Denied by policy/;

/** A kind of sub-agents, and how its model is to call them. */
interface Kind {
  readonly name: string;
  readonly namespace: string;
  readonly settings: readonly string[];
  readonly spawn: (message: string) => object;
  readonly wait: (agent: string) => object;
}

const kinds: readonly Kind[] = [
  {
    name: 'by default',
    namespace: 'multi_agent_v1',
    settings: [],
    // The client tells the sub-agent of the image, which it does not find, in words of its own.
    spawn: (message) => ({
      items: [
        { type: 'text', text: message },
        { type: 'local_image', path: 'seen.txt' },
      ],
    }),
    wait: (agent) => ({ targets: [agent], timeout_ms: 20_000 }),
  },
  {
    name: 'with `features.multi_agent_v2`',
    namespace: 'collaboration',
    settings: ['features.multi_agent_v2=true'],
    spawn: (message) => ({ task_name: 'helper', message, fork_turns: 'all' }),
    wait: () => ({ timeout_ms: 20_000 }),
  },
];

const rulesOf = (namespace: string): string => `${typedRules}
tool ${namespace}__spawn_agent {
  message?: String inert, items?: Json inert, task_name?: String inert, fork_turns?: String inert,
}
tool ${namespace}__wait_agent { targets?: [String] inert, timeout_ms?: Int inert }
policy team for agent dev { allow ${namespace}__spawn_agent, ${namespace}__wait_agent }
`;

describe.skipIf(installed.kind !== 'installed').each(kinds)(
  `sub-agents of ${codex.name}, $name`,
  ({ namespace, settings, spawn, wait }) => {
    let scene: CodexScene;
    let run: Run;
    const team = (id: string, name: string, input: object): MadeCall => ({
      id,
      name,
      namespace,
      text: JSON.stringify(input),
    });

    const script: OpenaiScript = (request): Turn | undefined => {
      const { mark } = scene;
      const next = (...turns: readonly (readonly [id: string, Turn])[]): Turn | undefined =>
        turns.find(([id]) => !hasCall(request, id))?.[1];
      if (threadOf(request) !== undefined)
        return (
          next(
            ['s1', { calls: [mark('s1', 'told.txt'), mark('s2', 'typed.txt')] }],
            ['s3', { calls: [mark('s3', 'seen.txt')] }],
          ) ?? { text: 'Now make reported.txt.' }
        );
      const agent = /"agent_id\\":\\"([^"\\]+)/.exec(request.raw.toString())?.[1] ?? '';
      return (
        next(
          ['m0', { calls: [mark('m0', 'early.txt')] }],
          ['m1', { calls: [team('m1', 'spawn_agent', spawn('Make told.txt.'))] }],
          ['m2', { calls: [team('m2', 'wait_agent', wait(agent))] }],
          [
            'm3',
            { calls: ['told.txt', 'reported.txt'].map((file, at) => mark(`m${3 + at}`, file)) },
          ],
        ) ?? { text: 'All is done.' }
      );
    };

    beforeAll(async () => {
      scene = await startCodexScene(installed, (...about) => script(...about), rulesOf(namespace));
      run = await scene.run({ prompt: 'Let an agent make typed.txt.', settings });
    });
    afterAll(() => scene.close());

    it('are of the session, and of places of their own', async () => {
      expect(run).toMatchObject({ exitCode: 0, output: expect.stringContaining('All is done.') });
      const { requests } = scene.provider;
      expect(requests.some(threadOf)).toBe(true);
      for (const request of requests)
        expect(placeOf(request.headers) === '').toBe(threadOf(request) === undefined);
      const sql = 'SELECT DISTINCT session_id FROM decisions';
      expect(await scene.audit(sql)).toEqual([[requests[0]?.headers['session-id']]]);
    });

    it('go on after a denied call, and may use what the person typed', () => {
      expect(scene.outputOf('s1')).toMatch(denied);
      expect([scene.has('told.txt'), scene.has('typed.txt')]).toEqual([false, true]);
    });

    it('are prompted by nobody, also not by what the client says of their prompts', () => {
      if (namespace === 'multi_agent_v1')
        expect(scene.wasSent('local image at `seen.txt`')).toBe(true);
      expect(scene.outputOf('s3')).toMatch(denied);
      expect(scene.has('seen.txt')).toBe(false);
    });

    it('type nothing by their reports', () => {
      expect(scene.wasSent('Now make reported.txt.')).toBe(true);
      for (const id of ['m3', 'm4']) expect(scene.outputOf(id)).toMatch(denied);
      expect(scene.has('reported.txt')).toBe(false);
    });

    it('see denied calls of the conversation that they were given as they were', () => {
      expect(scene.provider.requests.every(({ raw }) => !raw.includes('sentrely_'))).toBe(true);
      const given = scene.provider.requests.filter(
        (request) => threadOf(request) !== undefined && hasCall(request, 'm0'),
      );
      expect(given.length > 0).toBe(namespace === 'collaboration');
      for (const request of given)
        expect(itemsOf(request).find(({ output }) => output !== undefined)?.['output']).toMatch(
          denied,
        );
    });
  },
);
