import type { Block, Message, ProviderRequest, Script, Turn } from '../../cli/demo/provider.ts';

// What the scripted model says, and what it was told.

/** A model that says these turns one after the other, whatever it is told. */
export function says(...turns: readonly Turn[]): Script {
  return ({ body }) => turns[spokenIn(body.messages ?? [])] ?? text('There is nothing left to do.');
}

/** Turns that the model has spoken in a history. */
function spokenIn(messages: readonly Message[]): number {
  return messages.filter(({ role }) => role === 'assistant').length;
}

/** The same for a provider that cannot stream: clients then ask again without. */
export function inOnePiece(script: Script): Script {
  return (request) =>
    request.body.stream === true
      ? { status: 404, type: 'not_found_error', message: 'there are no streams here' }
      : script(request);
}

export function text(words: string): Turn {
  return { content: [{ type: 'text', text: words }] };
}

/** A turn of calls; each is a name and an input, and the first call of turn `t` has the id `toolu_t_0`. */
export function calls(
  turn: string,
  ...made: readonly (readonly [name: string, input: object])[]
): Turn {
  return {
    content: made.map(([name, input], index) => call(`toolu_${turn}_${index}`, name, input)),
  };
}

export function call(id: string, name: string, input: object): Block {
  return { type: 'tool_use', id, name, input };
}

/** A block of a conversation as it stands in a request. */
export type SentBlock = Record<string, unknown> & { readonly type: string };

/** The call of this id as the provider was sent it back. */
export function callIn(request: ProviderRequest, id: string): SentBlock | undefined {
  return blocksOf(request).find((block) => block.type === 'tool_use' && block['id'] === id);
}

/** The result of the call of this id. */
export function resultIn(request: ProviderRequest, id: string): SentBlock | undefined {
  return blocksOf(request).find(
    (block) => block.type === 'tool_result' && block['tool_use_id'] === id,
  );
}

function blocksOf({ body }: ProviderRequest): readonly SentBlock[] {
  return (body.messages ?? []).flatMap(({ content }) =>
    typeof content === 'string' ? [] : content,
  );
}
