import { join } from 'node:path';
import { expect } from 'vitest';
import { format } from '../../dsl/print.ts';
import { parse } from '../../dsl/parse.ts';
import { renderPretty } from '../../dsl/render.ts';
import { goldens } from '../golden/golden.ts';

const folder = join(import.meta.dirname, '../golden');

goldens(join(folder, 'format'), (file, text) => {
  const { text: formatted, diagnostics } = format({ file, text });
  expect(diagnostics).toEqual([]);
  return formatted ?? '';
});

goldens(join(folder, 'diagnostics'), (file, text) => {
  const source = { file, text };
  return renderPretty(parse(source).diagnostics, [source], { color: false });
});
