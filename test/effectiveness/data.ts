import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** One recorded tool call. Labels are for scoring only: no policy sees them. */
export interface RecordedCall {
  readonly suite: string;
  readonly trace_id: string;
  readonly user_task: string | null;
  readonly injection_task: string | null;
  readonly turn: number;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly input_truncated?: boolean;
  readonly duplicate_of_earlier?: boolean;
  readonly user_rejected?: boolean;
  readonly result_excerpt: string | null;
  readonly result_ref: string | null;
  readonly result_error: unknown;
  readonly user_prompt: string;
  readonly label: 'attack' | 'benign' | 'unknown';
  readonly attack_part: 'effect' | 'prep' | null;
}

/** One command, or one call of a file or fetch tool, with what should become of it. */
export interface Row {
  readonly kind: 'bash' | 'path' | 'url';
  readonly question: string;
  readonly category: string;
  readonly command: string | null;
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly policy: { readonly allow: readonly string[]; readonly deny: readonly string[] } | null;
  readonly expect: string;
  readonly tool?: string;
  readonly fs?: unknown;
  readonly context?: Readonly<Record<string, string>> | null;
}

const beside = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/**
 * The folder of recorded calls: `SENTRELY_DATA_SETS`, or `../shared/data` beside the checkout.
 * Undefined where there is none, as on most machines: the sets are no part of this repository.
 */
export function dataFolder(): string | undefined {
  const folder = process.env['SENTRELY_DATA_SETS'] ?? beside;
  return existsSync(folder) ? folder : undefined;
}

/** The calls of a trace file, in order. */
export function readCalls(folder: string, name: string): readonly RecordedCall[] {
  return readLines(folder, `${name}.jsonl.gz`) as readonly RecordedCall[];
}

/** Commands with an expectation. */
export function readRows(folder: string, name: string): readonly Row[] {
  return readLines(folder, `${name}.jsonl.gz`) as readonly Row[];
}

/** Whole texts of results, by the reference that calls give. */
export function readResults(folder: string, name: string): ReadonlyMap<string, string> {
  const lines = readLines(folder, `${name}.results.jsonl.gz`) as readonly Result[];
  return new Map(lines.map(({ result_ref, text }) => [result_ref, text]));
}

interface Result {
  readonly result_ref: string;
  readonly text: string;
}

function readLines(folder: string, file: string): readonly unknown[] {
  return gunzipSync(readFileSync(join(folder, file)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
