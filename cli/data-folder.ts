import { resolve } from 'node:path';
import type { Option } from './command.ts';
import type { Terminal } from './terminal.ts';

/** The `--data` of every verb that reads what a gateway has written. */
export const dataOption = {
  type: 'string',
  value: 'FOLDER',
  help: 'data folder of the gateway (default $SENTRELY_DATA, else .sentrely)',
} as const satisfies Option;

/** The data folder: as asked, else as the gateway's own default. Absolute. */
export function dataFolder(terminal: Terminal, asked: string | undefined): string {
  return resolve(terminal.folder, asked ?? (terminal.env['SENTRELY_DATA'] || '.sentrely'));
}
