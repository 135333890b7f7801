import type { Source } from '../../dsl/source.ts';
import type { Offer, OfferFinding } from '../import/offer.ts';
import { readOffer } from '../import/read-offer.ts';
import type { Candidate, ScannedProgram } from './expression.ts';
import { ToolReader } from './tool-reader.ts';

/** The tools that programs offer to models, in the order of the sources. */
export interface Scan {
  readonly offers: readonly Offer[];
  readonly findings: readonly OfferFinding[];
}

/** What the code may not say. */
export interface ScanOptions {
  /** What clients call the MCP server that the code defines, whatever it calls itself. */
  readonly server?: string | undefined;
}

/**
 * Finds the tool definitions of TypeScript and JavaScript programs. All sources are one program, so
 * that imports between them are followed. Nothing is run, and nothing but the sources is read.
 */
export async function scan(sources: readonly Source[], options: ScanOptions = {}): Promise<Scan> {
  // The parser takes a while to load; no other verb should wait for it.
  const { readProgram } = await import('./morph.ts');
  return toolsOf(readProgram(sources), options);
}

function toolsOf({ candidates, findings }: ScannedProgram, { server }: ScanOptions): Scan {
  const reader = new ToolReader(server);
  const ordered = [...candidates].sort((a, b) => rank(a) - rank(b));
  for (const candidate of ordered) reader.read(candidate);
  const readings = reader.offers.found.map(readOffer);
  const all = [
    ...findings,
    ...reader.offers.findings,
    ...readings.flatMap((reading) => reading.findings),
  ];
  return {
    offers: readings.flatMap(({ offer }) => offer ?? []).sort(byPlace),
    findings: distinct(all).sort(byPlace),
  };
}

/**
 * What names a tool or its server is read before the tool itself: servers, then lists of tools, then
 * the definitions that stand in none.
 */
function rank({ kind, name }: Candidate & { readonly name?: string }): number {
  if (name === 'mcpServers') return 0;
  if (name === 'createSdkMcpServer') return 1;
  return kind === 'member' || kind === 'addition' ? 2 : 3;
}

/** A definition in two lists is found twice, with the same findings. */
function distinct(findings: readonly OfferFinding[]): OfferFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

type Placed = Pick<Offer, 'origin'>;

function byPlace({ origin: a }: Placed, { origin: b }: Placed): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
