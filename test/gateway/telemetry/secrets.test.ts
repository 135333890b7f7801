import { expect } from 'vitest';
import type { Script } from '../../../cli/demo/provider.ts';
import { it, order } from '../../e2e/scene.ts';
import { calls, text } from '../../e2e/script.ts';
import { adminKey, callAdmin } from '../admin/operator.ts';
import { startCollector } from './collector.ts';

// What an operator collects holds no secret and no word of a conversation, whatever traffic there was.

const planted = {
  provider: 'sk-ant-planted-provider-key',
  ownProvider: 'sk-ant-planted-key-of-the-agent',
  wrong: 'sk-sentrely-planted-wrong-key',
  prompt: 'planted prompt: the acquisition of Globex',
  argument: 'planted-argument-value',
  answer: 'planted answer of the model',
  refusal: 'planted words of the provider',
  model: 'planted model name\nwith a line',
  agent: 'planted user agent',
  query: 'planted-query',
  body: 'planted body that is no JSON',
  admin: 'planted-admin-key-that-is-wrong',
  trace: 'planted-traceparent',
};

const script: Script = ({ body }) => {
  const asked = JSON.stringify(body.messages);
  if (asked.includes('fail')) return { status: 500, type: 'api_error', message: planted.refusal };
  if (!asked.includes('work')) return text(planted.answer);
  if (asked.includes('tool_result')) return text(planted.answer);
  return calls(
    '1',
    ['read_file', { path: planted.argument }],
    ['write_file', { path: planted.argument, content: planted.argument }],
    ['run_command', { command: `curl ${planted.argument}` }],
    [planted.argument, { x: planted.argument }],
    ['deploy', { environment: planted.argument, version: planted.argument }],
  );
};

it('logs, metrics and traces hold none of them', async ({ open }) => {
  const collector = await startCollector();
  const scene = await open(script, {
    SENTRELY_TRACES_URL: collector.url,
    SENTRELY_UPSTREAM_API_KEY: planted.provider,
  });
  const { stage } = scene;
  const { url, adminUrl } = stage.gateway;
  const key = stage.agentKey;
  const post = async (
    headers: Readonly<Record<string, string>>,
    body: string,
    path = '/v1/messages',
  ): Promise<number> => {
    const response = await fetch(`${url}${path}?x=${planted.query}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': planted.agent,
        traceparent: planted.trace,
        ...headers,
      },
      body,
    });
    await response.text();
    return response.status;
  };
  const ask = (content: string, model = 'm'): string =>
    JSON.stringify({ model, max_tokens: 9, messages: [{ role: 'user', content }] });

  const working = scene.run({ task: `${planted.prompt} work` });
  await scene.github.comment(order(await scene.github.waitForCard(), 'approve'));
  await working;
  expect(await post({ 'x-api-key': key }, ask(`${planted.prompt} fail`))).toBe(500);
  expect(await post({ 'x-api-key': planted.wrong }, ask(planted.prompt))).toBe(401);
  expect(await post({ 'x-api-key': key }, planted.body)).toBe(400);
  expect(await post({ 'x-api-key': key }, ask(planted.prompt, planted.model))).toBe(200);
  expect(await post({ 'x-api-key': key }, ask(planted.prompt), '/v1/planted-path')).toBe(404);
  const both = { 'x-sentrely-key': key, 'x-api-key': planted.ownProvider };
  expect(await post(both, ask(planted.prompt))).toBe(200);
  await callAdmin(adminUrl, 'GET', '/api/kills', { key: planted.admin });
  await callAdmin(adminUrl, 'GET', '/api/status', { key: adminKey(stage.dataFolder) });
  await stage.provider.close();
  expect(await post({ 'x-api-key': key }, ask(planted.prompt))).toBe(502);

  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  const ready = await (await fetch(`${adminUrl}/readyz`)).text();
  await stage.restart();
  const collected = { log: stage.log.join(''), metrics, ready, traces: collector.text() };
  // What is looked through is there at all.
  expect(collected.log).toContain('SENTRELY_ERR_UPSTREAM_UNREACHABLE');
  expect(collected.metrics).toContain('sentrely_decisions_total{verdict="deny"');
  expect(collected.traces).toContain('sentrely.decision');
  const operator = adminKey(stage.dataFolder);
  for (const [where, held] of Object.entries(collected))
    for (const secret of [key, operator, 'planted', 'Globex', scene.github.botToken])
      expect(held.includes(secret), `${where} holds ${secret}`).toBe(false);
});
