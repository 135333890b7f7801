/**
 * Caps on documents. All lie far above honest use and keep hostile files from costing more than
 * the size cap of the file already allows.
 */

/** Keys in one trust file: a team has a few. */
export const trustKeysMax = 100;

/** Revocations are kept for ever; 10,000 is a revision a day for 27 years. */
export const revokedMax = 10_000;

/** Signatures on one bundle: each costs a verification. */
export const signaturesMax = 100;

/** Names of channels, agents, servers, tools, parameters, teams and roles, in UTF-16 units. */
export const nameUnitsMax = 128;
export const channelUnitsMax = nameUnitsMax;

/** Rule ids (two names and a dot) and file paths. */
export const idUnitsMax = 512;

/** Sentences, literals, references to sources. */
export const textUnitsMax = 4096;

export const agentsMax = 10_000;
export const agentKeysMax = 100;
/** Claims that one token must show. */
export const claimsMax = 20;
export const toolsMax = 10_000;
export const actionsMax = 10_000;
export const paramsMax = 256;

/** Words of an enumeration, spellings of one word of a command, names of one option. */
export const enumWordsMax = 1000;

/** What one tool or form does. */
export const effectsMax = 100;

/** Places in results that one tool's declaration trusts. */
export const trustedMax = 100;

/** Programs have up to some hundred subcommands, and each some dozen options. */
export const commandsMax = 10_000;
export const programsMax = 100;
export const formsMax = 2000;
export const optionsMax = 1000;
export const positionalsMax = 100;
export const piecesMax = 32;

/** Each costs every session some state. */
export const monitorsMax = 1000;
export const originsMax = 1000;

/** Budgets, alerts, rates, patterns of models and tools to poll, of one agent. */
export const limitEntriesMax = 100;

/** Prices in one rule set: a provider has some hundred models. */
export const pricesMax = 10_000;

/** Highest price, in millionths of a US dollar for a million tokens: 1000 times the dearest known. */
export const rateMax = 1_000_000_000_000;

/** Longest window of history and of rates: a year. */
export const windowMsMax: number = 366 * 24 * 60 * 60 * 1000;

export const layersMax = 100;
export const policiesMax = 10_000;
export const rulesMax = 100_000;
export const approversMax = 100;

/** A literal list in one condition, or the parts of one `and`. */
export const operandsMax = 10_000;

/**
 * Nesting of conditions, because planning and evaluating recurse: the 64 levels that the language
 * lets people write, and those that lowering adds (`unless`, unions and parts of patterns).
 */
export const conditionDepthMax = 80;

/** Nesting of JSON in documents: each level of a condition is an object and perhaps a list. */
export const documentDepthMax: number = 2 * conditionDepthMax + 16;

export const automataMax = 100_000;

/** States of one automaton, so that a state fits 16 bits. */
export const statesMax = 65_536;

/** Classes of one automaton: there are no more code units than that. */
export const classesMax = 65_536;

/** Time to vote: longer and nobody remembers what they are asked. */
export const expiresMsMax: number = 24 * 60 * 60 * 1000;
