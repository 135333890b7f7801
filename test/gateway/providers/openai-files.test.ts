import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../gateway/providers/dialect.ts';
import { openaiChat } from '../../../gateway/providers/openai-chat/dialect.ts';
import { openaiResponses } from '../../../gateway/providers/openai-responses/dialect.ts';

// A file at OpenAI is nobody's own here: what names one is refused, and what only speaks of one is not.

const file = 'file-abc123';
const refusal = { code: 'SENTRELY_ERR_FILE_UNKNOWN' };

function read(dialect: Dialect, body: string): void {
  dialect.read(Buffer.from(body), {});
}

function responses(input: unknown, more: object = {}): string {
  return JSON.stringify({ model: 'gpt-5.1', input, ...more });
}

const user = (content: unknown): object => ({ role: 'user', content });

function chat(messages: readonly object[], more: object = {}): string {
  return JSON.stringify({ model: 'gpt-5.1', messages, ...more });
}

describe('Responses', () => {
  const part = { type: 'input_file', file_id: file };
  const container = { type: 'auto', file_ids: [file] };
  it.each([
    ['a file', responses([user([part])])],
    ['an image', responses([user([{ type: 'input_image', file_id: file }])])],
    ['a result', responses([{ type: 'function_call_output', call_id: 'c', output: [part] }])],
    [
      'a screenshot',
      responses([
        {
          type: 'computer_call_output',
          call_id: 'c',
          output: { type: 'computer_screenshot', file_id: file },
        },
      ]),
    ],
    ['an escaped name', responses([user([part])]).replace('file_id', 'file\\u005Fid')],
    ['an item that nobody knows', responses([{ type: 'attachment', file_id: file }])],
    ['a content that is no list', responses([{ type: 'message', role: 'user', content: part }])],
    ['a member that nobody knows', responses('hello', { attachments: [{ file_id: file }] })],
    ['the request itself', responses('hello', { file_id: file })],
    ['instructions', responses('hello', { instructions: [user([part])] })],
    [
      'a container of code',
      responses('hello', { tools: [{ type: 'code_interpreter', container }] }),
    ],
    [
      'a container of code that is added later',
      responses([{ type: 'additional_tools', tools: [{ type: 'code_interpreter', container }] }]),
    ],
    [
      'the mask of an image',
      responses('hello', {
        tools: [{ type: 'image_generation', input_image_mask: { file_id: file } }],
      }),
    ],
    [
      'a part of an answer',
      responses([
        {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: '', source: part }],
        },
      ]),
    ],
    [
      'what says that it is a citation, of somebody else',
      responses([user([{ type: 'input_text', text: '', annotations: [part] }])]),
    ],
  ])('refuses %s', (_name, body) => {
    expect(() => read(openaiResponses, body)).toThrow(expect.objectContaining(refusal));
  });

  const schema = { type: 'object', properties: { file_id: { type: 'string' } } };
  it.each([
    ['text', responses(JSON.stringify(part))],
    [
      'arguments',
      responses([{ type: 'function_call', call_id: 'c', name: 'x', arguments: '{"file_id":"1"}' }]),
    ],
    [
      'a schema with an example',
      responses('hello', {
        tools: [
          { type: 'function', name: 'x', parameters: { ...schema, examples: [{ file_id: '1' }] } },
        ],
      }),
    ],
    [
      'what an answer cites',
      responses([
        {
          type: 'message',
          role: 'assistant',
          content: [
            {
              type: 'output_text',
              text: 'x',
              annotations: [{ type: 'file_citation', file_id: file }],
            },
          ],
        },
      ]),
    ],
    [
      'what a search found',
      responses([{ type: 'file_search_call', id: 'f', results: [{ file_id: file }] }]),
    ],
    [
      'a container without files',
      responses('hello', {
        tools: [{ type: 'code_interpreter', container: { type: 'auto', file_ids: [] } }],
      }),
    ],
  ])('takes %s', (_name, body) => {
    expect(() => read(openaiResponses, body)).not.toThrow();
  });
});

describe('Chat Completions', () => {
  const part = { type: 'file', file: { file_id: file } };
  it.each([
    ['a file', chat([user([part])])],
    ['a result', chat([{ role: 'tool', tool_call_id: 'c', content: [part] }])],
    ['an escaped name', chat([user([part])]).replace('"file_id', '"\\u0066ile_id')],
    ['the request itself', chat([user('x')], { file_id: file })],
    ['a message', chat([{ role: 'user', content: 'x', attachments: [{ file_id: file }] }])],
    ['a member that nobody knows', chat([user('x')], { attachments: [{ file_id: file }] })],
  ])('refuse %s', (_name, body) => {
    expect(() => read(openaiChat, body)).toThrow(expect.objectContaining(refusal));
  });

  it.each([
    ['text', chat([user(JSON.stringify(part))])],
    [
      'a file with its content',
      chat([user([{ type: 'file', file: { file_data: 'data:;base64,eA==', filename: 'a' } }])]),
    ],
    [
      'arguments',
      chat([
        user('x'),
        {
          role: 'assistant',
          tool_calls: [
            { id: 'c', type: 'function', function: { name: 'x', arguments: '{"file_id":"1"}' } },
          ],
        },
      ]),
    ],
  ])('take %s', (_name, body) => {
    expect(() => read(openaiChat, body)).not.toThrow();
  });
});
