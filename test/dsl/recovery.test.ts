import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import type { Report } from './faults.ts';
import { faultsOf, judge } from './faults.ts';

const folder = join(import.meta.dirname, '../golden/format');

function reports(): readonly Report[] {
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith('.expected'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  return texts.flatMap((text) => {
    const { file } = parse({ file: 'x', text });
    return [...faultsOf(text)].map((fault) => judge(file, fault));
  });
}

const percent = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 10;

describe('recovery from one faulty token', () => {
  it('reports it once, at its place, and keeps every later item', () => {
    const faults = reports().filter(({ isLegal }) => !isLegal);
    const share = (test: (report: Report) => boolean): number =>
      percent(faults.filter(test).length, faults.length);
    const figures = {
      faults: faults.length,
      single: share(({ isSingle }) => isSingle),
      atPlace: share(({ isAtPlace }) => isAtPlace),
      keepsLater: share(({ keepsLaterItems }) => keepsLaterItems),
      all: share((r) => r.isSingle && r.isAtPlace && r.keepsLaterItems),
    };
    console.info('recovery, percent of faults:', figures);
    if (process.env['SHOW']) {
      const bad = faults.filter((r) => !(r.isSingle && r.isAtPlace && r.keepsLaterItems));
      for (const r of bad.filter((_, i) => i % Number(process.env['SHOW']) === 0)) {
        console.info(
          r.fault.kind,
          r.isSingle,
          r.isAtPlace,
          r.keepsLaterItems,
          JSON.stringify(r.fault.text.slice(Math.max(0, r.fault.at - 60), r.fault.at)),
          '<<>>',
          JSON.stringify(r.fault.text.slice(r.fault.at, r.fault.at + 60)),
          r.messages,
        );
      }
    }
    expect(figures.all).toBeGreaterThan(90);
  });
});
