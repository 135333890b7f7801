import { setPriority } from 'node:os';
import { serveProgram, writeLine } from './process.ts';
import { sealLog } from './seal.ts';

// Sealing must never compete with the gateway, and its files are for the gateway's user alone.
setPriority(10);
process.umask(0o077);

await serveProgram(async (folder) => {
  await writeLine(JSON.stringify(await sealLog(folder as string)));
});
