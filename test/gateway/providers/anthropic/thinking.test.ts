import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../../gateway/providers/anthropic/request.ts';
import { withoutThinking } from '../../../../gateway/providers/anthropic/thinking.ts';

const user = '{"role":"user","content":"go"}';
const thought = '{"type":"thinking","thinking":"a \\u00e9","signature":"s1"}';
const hidden = '{ "type": "redacted_thinking", "data": "x" }';
const call = '{"type":"tool_use","id":"t","name":"n","input":{"10":1.0,"1":1e3}}';
const assistant = (...blocks: string[]) =>
  `{ "role":"assistant", "content":[${blocks.join(',')}] }`;
const body = (...messages: string[]) =>
  Buffer.from(`{"model":"m","max_tokens":9,"messages":[${messages.join(',')}],"system":"é"}`);

describe('isSigned', () => {
  const request = readRequest(body(user, assistant(thought, call), user, assistant(call)));
  it.each([
    [0, true],
    [1, true],
    [2, false],
    [9, false],
  ])('from message %i: %s', (from, isSigned) => {
    expect(request.isSigned(from)).toBe(isSigned);
  });

  it('only what an assistant thought, hidden or not', () => {
    expect(readRequest(body(assistant(hidden))).isSigned(0)).toBe(true);
    expect(readRequest(body(`{"role":"user","content":[${thought}]}`)).isSigned(0)).toBe(false);
  });
});

describe('withoutThinking', () => {
  it('takes out the blocks of so many messages, and keeps every byte of the others', () => {
    const whole = body(user, assistant(thought, call, hidden), user, assistant(thought, call));
    expect(withoutThinking(whole, 2).toString()).toBe(
      body(user, assistant(call), user, assistant(thought, call)).toString(),
    );
    expect(withoutThinking(whole, 4).toString()).toBe(
      body(user, assistant(call), user, assistant(call)).toString(),
    );
    expect(withoutThinking(whole, 0)).toBe(whole);
  });

  it('takes out a message that was nothing else: an empty one is refused', () => {
    const whole = body(user, assistant(thought, hidden), user);
    expect(withoutThinking(whole, 9).toString()).toBe(body(user, user).toString());
  });

  it('gives the same bytes for the part that was there before', () => {
    const turns = [user, assistant(thought, call), user];
    const before = withoutThinking(body(...turns), 3).toString();
    const after = withoutThinking(body(...turns, assistant(thought), user), 3).toString();
    const end = before.indexOf('],"system"');
    expect(after.slice(0, end)).toBe(before.slice(0, end));
  });
});
