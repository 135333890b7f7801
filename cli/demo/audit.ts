import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryAudit } from '../../gateway/audit/query.ts';
import { renderAnswer } from '../../gateway/audit/render.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import type { Narrator } from './narrator.ts';

const questions: readonly (readonly [string, string])[] = [
  [
    'What did the agent touch?',
    "SELECT strftime(ts, '%H:%M:%S') AS at, tool_name, resource, verdict, disposition FROM decisions ORDER BY seq",
  ],
  [
    'What was denied, and by which line of policy?',
    'SELECT tool_name, resource, rule_id, rule_at FROM denied ORDER BY seq',
  ],
  [
    'Who approved what?',
    "SELECT approval_id, outcome, approver, approval_source FROM events WHERE kind = 'approval.decided'",
  ],
];

/** Asks the log of a stopped gateway three questions and verifies it. False when it is not whole. */
export async function askTheAudit(folder: string, tell: Narrator): Promise<boolean> {
  tell.step('The audit log answers');
  for (const [question, sql] of questions) {
    tell.note(`\n${question}   sentrely audit query "${sql}"`);
    tell.block(renderAnswer(await queryAudit({ folder, sql }), 'table'));
  }
  tell.step('And it can be checked, from its files and a public key');
  const publicKey = readFileSync(join(folder, 'keys', 'audit.pub'), 'utf8').trim();
  const { status, checked, findings } = await verifyAudit({ folder, publicKey });
  tell.block(
    `sentrely audit verify: ${status}\n${checked.rows} records, ${checked.files} files, ${checked.checkpoints} signed checkpoints`,
  );
  for (const finding of findings) tell.note(JSON.stringify(finding));
  return status === 'ok';
}
