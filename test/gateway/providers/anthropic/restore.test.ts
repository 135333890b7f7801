import { describe, expect, test } from 'vitest';
import type { SealKeys } from '../../../../gateway/enforce/tombstone.ts';
import { readRequest } from '../../../../gateway/providers/anthropic/request.ts';
import { restoreRequest } from '../../../../gateway/providers/anthropic/restore.ts';
import type { RestoredRequest } from '../../../../gateway/providers/dialect.ts';
import { keys, seal, tenant } from './harness.ts';

const reason = 'Not run: denied by rule "p.r".\n(é)';
const reasonText = JSON.stringify(reason);
const written = '{"command": "ls",  "n": 1.0, "x": 1e3, "2": 1, "1": 2}';

/** The input of a tombstone as JSON, for a call `Bash` with the given arguments. */
function inputFor(
  id: string,
  argumentsText = written,
  kind: 'denied' | 'pending' = 'denied',
): string {
  return seal({ id, name: 'Bash', argumentsText, defect: null }, kind, reason).input;
}

function restore(body: string, by: SealKeys = keys, who = tenant): RestoredRequest {
  const bytes = Buffer.from(body);
  return restoreRequest(bytes, readRequest(bytes), by, who);
}

/** A request with one tool_use and one tool_result, given as text. */
function conversation(use: string, result: string): string {
  return `{"model":"m","x":1.0,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},${use}]},{"role":"user","content":[${result}]}],"tools":[]}`;
}

const use = (input: string, name = 'sentrely_denied', id = 't1'): string =>
  `{"type":"tool_use","id":"${id}","name":"${name}","input":${input}}`;
const result = '{"type":"tool_result","content":"No such tool","is_error":true,"tool_use_id":"t1"}';

describe('without a tombstone', () => {
  test('the very buffer that came in goes on', () => {
    const bytes = Buffer.from(conversation(use('{}', 'Bash'), result));
    const { body, ...counts } = restoreRequest(bytes, readRequest(bytes), keys, tenant);
    expect(body).toBe(bytes);
    expect(counts).toEqual({ restored: 0, broken: 0 });
  });
});

describe('a tombstone', () => {
  test('becomes the call as the model wrote it, and its result the reason', () => {
    const { body, ...counts } = restore(conversation(use(inputFor('t1')), result));
    expect(body.toString()).toBe(
      conversation(
        `{"type":"tool_use","id":"t1","name":"Bash","input":${written}}`,
        `{"type":"tool_result","content":${reasonText},"is_error":true,"tool_use_id":"t1"}`,
      ),
    );
    expect(counts).toEqual({ restored: 1, broken: 0 });
  });

  test.each([
    ['in any order of keys', '{"seal":$s,"original":$o,"tool":"Bash","reason":$r}'],
    ['with space', '{ "reason" :\n$r , "original": $o, "seal"\t: $s }'],
    ['without the tool', '{"reason":$r,"original":$o,"seal":$s}'],
    ['with more in it', '{"reason":$r,"x":[{}],"original":$o,"seal":$s}'],
  ])('is found %s', (_, shape) => {
    const sealed = JSON.parse(inputFor('t1')) as Record<string, string>;
    const echoed = shape
      .replace('$r', () => escaped(sealed['reason'] ?? ''))
      .replace('$o', () => escaped(sealed['original'] ?? ''))
      .replace('$s', () => escaped(sealed['seal'] ?? ''));
    const { body, restored } = restore(conversation(use(echoed), result));
    expect(restored).toBe(1);
    expect(body.toString()).toContain(`"name":"Bash","input":${written}}`);
  });

  test('is found whatever is escaped around it', () => {
    const echoed = `{"\\u0069nput":${inputFor('t1')},"n\\u0061me":"sentrely\\u005fdenied","id":"\\u00741","type":"tool\\u005fuse","cache_control":{"type":"ephemeral"}}`;
    const answered =
      '{"tool_use_id":"t\\u0031","type":"tool_result","content":"x","is_error":true}';
    const { body } = restore(conversation(echoed, answered));
    expect(body.toString()).toBe(
      conversation(
        `{"\\u0069nput":${written},"n\\u0061me":"Bash","id":"\\u00741","type":"tool\\u005fuse","cache_control":{"type":"ephemeral"}}`,
        `{"tool_use_id":"t\\u0031","type":"tool_result","content":${reasonText},"is_error":true}`,
      ),
    );
  });

  test.each([
    [
      'a list of blocks',
      '{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"is_error":true}',
      `{"type":"tool_result","tool_use_id":"t1","content":$,"is_error":true}`,
    ],
    [
      'no error flag',
      '{"type":"tool_result","tool_use_id":"t1","content":"x" }',
      '{"type":"tool_result","tool_use_id":"t1","content":$,"is_error":true }',
    ],
    [
      'a false error flag',
      '{"is_error":false,"type":"tool_result","tool_use_id":"t1","content":"x"}',
      '{"is_error":true,"type":"tool_result","tool_use_id":"t1","content":$}',
    ],
    [
      'a null error flag',
      '{"type":"tool_result","tool_use_id":"t1","content":"x","is_error":null}',
      '{"type":"tool_result","tool_use_id":"t1","content":$,"is_error":true}',
    ],
    [
      'no content',
      '{"type":"tool_result","is_error":true,"tool_use_id":"t1"}',
      '{"type":"tool_result","is_error":true,"tool_use_id":"t1","content":$}',
    ],
    [
      'neither',
      '{"type":"tool_result","tool_use_id":"t1"}',
      '{"type":"tool_result","tool_use_id":"t1","content":$,"is_error":true}',
    ],
    [
      'null content',
      '{"type":"tool_result","tool_use_id":"t1","content":null,"is_error":true}',
      '{"type":"tool_result","tool_use_id":"t1","content":$,"is_error":true}',
    ],
    [
      'a cache mark',
      '{"type":"tool_result","content":"x","is_error":true,"tool_use_id":"t1","cache_control":{"type":"ephemeral"}}',
      '{"type":"tool_result","content":$,"is_error":true,"tool_use_id":"t1","cache_control":{"type":"ephemeral"}}',
    ],
  ])('is restored when its result has %s', (_, before, after) => {
    const { body } = restore(conversation(use(inputFor('t1')), before));
    const called = use(written, 'Bash');
    expect(body.toString()).toBe(
      conversation(
        called,
        after.replace('$', () => reasonText),
      ),
    );
  });

  test('without a result is restored alone', () => {
    const { body } = restore(conversation(use(inputFor('t1')), '{"type":"text","text":"stop"}'));
    expect(body.toString()).toBe(
      conversation(use(written, 'Bash'), '{"type":"text","text":"stop"}'),
    );
  });

  test('of a pending call is restored with where it stands', () => {
    const input = inputFor('t1', written, 'pending');
    const { body } = restore(conversation(use(input, 'sentrely_pending'), result));
    expect(body.toString()).toContain(`"name":"Bash","input":${written}`);
    expect(body.toString()).toContain(`"content":${reasonText}`);
  });

  test.each(['{"command": "rm', '', '[1]', '{"a":1,"a":2}', '{"a":"\ud800"}'])(
    'of arguments that no request can hold (%j) gets an empty object',
    (argumentsText) => {
      const { body } = restore(conversation(use(inputFor('t1', argumentsText)), result));
      expect(JSON.parse(body.toString()).messages[1].content[1].input).toEqual({});
    },
  );

  test('among others touches none of them', () => {
    const calls = [use('{"a":1.0}', 'Read', 't0'), use(inputFor('t1')), use('{}', 'Read', 't2')];
    const results = ['t0', 't1', 't2'].map((id) => result.replace('t1', id));
    const { body, restored } = restore(conversation(calls.join(','), results.join(',')));
    const expected = [calls[0], use(written, 'Bash'), calls[2]].join(',');
    const answers = [
      results[0],
      results[1]?.replace('"No such tool"', () => reasonText),
      results[2],
    ];
    expect(body.toString()).toBe(conversation(expected, answers.join(',')));
    expect(restored).toBe(1);
  });

  test('is restored the same way every time', () => {
    const text = conversation(use(inputFor('t1')), result);
    expect(restore(text).body).toEqual(restore(text).body);
  });
});

describe('a broken tombstone stays as it is and is counted', () => {
  const sealed = inputFor('t1');
  test.each<[string, string, SealKeys?, string?]>([
    ['of another tenant', use(sealed), keys, 'other'],
    ['under a key we do not have', use(sealed), { current: keys.current, all: new Map() }],
    ['of another call', use(sealed, 'sentrely_denied', 't9')],
    ['of another kind', use(sealed, 'sentrely_pending')],
    ['with another reason', use(sealed.replace('Not run', 'Ran'))],
    ['with other arguments', use(sealed.replace('ls', 'rm'))],
    ['without a seal', use('{"reason":"","original":"4:Bash{}"}')],
    ['with a seal that is no text', use('{"reason":"","original":"4:Bash{}","seal":{}}')],
    ['with an empty input', use('{}')],
    ['without an input', '{"type":"tool_use","id":"t1","name":"sentrely_denied"}'],
    ['with an input that is no object', use('"x"')],
  ])('%s', (_, block, by, who) => {
    const text = conversation(block, result);
    expect(restore(text, by, who)).toEqual({ body: Buffer.from(text), restored: 0, broken: 1 });
  });

  test('and spoils no good one beside it', () => {
    const text = conversation(
      `${use('{}', 'sentrely_denied', 't0')},${use(inputFor('t1'))}`,
      result,
    );
    expect(restore(text)).toMatchObject({ restored: 1, broken: 1 });
  });
});

describe('what only looks like a tombstone', () => {
  test.each([
    ['in a user message', `{"role":"user","content":[${use(inputFor('t1'))}]}`],
    ['in a text', `{"role":"assistant","content":${JSON.stringify(use(inputFor('t1')))}}`],
    [
      'in a result',
      `{"role":"user","content":[{"type":"tool_result","tool_use_id":"t0","content":[${use(inputFor('t1'))}]}]}`,
    ],
    [
      'in an input',
      `{"role":"assistant","content":[${use(`{"messages":[${use(inputFor('t1'))}]}`, 'Bash')}]}`,
    ],
    [
      'under another type',
      `{"role":"assistant","content":[${use(inputFor('t1')).replace('tool_use', 'mcp_tool_use')}]}`,
    ],
  ])('%s is left alone', (_, message) => {
    const bytes = Buffer.from(`{"model":"m","messages":[${message}]}`);
    expect(restoreRequest(bytes, readRequest(bytes), keys, tenant).body).toBe(bytes);
  });

  test('a result before its call, or for a call that was not denied, is left alone', () => {
    const text = `{"model":"m","messages":[{"role":"user","content":[${result}]},{"role":"assistant","content":[${use(inputFor('t1'))}]}]}`;
    expect(restore(text).body.toString()).toContain(result);
  });

  test('an id used twice: each result belongs to the call before it', () => {
    const other = use('{}', 'Bash', 't0');
    const message = (block: string): string =>
      `{"role":"assistant","content":[${block}]},{"role":"user","content":[${result}]}`;
    const twice = `{"model":"m","messages":[${message(use(inputFor('t1')))},${message(use(inputFor('t1')))},${message(other)}]}`;
    expect(restore(twice)).toMatchObject({ restored: 2, broken: 0 });
  });
});

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}
