import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { columns, docsTable, logColumns } from '../../../gateway/audit/columns.ts';
import { auditKinds } from '../../../gateway/audit/event.ts';
import { views } from '../../../gateway/audit/sql.ts';

const page = readFileSync(new URL('../../../docs/reference/audit.md', import.meta.url), 'utf8');

describe('the schema', () => {
  it('has each column once', () => {
    const names = columns.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining([...logColumns]));
  });

  it('uses only names that need no quotes in SQL and sort as bytes', () => {
    for (const { name } of columns) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  it('is what the reference page shows', () => {
    expect(page).toContain(docsTable());
  });

  it('has every kind on the reference page, and no other', () => {
    const section = page.slice(page.indexOf('## Kinds'), page.indexOf('## Columns'));
    const documented = [...section.matchAll(/^\| `([a-z.]+)`/gm)].map(([, kind]) => kind);
    expect(new Set(documented)).toEqual(new Set(auditKinds));
  });

  it('has every view on the reference page', () => {
    for (const [name, meaning] of views) expect(page).toContain(`| \`${name}\` | ${meaning} |`);
  });
});
