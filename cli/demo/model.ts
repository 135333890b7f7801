import type { ProviderRequest, Script, Turn } from './provider.ts';

/** What the demo's model says, turn by turn. It goes on whatever the results say, as models do. */
const turns: readonly Turn[] = [
  say('I will read the release notes first.', 'read_file', { path: 'RELEASE.md' }),
  say('Perhaps the credentials file says which account to use.', 'read_file', { path: '.env' }),
  say('Understood, no credentials. I will run the checks.', 'run_command', {
    command: 'node check.js',
  }),
  say('All green. I will deploy.', 'deploy', { environment: 'production', version: '1.4.0' }),
  {
    content: [
      { type: 'text', text: 'Version 1.4.0 is in production; the credentials were left alone.' },
    ],
  },
];

/** The next turn: as many calls have been answered, so many turns were spoken. */
export const demoModel: Script = (request) => {
  const spoken = (request.body.messages ?? []).filter(({ role }) => role === 'assistant').length;
  return turns[spoken] ?? { content: [{ type: 'text', text: 'There is nothing left to do.' }] };
};

/** The task the demo's agent is given. */
export const demoTask = 'Release version 1.4.0: check it, then deploy it to production.';

/** The results that a request carries back, newest message only: id of the call and text. */
export function resultsIn(request: ProviderRequest): readonly { id: string; text: string }[] {
  const last = request.body.messages?.at(-1);
  if (last === undefined || typeof last.content === 'string') return [];
  return last.content
    .filter((block) => block.type === 'tool_result')
    .map((block) => ({ id: String(block['tool_use_id']), text: textOf(block['content']) }));
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { readonly text?: string }) => part.text ?? '').join('');
}

function say(text: string, name: string, input: Readonly<Record<string, string>>): Turn {
  const id = `toolu_${name}_${Object.values(input)[0]?.length}`;
  return {
    content: [
      { type: 'text', text },
      { type: 'tool_use', id, name, input },
    ],
  };
}
