import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import { type DemoGithub, startGithub } from '../../cli/demo/github.ts';
import type { ProviderRequest, Script } from '../../cli/demo/provider.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { approvalSettings, askingRules, hear } from './asking.ts';
import { resultIn } from './script.ts';
import { runToolLoop, type ToolLoopOutcome } from './tool-loop.ts';

export { approvalSettings, askingRules, hear } from './asking.ts';

/** One gateway with its GitHub, and what a test does with them. */
export interface Scene {
  readonly github: DemoGithub;
  readonly stage: TestStage;
  /** Runs an agent through the gateway; agents with the same task are one conversation. */
  run(options?: RunOptions): Promise<ToolLoopOutcome>;
  /** Starts another gateway over the same data; `meanwhile` runs in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Publishes the policy again, as another revision. */
  republish(rules?: string): void;
  /** Resolves when the gateway has loaded the second revision. */
  reloaded(): Promise<void>;
  /** Every card, oldest first. */
  cards(): Promise<readonly string[]>;
  /** The first comment that matches; waits for it. */
  until(pattern: RegExp): Promise<string>;
  /** Approves the card that waits, and waits until that is known. */
  approve(): Promise<void>;
  /** The result of a call as the model reads it in the newest request. */
  told(id?: string): unknown;
  audit(sql: string): Promise<readonly unknown[]>;
}

export interface RunOptions {
  readonly isStreaming?: boolean;
  readonly task?: string;
  readonly signal?: AbortSignal;
}

/** Sets a scene that ends with the test. */
export type OpenScene = (
  script: Script,
  settings?: Readonly<Record<string, string>>,
) => Promise<Scene>;

/** A test that can open scenes. */
export const it = test.extend<{ open: OpenScene }>({
  open: async ({ onTestFinished }, use) => {
    await use(async (script, settings) => {
      const github = await startGithub();
      onTestFinished(() => github.close());
      const rules = askingRules(github.ownerId);
      const stage = await startStage({
        script,
        rules,
        settings: { ...approvalSettings(github), ...settings },
      });
      onTestFinished(() => stage.close());
      await hear(github, stage.gateway);
      return sceneOf(github, stage, rules);
    });
  },
});

function sceneOf(github: DemoGithub, stage: TestStage, rules: string): Scene {
  const until = async (pattern: RegExp): Promise<string> => {
    for (let tries = 0; tries < 200; tries++) {
      const found = (await github.comments()).find((body) => pattern.test(body));
      if (found !== undefined) return found;
      await sleep(50);
    }
    const seen = [...(await github.comments()), ...stage.log].join('\n');
    throw new Error(`no comment like ${pattern}:\n${seen}`);
  };
  return {
    github,
    stage,
    until,
    run: ({ isStreaming = true, task = 'Release it.', signal } = {}) =>
      runToolLoop({
        baseUrl: stage.gateway.url,
        key: stage.agentKey,
        isStreaming,
        task,
        ...(signal === undefined ? {} : { signal }),
      }),
    restart: async (meanwhile) => {
      await stage.restart(meanwhile);
      await hear(github, stage.gateway);
    },
    republish: (changed = rules) => stage.publish(changed, { revision: 2 }),
    reloaded: async () => {
      while (!stage.log.some((line) => line.includes('"revision":2'))) await sleep(20);
    },
    cards: async () => (await github.comments()).filter((body) => body.startsWith('### Approval ')),
    approve: async () => {
      await github.comment(order(await github.waitForCard(), 'approve'));
      await until(/^### Approval given:/);
    },
    told: (id = 'toolu_1_0') =>
      resultIn(stage.provider.requests.at(-1) as ProviderRequest, id)?.['content'],
    audit: async (sql) => (await queryAudit({ folder: stage.dataFolder, sql })).rows,
  };
}

/** Calls that wait longer than this are parked. */
export const short = { SENTRELY_HOLD_STREAM_MS: '200', SENTRELY_HOLD_REPLY_MS: '200' };

/** The line of a card that approves or denies it. */
export function order(card: string, verb: 'approve' | 'deny'): string {
  return new RegExp(`^/sentrely ${verb} a_[0-9a-z]{26} [0-9a-f]{12}$`, 'm').exec(card)?.[0] ?? '';
}
