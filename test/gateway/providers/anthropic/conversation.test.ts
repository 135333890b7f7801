import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRequest } from '../../../../gateway/providers/anthropic/request.ts';
import { restoreRequest } from '../../../../gateway/providers/anthropic/restore.ts';
import {
  block,
  call,
  end,
  event,
  keys,
  pingEvent,
  relay,
  rule,
  start,
  tenant,
  text,
} from './harness.ts';
import { readBySdk } from './sdk.ts';

// The law of the whole dialect: whatever the gate rules, an agent that runs its loop through us gives
// the provider the same history that it would have given without us, but for the results of calls
// that did not run.

type Json = Record<string, unknown>;

interface Call {
  readonly name: string;
  readonly input: Json;
}

type Part =
  | { readonly kind: 'text'; readonly parts: readonly string[] }
  | { readonly kind: 'thinking'; readonly thinking: string }
  | { readonly kind: 'call'; readonly call: Call; readonly cuts: readonly number[] };

const words = fc.string({ unit: 'grapheme', maxLength: 12 });
const name = fc.constantFrom('Allowed', 'AllowedToo', 'Bash', 'Asked', 'mcp__x__y');
const input = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
});
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), parts: fc.array(words, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('thinking' as const), thinking: words }),
  fc.record({
    kind: fc.constant('call' as const),
    call: fc.record({ name, input: wellFormed(input) }),
    cuts: fc.array(fc.nat(), { maxLength: 4 }),
  }),
);

/** Lone surrogates are a defect, which other tests cover. */
function wellFormed(input: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return input.filter((value) => !/\\ud[89a-f]/.test(JSON.stringify(value)));
}

function stream(part: Part, index: number): string {
  if (part.kind === 'text') return text(index, ...part.parts);
  if (part.kind === 'thinking')
    return block(index, { type: 'thinking', thinking: '', signature: '' }, [
      { type: 'thinking_delta', thinking: part.thinking },
      { type: 'signature_delta', signature: 'c2ln' },
    ]);
  return call(index, part.call.name, ...cut(JSON.stringify(part.call.input), part.cuts));
}

function cut(text: string, cuts: readonly number[]): readonly string[] {
  const places = [0, ...cuts.map((at) => at % text.length), text.length].toSorted((a, b) => a - b);
  return places.slice(1).map((at, index) => text.slice(places[index], at));
}

function chunk(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

/** The content that a client of the real SDK keeps of an answer. */
async function contentOf(stream: string): Promise<readonly Json[]> {
  const message = await readBySdk(stream);
  if (message instanceof Error) throw message;
  return message.content as unknown as readonly Json[];
}

/** The next request of a client that answers each call by `resultOf`. */
function nextRequest(content: readonly Json[], resultOf: (use: Json) => Json): Buffer {
  const results = content.filter((block) => block['type'] === 'tool_use').map(resultOf);
  const messages = [
    { role: 'user', content: 'go' },
    { role: 'assistant', content },
    { role: 'user', content: [...results, { type: 'text', text: 'go on' }] },
  ];
  return Buffer.from(JSON.stringify({ model: 'm', messages, tools: [{ name: 'Allowed' }] }));
}

const ran = (use: Json): Json => ({ type: 'tool_result', tool_use_id: use['id'], content: 'ok' });
const unknown = (use: Json): Json => ({
  ...ran(use),
  content: `no tool ${String(use['name'])}`,
  is_error: true,
});

const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });

test('all calls released: the bytes out are the bytes in, however they are chunked', async () => {
  const released = part.map(
    (part): Part =>
      part.kind === 'call' ? { ...part, call: { ...part.call, name: 'Allowed' } } : part,
  );
  const noise = fc.constantFrom(
    '',
    '',
    pingEvent,
    ': c\n\n',
    '\n',
    event('weather', { sun: true }),
  );
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  await fc.assert(
    fc.asyncProperty(
      fc.array(released, { maxLength: 5 }),
      noise,
      lineEnd,
      sizes,
      async (parts, noise, lineEnd, sizes) => {
        const blocks = parts.map((part, index) =>
          stream(part, index).replaceAll('\n\n', `\n\n${noise}`),
        );
        const sent = Buffer.from((start + blocks.join('') + end()).replaceAll('\n', lineEnd));
        const { out, summary } = await relay(chunk(sent, sizes));
        expect(Buffer.from(out)).toEqual(sent);
        expect(summary.outcome).toBe('complete');
      },
    ),
    { numRuns: 150 },
  );
});

test('any ruling: the provider sees the history it wrote', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 6 }),
      sizes,
      async (parts, sizes) => {
        const blocks = parts.map(stream);
        const sent = start + blocks.join('') + end();
        const { out, judged } = await relay(chunk(Buffer.from(sent), sizes));

        // What was not a refused call left exactly as it came.
        let rest = out;
        for (const [index, block] of [start, ...blocks, end()].entries()) {
          const part = parts[index - 1];
          if (part?.kind !== 'call' || part.call.name.startsWith('Allowed')) {
            expect(rest.startsWith(block)).toBe(true);
            rest = rest.slice(block.length);
          } else
            rest = rest.slice(rest.indexOf('event: content_block_stop')).replace(/^.*\n.*\n\n/, '');
        }
        expect(rest).toBe('');

        // And after the client has come back, the provider reads its own words.
        const echoed = nextRequest(await contentOf(out), (use) =>
          String(use['name']).startsWith('sentrely_') ? unknown(use) : ran(use),
        );
        const direct = nextRequest(await contentOf(sent), (use) => {
          const call = judged.find(({ id }) => id === use['id']);
          const ruling = call === undefined ? undefined : rule(call);
          if (ruling === undefined || ruling.kind === 'release') return ran(use);
          return { ...ran(use), content: ruling.reason, is_error: true };
        });
        const refused = judged.filter((call) => rule(call).kind !== 'release').length;
        const restored = restoreRequest(echoed, readRequest(echoed), keys, tenant);
        expect(restored.body.toString()).toBe(direct.toString());
        expect([restored.restored, restored.broken]).toEqual([refused, 0]);
      },
    ),
    { numRuns: 150 },
  );
});
