import { callDefinition, objectDefinition, type Surroundings } from './dialects.ts';
import {
  type Candidate,
  callNames,
  calleeName,
  type Expression,
  type ExpressionOf,
  memberOf,
  textOf,
} from './expression.ts';
import { Offers } from './offers.ts';

/** Keys that stand beside `tools` in a request to a model. */
const requestKeys: readonly string[] = ['model', 'messages', 'prompt', 'input', 'instructions'];

/** Elements of one list of tools: arrays that are spread into each other double with each step. */
const elementsMax = 10_000;

/** Where a list of tools stands. */
interface List extends Surroundings {
  /** Whatever is in the list is offered to a model: what cannot be read is reported. */
  readonly isOffered: boolean;
}

/** Turns the candidates of a program into offers. */
export class ToolReader {
  readonly offers = new Offers();
  readonly #server: string | undefined;
  /** What clients call the servers that `createSdkMcpServer` makes. */
  readonly #servers = new Map<Expression, string>();
  #elements = 0;

  constructor(server: string | undefined) {
    this.#server = server;
  }

  read(candidate: Candidate): void {
    if (candidate.kind === 'member') this.#member(candidate);
    else if (candidate.kind === 'addition') this.#list(candidate.value, { isOffered: false });
    else if (candidate.kind === 'call') this.#call(candidate.name, candidate.call, {});
    else if (candidate.value.kind === 'object') this.#object(candidate.value, { isOffered: true });
  }

  #member({ name, value, siblings, server }: Extract<Candidate, { kind: 'member' }>): void {
    if (name === 'mcpServers') {
      this.#nameServers(value);
      return;
    }
    if (this.offers.has(value)) return;
    const isOffered = server !== undefined || requestKeys.some((key) => siblings.has(key));
    const list = { isOffered, server: this.#serverName(server) };
    if (value.kind === 'object') this.#table(value, list);
    else this.#list(value, list);
  }

  #nameServers(value: Expression): void {
    if (value.kind !== 'object') return;
    for (const { name, value: server } of value.members) {
      if (name !== undefined) this.#servers.set(server, name);
    }
  }

  /** `tools: { weather: tool({ ... }) }`: the keys are the names. */
  #table(table: ExpressionOf<'object'>, list: List): void {
    for (const { name, value } of table.members) {
      if (name === undefined && value.kind === 'object') this.#table(value, list);
      else if (name === undefined) this.#unread(value, list);
      else {
        const key: Expression = { kind: 'text', value: name, origin: value.origin };
        this.#element(value, { ...list, key });
      }
    }
  }

  #list(value: Expression, list: List): void {
    if (value.kind === 'array') for (const element of value.elements) this.#element(element, list);
    else if (value.kind === 'choice') for (const option of value.options) this.#list(option, list);
    else if (value.kind !== 'object') this.#unread(value, list);
  }

  #element(value: Expression, list: List): void {
    if (this.#elements++ >= elementsMax) return this.#tooMany(value);
    if (value.kind === 'spread') this.#list(value.value, list);
    else if (value.kind === 'choice') {
      for (const option of value.options) this.#element(option, list);
    } else if (value.kind === 'object') this.#object(value, list);
    else if (value.kind === 'call' && callNames.has(calleeName(value) ?? '')) {
      this.#call(calleeName(value) ?? '', value, list);
    } else this.#unread(value, list);
  }

  #tooMany(value: Expression): void {
    if (this.#elements > elementsMax + 1) return;
    this.offers.report('too-many-tools', value, `found more than ${elementsMax} tools`);
  }

  /** Text names a tool that is defined elsewhere; an empty place is none. */
  #unread(value: Expression, { isOffered, key }: List): void {
    const isDefinition = !['text', 'null', 'boolean', 'number'].includes(value.kind);
    if (!isOffered || !isDefinition) return;
    const what = key === undefined ? 'found tools that depend' : 'found a tool that depends';
    this.offers.report('tools-unresolved', value, `${what} on the run`);
  }

  #object(object: ExpressionOf<'object'>, list: List): void {
    const definition = objectDefinition(object, list);
    if (definition === undefined) {
      const text = 'found no schema, expected the arguments of a tool';
      if (list.isOffered) this.offers.report('entry-unread', object, text);
      return;
    }
    // One object may be several keys' tool, but is one element, however many lists hold it.
    if (!this.offers.take(object) && list.key === undefined) return;
    this.offers.add(definition);
  }

  #call(name: string, call: ExpressionOf<'call'>, surroundings: Surroundings): void {
    if (!this.offers.take(call) && surroundings.key === undefined) return;
    if (name === 'createSdkMcpServer') return this.#sdkServer(call);
    const server = surroundings.server ?? this.#serverName(receiverOf(call));
    const definition = callDefinition(name, call, { ...surroundings, server });
    if (definition !== undefined) this.offers.add(definition);
  }

  /** `createSdkMcpServer({ name, tools })` of the Claude Agent SDK. */
  #sdkServer(call: ExpressionOf<'call'>): void {
    const [config] = call.args;
    if (config?.kind !== 'object') return this.#unread(call, { isOffered: true });
    const tools = memberOf(config, 'tools');
    if (tools === undefined) return;
    this.offers.take(tools);
    const server = this.#servers.get(call) ?? textOf(memberOf(config, 'name'));
    this.#list(tools, { isOffered: true, server });
  }

  /** What clients call the server that an expression makes: `new McpServer({ name })`. */
  #serverName(server: Expression | undefined): string | undefined {
    if (this.#server !== undefined) return this.#server;
    if (server?.kind !== 'call') return undefined;
    const [config] = server.args;
    return config?.kind === 'object' ? textOf(memberOf(config, 'name')) : undefined;
  }
}

/** `server` of `server.tool(...)`. */
function receiverOf({ callee }: ExpressionOf<'call'>): Expression | undefined {
  return callee.kind === 'member' ? callee.of : undefined;
}
