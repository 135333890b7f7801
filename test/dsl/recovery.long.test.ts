import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import type { Report } from './faults.ts';
import { faultsOf, judge } from './faults.ts';

const folder = join(import.meta.dirname, '../golden/format');

/** Every fifth fault is enough for the figure; `FAULTS=all` takes all. */
const step = process.env['FAULTS'] === 'all' ? 1 : 5;

const timeoutMs = 120_000;

function reports(): readonly Report[] {
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith('.expected'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  return texts.flatMap((text) => {
    const { file } = parse({ file: 'x', text });
    const faults = [...faultsOf(text)].filter((_, index) => index % step === 0);
    return faults.map((fault) => judge(file, fault));
  });
}

it(
  'one faulty token is reported once, at its place, and later items and rules are kept',
  () => {
    const faults = reports().filter(({ isLegal }) => !isLegal);
    const percent = (test: (report: Report) => boolean): number =>
      Math.round((1000 * faults.filter(test).length) / faults.length) / 10;
    const figures = {
      single: percent(({ isSingle }) => isSingle),
      atPlace: percent(({ isAtPlace }) => isAtPlace),
      keepsLaterItems: percent(({ keepsLaterItems }) => keepsLaterItems),
      keepsLaterRules: percent(({ keepsLaterRules }) => keepsLaterRules),
      all: percent((r) => r.isSingle && r.isAtPlace && r.keepsLaterItems),
    };
    console.info(`recovery, percent of ${faults.length} faults:`, figures);
    expect(faults.length).toBeGreaterThan(1000);
    expect(figures.all).toBeGreaterThan(96.8);
    expect(figures.keepsLaterRules).toBeGreaterThan(90);
  },
  timeoutMs,
);
