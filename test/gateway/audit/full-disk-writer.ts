import { execFileSync } from 'node:child_process';
import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { openAudit } from '../../../gateway/audit/writer.ts';

// Appends before, while and after no file may grow, and prints how each append ended.
const limiter = 'prlimit';
const folder = process.argv[2] ?? '';
const troubles: string[] = [];
const log = await openAudit({
  folder,
  origin: 'acme/gateway',
  sealEveryMs: 0,
  onTrouble: (error) => troubles.push(error.message),
});

async function appendTen(): Promise<readonly string[]> {
  const ends: string[] = [];
  for (let index = 0; index < 10; index++) {
    const event = { kind: 'tool.decision', agent_id: 'claude', reason: 'x'.repeat(100) } as const;
    ends.push(
      await log.append(event).then(
        () => 'ok',
        (error: SentrelyError) => error.code,
      ),
    );
  }
  return ends;
}

function limitFiles(bytes: string): void {
  execFileSync(limiter, ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}

const before = await appendTen();
limitFiles('150');
const during = await appendTen();
limitFiles('unlimited');
const after = await appendTen();
await log.close();
console.log(JSON.stringify({ before, during, after, troubles }));
