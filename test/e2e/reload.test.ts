import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { queryAudit } from '../../gateway/audit/query.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { call } from './script.ts';

const swaps = 20;
const loops = 6;

/** Odd revisions deny the call and even ones allow it; each has rules of its own. */
function rulesOf(revision: number): string {
  const effect = revision % 2 === 1 ? 'deny' : 'allow';
  return `policy work for agent dev {
    rule revision-${revision} ${effect} read_file when .path under workspace
  }`;
}

let stage: TestStage;
afterEach(() => stage.close());

/** One request, and whether the call in its answer was released. */
async function ask(loop: number): Promise<boolean> {
  const response = await fetch(`${stage.gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': stage.agentKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-sonnet-5',
      stream: true,
      messages: [{ role: 'user', content: `This is loop ${loop}.` }],
    }),
  });
  const received = await response.text();
  expect(response.status, received).toBe(200);
  expect(received).toContain('event: message_stop');
  return received.includes('"name":"read_file"');
}

/** Digests of the loaded bundles, by revision, as the gateway logs them. */
function loaded(): ReadonlyMap<number, string> {
  const lines = stage.log.filter((line) => line.includes('"bundle.loaded"'));
  return new Map(
    lines.map((line) => {
      const { revision, digest } = JSON.parse(line) as { revision: number; digest: string };
      return [revision, digest];
    }),
  );
}

it(`${swaps} swaps of the policy under load drop no request, and each call has one policy`, async () => {
  let count = 0;
  stage = await startStage({
    script: () => ({ content: [call(`toolu_${(count += 1)}`, 'read_file', { path: 'a.txt' })] }),
    rules: rulesOf(1),
  });
  const over = new AbortController();
  const answers: boolean[] = [];
  const traffic = Array.from({ length: loops }, async (_, loop) => {
    while (!over.signal.aborted) answers.push(await ask(loop));
  });
  const swapping = async (): Promise<void> => {
    for (let revision = 1; revision <= swaps + 1; revision++) {
      if (revision > 1) stage.publish(rulesOf(revision), { revision });
      while (!over.signal.aborted && !loaded().has(revision)) await sleep(5);
      // As many answers as loops may have begun under the policy before; one more has not.
      const enough = answers.length + loops + 1;
      while (!over.signal.aborted && answers.length < enough) await sleep(5);
    }
  };
  try {
    await Promise.race([swapping(), Promise.all(traffic)]);
  } finally {
    over.abort();
  }
  await Promise.all(traffic);

  const revisionOf = new Map([...loaded()].map(([revision, digest]) => [digest, revision]));
  const { rows } = await queryAudit({
    folder: stage.dataFolder,
    sql: 'SELECT bundle_digest, verdict, rule_id, disposition FROM decisions',
    rowsMax: 100_000,
  });
  const decisions = rows as readonly (readonly [string, string, string, string])[];
  expect(decisions).toHaveLength(answers.length);
  for (const [digest, verdict, rule, disposition] of decisions) {
    const revision = revisionOf.get(digest) ?? 0;
    const effect = revision % 2 === 1 ? 'deny' : 'allow';
    expect([verdict, rule]).toEqual([effect, `work.revision-${revision}`]);
    expect(disposition).toBe(effect === 'deny' ? 'stopped' : 'released');
  }
  expect(new Set(decisions.map(([digest]) => digest)).size).toBe(swaps + 1);
  expect(decisions.filter(([, verdict]) => verdict === 'allow')).toHaveLength(
    answers.filter((isReleased) => isReleased).length,
  );
}, 60_000);
