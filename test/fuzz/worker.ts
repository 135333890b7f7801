import { parentPort } from 'node:worker_threads';
import { brokenLaw } from './laws.ts';

/** Judges one text at a time, so that whoever started it knows which one it is at. */
parentPort?.on('message', (text: string) => {
  parentPort?.postMessage(brokenLaw(text) ?? null, []);
});
