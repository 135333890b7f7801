import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryAudit } from '../../gateway/audit/query.ts';
import { renderAnswer } from '../../gateway/audit/render.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import type { Narrator } from './narrator.ts';

/** A question as it is typed, and as the log takes it. */
interface Question {
  readonly title: string;
  readonly typed: string;
  readonly asked: { readonly sql: string } | { readonly agent: string; readonly on: string };
}

function sql(title: string, text: string): Question {
  return { title, typed: `"${text}"`, asked: { sql: text } };
}

/** Asks the log of a stopped gateway three questions and verifies it. False when it is not whole. */
export async function askTheAudit(folder: string, tell: Narrator): Promise<boolean> {
  const today = new Date().toISOString().slice(0, 10);
  const questions: readonly Question[] = [
    {
      title: 'Show me everything the agent touched today.',
      typed: `--agent dev --on ${today}`,
      asked: { agent: 'dev', on: today },
    },
    sql(
      'What was denied, and by which line of policy?',
      'SELECT tool_name, resource, rule_id, rule_at FROM denied',
    ),
    sql(
      'Who approved what?',
      "SELECT tool_name, outcome, approver, approval_source FROM events WHERE kind = 'approval.decided'",
    ),
  ];
  tell.step('The audit log answers');
  for (const { title, typed, asked } of questions) {
    tell.note(`\n${title}\n$ sentrely audit query ${typed}`);
    tell.block(renderAnswer(await queryAudit({ folder, ...asked }), 'table'));
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
