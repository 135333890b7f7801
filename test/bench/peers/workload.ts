/** One rule in no engine's language: an agent, a tool, a folder and a bound on an integer. */
export interface PeerRule {
  readonly agent: string;
  readonly tool: string;
  readonly effect: 'allow' | 'deny';
  /** Ends with a slash. */
  readonly prefix: string;
  /** An allow holds below it, a deny above. */
  readonly limit: number;
}

/** One call to be decided. */
export interface PeerCall {
  readonly agent: string;
  readonly tool: string;
  readonly path: string;
  readonly size: number;
}

/** An engine with a rule set loaded. */
export interface Peer {
  readonly name: string;
  isAllowed(call: PeerCall): boolean | Promise<boolean>;
  close(): Promise<void>;
}

/** Agents and tools over which the rules are spread. */
const axis = 20;

/** So many rules, a tenth of them denies. */
export function peerRules(count: number): readonly PeerRule[] {
  return Array.from({ length: count }, (_, at) => ({
    agent: `agent-${at % axis}`,
    tool: `tool-${Math.floor(at / axis) % axis}`,
    effect: at % 10 === 9 ? 'deny' : 'allow',
    prefix: prefixOf(at),
    limit: 1000 + (at % 7),
  }));
}

/** Calls of which about half are allowed. */
export function peerCalls(rules: number, count: number): readonly PeerCall[] {
  return Array.from({ length: count }, (_, at) => {
    const rule = (at * 7919) % rules;
    return {
      agent: `agent-${rule % axis}`,
      tool: `tool-${Math.floor(rule / axis) % axis}`,
      path: `${prefixOf(rule)}src/file-${at}.ts`,
      size: (at * 31) % 2000,
    };
  });
}

function prefixOf(at: number): string {
  return `/srv/app/module-${at % 50}/`;
}
