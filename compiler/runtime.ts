/** The public entry `sentrely/runtime`: verify a bundle, plan its rules, decide calls. */
export { type ActionBinding, bindAction } from './bundle/binding.ts';
export type * from './bundle/bundle.ts';
export { type ErrorEntry, SentrelyError } from './bundle/errors.ts';
export type * from './bundle/rules.ts';
export { parseStrictJson, StrictJsonError, type StrictJsonLimits } from './bundle/strict-json.ts';
export { readToolName, type ToolNameParts, wireName } from './bundle/tool-name.ts';
export { parseTrust } from './bundle/trust.ts';
export type { VerifiedBundle } from './bundle/verified-bundle.ts';
export { verifyBundle } from './bundle/verify.ts';
export { decide } from './evaluate/decide.ts';
export type * from './evaluate/decision.ts';
export { type Plan, planRules } from './evaluate/plan.ts';
