import { parseStrictJson, StrictJsonError } from '../../compiler/bundle/strict-json.ts';

/**
 * Why a text cannot be judged as the arguments of a call; null when it is one strict JSON object.
 * A text that two readers could understand differently (repeated keys, lone surrogates) has a defect.
 */
export function argumentsDefect(text: string): string | null {
  try {
    const value = parseStrictJson(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? null : 'the arguments are not an object';
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    return `the arguments are not strict JSON: ${error.message}`;
  }
}
