import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryAudit } from '../../gateway/audit/query.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import type { SoakReport } from './soak.ts';

/** What ends a call is a decision that no later one follows: not the one that says that it is held. */
const endings = `SELECT tool_use_id, last(disposition) AS disposition, count(*)::INT AS ends FROM decisions d
  WHERE tool_use_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM decisions f WHERE f.ref_event_id = d.event_id)
  GROUP BY tool_use_id`;

/** Asks the record, from its Parquet, whether it is whole and says of every call how it ended. */
export async function judgeLog(folder: string, released: ReadonlySet<string>): Promise<SoakReport> {
  const limits = { folder, rowsMax: 1_000_000, msMax: 300_000 };
  const { rows, problems } = await queryAudit({ ...limits, sql: endings });
  const ends = new Map(rows.map(([id, disposition]) => [id as string, disposition as string]));
  const faults = problems.map(String);
  const several = rows.filter(([, , count]) => Number(count) !== 1);
  if (several.length > 0)
    faults.push(
      `${several.length} calls have several ends: ${JSON.stringify(several.slice(0, 3))}`,
    );
  const lost = [...released].filter((id) => ends.get(id) !== 'released');
  if (lost.length > 0)
    faults.push(
      `${lost.length} calls arrived whose release is not on record: ${lost.slice(0, 3).join(', ')}`,
    );
  const publicKey = readFileSync(join(folder, 'keys', 'audit.pub'), 'utf8');
  const { status, findings, checked } = await verifyAudit({ folder, publicKey });
  if (status !== 'ok')
    faults.push(`the log does not verify: ${JSON.stringify(findings.slice(0, 3))}`);
  return {
    lines: [
      `${rows.length} calls on record, each with one end; ${released.size} arrived`,
      `audit verify: ${status}; ${checked.rows} records, ${checked.files} files, ${checked.checkpoints} checkpoints`,
    ],
    faults,
  };
}
