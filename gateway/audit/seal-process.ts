import { runProgram } from './process.ts';

/** What one run of the sealer did. */
export interface SealReport {
  readonly files: readonly { readonly file: string; readonly rows: number }[];
  /** Why something could not be sealed; it stays in the write-ahead log and is tried again. */
  readonly problems: readonly string[];
}

/** A seal of everything that a day left behind takes minutes; beyond this it hangs. */
const sealMsMax = 30 * 60 * 1000;

const reportBytesMax = 16 * 1024 * 1024;

/**
 * Seals the closed segments of a folder in a process of its own: the database library never runs
 * beside the gateway. Rejects with SENTRELY_ERR_AUDIT_UPKEEP when the process fails.
 */
export async function runSeal(folder: string, signal?: AbortSignal): Promise<SealReport> {
  const limits = { msMax: sealMsMax, bytesMax: reportBytesMax, signal } as const;
  const code = 'SENTRELY_ERR_AUDIT_UPKEEP';
  let report: SealReport = { files: [], problems: [] };
  for await (const line of runProgram('seal', folder, { ...limits, code })) {
    report = JSON.parse(line) as SealReport;
  }
  return report;
}
