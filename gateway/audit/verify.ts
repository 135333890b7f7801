import { existsSync } from 'node:fs';
import { type Finding, severities, type Severity } from './finding.ts';
import { parsePublicKey } from './keys.ts';
import { LogWalk } from './log-walk.ts';
import { type ManifestEntry, sealedPath } from './manifest.ts';
import { type RangeText, readRange } from './range.ts';
import { readSealedFiles, type RowReader } from './row-stream.ts';
import { describeProblem } from './tail.ts';
import { type LogPlan, planLogs, type Verification } from './verify-plan.ts';

export interface VerifyQuestion extends RangeText {
  /** The data folder, or a copy of it. */
  readonly folder: string;
  /** `name+keyid+base64`, from a place that the host cannot write. */
  readonly publicKey: string;
  /** Notes that were kept elsewhere: only they can show that a log was rolled back as a whole. */
  readonly checkpoints?: readonly string[] | undefined;
  /** What the gateway was configured with, in milliseconds. 1 minute. */
  readonly heartbeatMs?: number | undefined;
  readonly nowMs?: number | undefined;
}

export interface VerifyReport {
  /** `ok`, or the worst severity among the findings. */
  readonly status: 'ok' | Exclude<Severity, 'info'>;
  readonly findings: readonly Finding[];
  readonly checked: { readonly rows: number; readonly files: number; readonly checkpoints: number };
}

/** Findings that a report lists; a wholly rewritten log would have one for each record. */
const findingsMax = 200;

/**
 * Verifies a log from its files alone: the hash of each file, the leaf of each record recomputed from
 * what is stored, the order without holes, the Merkle root at every checkpoint, every signature, and
 * the heartbeat. With a range it reads what the range needs: its files and those up to the next
 * checkpoint. Throws SENTRELY_ERR_AUDIT_KEY for a text that is no key.
 */
export async function verifyAudit(question: VerifyQuestion): Promise<VerifyReport> {
  const findings: Finding[] = [];
  const verification: Verification = {
    folder: question.folder,
    verifier: parsePublicKey(question.publicKey),
    heartbeatMs: question.heartbeatMs ?? 60_000,
    range: readRange(question, question.nowMs ?? Date.now(), null),
    report: (finding) => {
      if (findings.length < findingsMax) findings.push(finding);
    },
  };
  const plans = planLogs(verification, question.checkpoints ?? []);
  if (plans.length === 0) verification.report(noLog);
  const readable = plans.flatMap((plan) => [...plan.readable]);
  const nextFile = readSealedFiles(readable.map((entry) => sealedPath(question.folder, entry)));
  const walks: LogWalk[] = [];
  for (const plan of plans) walks.push(await walkLog(verification, plan, nextFile));
  const checked = {
    rows: walks.reduce((sum, { rows }) => sum + rows, 0),
    files: readable.length,
    checkpoints: walks.reduce((sum, { matched }) => sum + matched, 0),
  };
  return { status: statusOf(findings), findings, checked };
}

async function walkLog(
  verification: Verification,
  plan: LogPlan,
  nextFile: RowReader,
): Promise<LogWalk> {
  const { signed, unsigned, log } = plan;
  const walk = new LogWalk({ ...verification, writer: log.writer, signed, unsigned });
  walk.passOver(plan.before);
  for (const entry of plan.entries) {
    if (plan.readable.has(entry)) await walkFile(walk, entry, nextFile);
    else passFile(walk, entry, sealedPath(verification.folder, entry));
  }
  if (plan.hasTail) walkTail(walk, plan);
  walk.end(plan.hasTail);
  return walk;
}

async function walkFile(walk: LogWalk, entry: ManifestEntry, nextFile: RowReader): Promise<void> {
  for await (const row of nextFile()) {
    if (row === undefined) walk.find('tampered', `${entry.file} cannot be read`);
    else walk.take(row.text, row.leaf);
  }
  walk.finish(entry);
}

/** Its records stay unknown; the tree goes on as the manifest says and must meet a checkpoint. */
function passFile(walk: LogWalk, entry: ManifestEntry, path: string): void {
  if (entry.seq0 > walk.size) {
    walk.find('incomplete', `records ${walk.size} to ${entry.seq0 - 1} are in no file`);
  } else if (existsSync(path)) {
    walk.find('tampered', `${entry.file} is not the file that was sealed`);
  } else {
    walk.find('incomplete', `${entry.file} is missing`);
  }
  walk.passOver(entry);
}

function walkTail(walk: LogWalk, { log }: LogPlan): void {
  for (const { text, leaf } of log.tail) walk.take(text, leaf);
  if (log.problem !== undefined) {
    const severity = log.problem.kind === 'missing' ? 'incomplete' : 'tampered';
    walk.find(severity, describeProblem(log.problem));
  }
}

const noLog: Finding = {
  severity: 'cannot-check',
  writer: null,
  seq: null,
  what: 'there is no log in this folder',
};

function statusOf(findings: readonly Finding[]): VerifyReport['status'] {
  const ranks = findings.map(({ severity }) => severities.indexOf(severity));
  const worst = severities[Math.max(0, ...ranks)] ?? 'info';
  return worst === 'info' ? 'ok' : worst;
}
