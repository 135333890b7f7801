import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';
import { sealedFolder } from './layout.ts';
import { runProgram } from './process.ts';
import type { ChildAnswer, ChildQuestion } from './query-answer.ts';
import type { QueryRequest } from './query-child.ts';
import { type RangeText, readRange } from './range.ts';
import type { TimeRange } from './sql.ts';

/** A question to the log: `sql`, or what an agent or a session touched. */
export interface AuditQuestion extends RangeText {
  /** The data folder. */
  readonly folder: string;
  /** One SELECT over the views. Unlimited in time unless a range is given. */
  readonly sql?: string | undefined;
  /** Without `sql`: what this agent touched. The last 7 days unless a range is given. */
  readonly agent?: string | undefined;
  /** Without `sql`: what was touched in this session. */
  readonly session?: string | undefined;
  /** 10,000 unless given. */
  readonly rowsMax?: number | undefined;
  /** The question is stopped after this long. 30 seconds unless given. */
  readonly msMax?: number | undefined;
  readonly nowMs?: number | undefined;
}

/** An answer, with what a reader needs to judge it. */
export interface AuditAnswer extends ChildAnswer {
  readonly range: TimeRange;
}

const presetDays = 7;
const rowsMaxDefault = 10_000;
const msMaxDefault = 30_000;

/** An answer is bounded in the process; this is the net below it. */
const outputBytesMax = 128 * 1024 * 1024;

/**
 * Asks the log of a folder, sealed and live, in a process of its own that is killed when it takes too
 * long. Throws SENTRELY_ERR_AUDIT_QUERY when the question is not allowed, cannot be answered, or
 * there is no log.
 */
export async function queryAudit(question: AuditQuestion): Promise<AuditAnswer> {
  const { sql, agent, session } = question;
  const code = 'SENTRELY_ERR_AUDIT_QUERY';
  if (sql !== undefined && (agent !== undefined || session !== undefined)) {
    throw gatewayError(code, 'a SELECT was given together with an agent or a session');
  }
  if (!existsSync(sealedFolder(question.folder))) {
    throw gatewayError(code, `found no audit log in ${quote(question.folder)}`);
  }
  const days = sql === undefined ? presetDays : null;
  const range = readRange(question, question.nowMs ?? Date.now(), days);
  const scratch = mkdtempSync(join(tmpdir(), 'sentrely-audit-'));
  try {
    const asked: ChildQuestion = {
      folder: question.folder,
      scratch,
      sql: sql ?? null,
      agent: agent ?? null,
      session: session ?? null,
      range,
      rowsMax: question.rowsMax ?? rowsMaxDefault,
    };
    return { ...(await ask(asked, question.msMax ?? msMaxDefault)), range };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function ask(question: ChildQuestion, msMax: number): Promise<ChildAnswer> {
  const request: QueryRequest = { type: 'question', question };
  const limits = { msMax, bytesMax: outputBytesMax, code: 'SENTRELY_ERR_AUDIT_QUERY' } as const;
  for await (const line of runProgram('query', request, limits)) {
    return JSON.parse(line) as ChildAnswer;
  }
  throw gatewayError('SENTRELY_ERR_AUDIT_QUERY', 'the process gave no answer');
}
