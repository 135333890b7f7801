import { fileURLToPath } from 'node:url';

/** The policies that come with Sentrely: beside `cli/` in a checkout, beside `dist/` when installed. */
export const examplesFolder: string = fileURLToPath(
  new URL('../policies/examples/', import.meta.url),
);

/** The policies that `sentrely init` writes, as they stand for an agent called `dev`. */
export const starterFolder: string = fileURLToPath(
  new URL('../policies/starter/', import.meta.url),
);
