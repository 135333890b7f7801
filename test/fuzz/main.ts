/**
 * `npm run fuzz -- --minutes 5 [--seed N]`: texts near to policies against lexer, parser, formatter
 * and checker. They may not throw, hang, take memory without bound or break one of the laws of
 * `laws.ts`. A text that makes them is written to a file and the exit code is 1.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Chance } from './chance.ts';
import { corpus } from './corpus.ts';
import { inputFrom } from './inputs.ts';

/** One text may take this long on a busy machine; the longest takes a fraction of a second. */
const hangMs = 20_000;

/** Memory of the worker: many times what the longest text needs. */
const heapMegabytes = 512;

/** Runs until the time is over. Resolves to the number of texts and what they broke. */
export async function fuzz(
  minutes: number,
  seed: number,
): Promise<{ texts: number; faults: number }> {
  const texts = corpus();
  const chance = new Chance(seed);
  const until = performance.now() + minutes * 60_000;
  let judge = new Judge();
  let count = 0;
  let faults = 0;
  while (performance.now() < until) {
    const text = inputFrom(chance, texts);
    const broken = await judge.ask(text);
    count++;
    if (broken === null) continue;
    faults++;
    console.error(`${broken}\n  text ${count} of seed ${seed}: ${keep(text)}`);
    await judge.stop();
    judge = new Judge();
  }
  await judge.stop();
  return { texts: count, faults };
}

/** A worker that judges texts, and what becomes of it. */
class Judge {
  readonly #worker = new Worker(new URL('worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });

  /** What a text broke; null when nothing. */
  async ask(text: string): Promise<string | null> {
    const worker = this.#worker;
    return await new Promise((resolve) => {
      const settle = (answer: string | null): void => {
        clearTimeout(timer);
        worker.off('message', settle).off('error', fail);
        resolve(answer);
      };
      const fail = (error: unknown): void => settle(`it ended the thread: ${String(error)}`);
      const timer = setTimeout(() => settle(`it took more than ${hangMs} ms`), hangMs);
      worker.on('message', settle).on('error', fail);
      worker.postMessage(text, []);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

function keep(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sentrely-fuzz-')), 'text.sentrely');
  writeFileSync(file, text);
  return file;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000_007);
  const { texts, faults } = await fuzz(Number(values.minutes), seed);
  console.log(`seed ${seed}: ${texts} texts, ${faults} faults`);
  if (faults > 0 || texts === 0) process.exitCode = 1;
}
