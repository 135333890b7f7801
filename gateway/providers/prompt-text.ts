import type { JsonValue } from '../json/value.ts';

/** How blocks begin that clients insert and mark, which are no end of what a person typed. */
const reminderMark = '<system-reminder>';

/** How clients begin the summary that stands for a conversation which became too long. */
const summaryMarks: readonly string[] = [
  'This session is being continued from a previous conversation',
  'Another language model started to solve this problem',
  // opencode's question, which its summary answers.
  'What did we do so far?',
];

/** Whether a text is such a summary. */
export function isSummary(text: string): boolean {
  const begun = text.trimStart();
  return summaryMarks.some((mark) => begun.startsWith(mark));
}

/**
 * How blocks begin that a client or a model wrote into a user message: summaries and requests for one,
 * interruptions, messages of others, instruction files. Anything in angle brackets counts as a mark:
 * a person whose words begin so is asked once more, which harms nobody.
 */
const otherMarks: readonly string[] = [
  '<',
  '[Request interrupted',
  ...summaryMarks,
  // What a hook wrote may stand in it.
  'CRITICAL: Respond with TEXT ONLY',
  'You are performing a CONTEXT CHECKPOINT COMPACTION',
  'Another Claude session sent a message',
  'A peer session sent a message',
  'A message arrived from ',
  'Activity in the bound conversation',
  'Caveat: ',
  'Stop hook feedback',
  'Called the Read tool with the following input',
  '# AGENTS.md instructions',
];

/**
 * The texts of a message that a person may have typed: those before the first block that begins with
 * a client's mark, reminders aside. Nothing is cut out of a text.
 */
export function typedTexts(texts: readonly JsonValue[]): readonly string[] {
  const typed: string[] = [];
  for (const { text = '' } of texts) {
    const begun = text.trimStart();
    if (begun.startsWith(reminderMark)) continue;
    if (otherMarks.some((mark) => begun.startsWith(mark))) break;
    if (begun !== '') typed.push(text);
  }
  return typed;
}
