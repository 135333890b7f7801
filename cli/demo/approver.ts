import { createInterface } from 'node:readline/promises';
import type { Terminal } from '../terminal.ts';
import type { DemoGithub } from './github.ts';
import type { Narrator } from './narrator.ts';

/**
 * Waits for the card of a held call and answers it as maria: at once, or, where a person sits at
 * the terminal, as they say.
 */
export async function answerCard(
  github: DemoGithub,
  tell: Narrator,
  person: Terminal | undefined,
): Promise<void> {
  const card = await github.waitForCard();
  tell.line('gateway', `holds the call and asks on pull request #${github.pullRequest}:`);
  tell.block(card);
  const line = await answerLine(card, person);
  tell.line('maria', `comments: ${line}`);
  await github.comment(line);
}

async function answerLine(card: string, person: Terminal | undefined): Promise<string> {
  const approve = /\/sentrely approve a_[0-9a-z]{26} [0-9a-f]{12,64}/.exec(card)?.[0] ?? '';
  if (person === undefined) return approve;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question('   Approve this deployment? [y/N] ');
    const isYes = answer.trim().toLowerCase() === 'y';
    return isYes ? approve : approve.replace('/sentrely approve', '/sentrely deny');
  } finally {
    prompt.close();
  }
}
