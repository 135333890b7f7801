import { readdirSync, readFileSync } from 'node:fs';

/** Adds up what the test runs of this CI run reported, as one plain line. No report is a failure. */
const folder = new URL('../test/.tmp/results/', import.meta.url);
const reports = readdirSync(folder).map(
  (name) =>
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numFailedTestSuites: number;
      success: boolean;
    },
);
const sum = (pick: (report: (typeof reports)[number]) => number): number =>
  reports.reduce((total, report) => total + pick(report), 0);
const passed = sum((report) => report.numPassedTests);
const failed = sum((report) => report.numFailedTests);
const skipped = sum((report) => report.numPendingTests);
if (passed === 0 || reports.some((report) => !report.success)) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
