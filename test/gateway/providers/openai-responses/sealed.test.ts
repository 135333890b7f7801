import { expect, it } from 'vitest';
import { openaiResponses } from '../../../../gateway/providers/openai-responses/dialect.ts';

const read = (...input: object[]) =>
  openaiResponses.read(Buffer.from(JSON.stringify({ model: 'm', input })), {});

it('sealed reasoning and compactions are only for the provider that wrote them', () => {
  const user = { role: 'user', content: 'go' };
  const sealed = { type: 'reasoning', summary: [], encrypted_content: 'gAAA' };
  expect(read(user, sealed, user).isSigned(0)).toBe(true);
  expect(read(user, sealed, user).isSigned(1)).toBe(true);
  expect(read(user, sealed, user).isSigned(2)).toBe(false);
  expect(read(user, { type: 'compaction', encrypted_content: 'gAAA' }).isSigned(0)).toBe(true);
  const parts = [{ type: 'input_text', text: 'Sender: /root' }];
  const told = { type: 'agent_message', author: '/root', content: parts };
  expect(read(user, told).isSigned(0)).toBe(false);
  const hidden = [...parts, { type: 'encrypted_content', encrypted_content: 'gAAA' }];
  expect(read(user, { ...told, content: hidden }).isSigned(0)).toBe(true);
  expect(read(user, { type: 'reasoning', summary: [] }).isSigned(0)).toBe(false);
  expect(read(user, { ...sealed, encrypted_content: null }).isSigned(0)).toBe(false);
  expect(read(user).messageCount).toBe(1);
  expect(read(user).withoutThinking).toBeNull();
});
