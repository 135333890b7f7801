import { expect } from 'vitest';
import type { RuleSet } from '../../../compiler/bundle/rules.ts';
import { readDocument } from '../../../compiler/bundle/shape.ts';
import { readRuleSet } from '../../../compiler/bundle/structure.ts';
import { bytesOf } from './signed.ts';

/** A rule set as a gateway reads it. */
export function read(value: unknown): RuleSet {
  return readDocument('SENTRELY_ERR_BUNDLE_STRUCTURE', bytesOf(value), readRuleSet);
}

/** What is wrong with a rule set: the message without its fixed beginning, or `fine`. */
export function fault(value: unknown): string {
  try {
    read(value);
    return 'fine';
  } catch (error) {
    expect(error).toMatchObject({ code: 'SENTRELY_ERR_BUNDLE_STRUCTURE' });
    return (error as Error).message.replace('the rules are not well formed: ', '');
  }
}
