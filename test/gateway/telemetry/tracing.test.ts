import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { it, order } from '../../e2e/scene.ts';
import { calls, says, text } from '../../e2e/script.ts';
import { until } from '../admin/live-client.ts';
import { startCollector } from './collector.ts';

const deployment = ['deploy', { environment: 'production', version: '1.4.0' }] as const;

it('one trace per request: who, which model, what was decided, what it used', async ({ open }) => {
  const collector = await startCollector();
  const scene = await open(says(calls('1', deployment), text('Done.')), {
    SENTRELY_TRACES_URL: collector.url,
  });
  const running = scene.run();
  await scene.github.comment(order(await scene.github.waitForCard(), 'approve'));
  await running;
  await until(() => collector.spans().filter(({ name }) => name.startsWith('POST')).length === 2);
  const [first, second] = collector.spans().filter(({ name }) => name === 'POST /v1/messages');
  expect(Object.fromEntries(first?.attributes ?? [])).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': 'claude-sonnet-5',
    'gen_ai.agent.name': 'dev',
    'sentrely.client': 'anthropic-sdk',
    'sentrely.outcome': 'complete',
    'http.response.status_code': '200',
  });
  expect(Number(first?.attributes.get('gen_ai.usage.output_tokens'))).toBeGreaterThan(0);
  const decisions = first?.events.filter(({ name }) => name === 'sentrely.decision') ?? [];
  expect(decisions.map(({ attributes }) => Object.fromEntries(attributes))).toEqual([
    {
      'sentrely.verdict': 'ask',
      'sentrely.disposition': 'held',
      'sentrely.rule': 'work.deployments',
    },
    {
      'sentrely.verdict': 'ask',
      'sentrely.disposition': 'released',
      'sentrely.rule': 'work.deployments',
    },
  ]);
  const children = collector.spans().filter(({ parentSpanId }) => parentSpanId === first?.spanId);
  expect(children.map(({ name }) => name).sort()).toEqual(['approval', 'upstream']);
  expect(second?.traceId).not.toBe(first?.traceId);
});

it("goes on with the client's trace, and shows a refusal", async ({ open }) => {
  const collector = await startCollector();
  const scene = await open(says(text('Done.')), { SENTRELY_TRACES_URL: collector.url });
  const trace = 'ab'.repeat(16);
  await fetch(`${scene.stage.gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-sentrely-wrong', traceparent: `00-${trace}-${'cd'.repeat(8)}-01` },
  });
  await until(() => collector.spans().length > 0);
  const [span] = collector.spans();
  expect(span).toMatchObject({ traceId: trace, parentSpanId: 'cd'.repeat(8) });
  expect(span?.attributes.get('error.type')).toBe('SENTRELY_ERR_IDENTITY_UNKNOWN');
});

it('a collector that is down delays and breaks nothing', async ({ open }) => {
  const scene = await open(says(text('Done.')), {
    SENTRELY_TRACES_URL: 'http://127.0.0.1:9/v1/traces',
  });
  expect((await scene.run()).lastText).toBe('Done.');
});

it('costs nothing where no collector is configured: its library is not even loaded', async () => {
  const { metafile } = await build({
    entryPoints: ['gateway/index.ts'],
    absWorkingDir: fileURLToPath(new URL('../../..', import.meta.url)),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: 'none',
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  /** What stands in the chunks that are loaded at once, and what is loaded by `import()`. */
  const packagesFrom = (start: string, isLazy: boolean): ReadonlySet<string> => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
        if (isLazy || kind === 'import-statement') visit(next);
    };
    visit(start);
    return seen;
  };
  const [entry = ''] = Object.entries(metafile.outputs)
    .filter(([, { entryPoint }]) => entryPoint === 'gateway/index.ts')
    .map(([path]) => path);
  const library = '@opentelemetry/sdk-trace';
  expect(packagesFrom(entry, true)).toContain(library);
  expect(packagesFrom(entry, false)).toContain('fastify');
  expect(packagesFrom(entry, false)).not.toContain(library);
});
