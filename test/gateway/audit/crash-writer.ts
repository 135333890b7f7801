import { openAudit } from '../../../gateway/audit/writer.ts';

// A gateway in full traffic, sealing as it goes: writes each event's place to stdout once it was promised.
const folder = process.argv[2] ?? '';
const log = await openAudit({ folder, origin: 'acme/gateway', sealEveryMs: 0 });
setInterval(() => log.sealNow().catch(() => {}), 300);

async function agent(name: string): Promise<void> {
  for (;;) {
    const event = { kind: 'tool.decision', agent_id: name, verdict: 'allow' } as const;
    const { eventId, seq } = await log.append(event);
    process.stdout.write(`${seq} ${eventId}\n`);
  }
}

await Promise.all(Array.from({ length: 100 }, (_, index) => agent(`agent-${index}`)));
