import { test } from 'vitest';
import type { Script } from '../../../cli/demo/provider.ts';
import { startStage, type TestStage } from '../harness.ts';

/** A gateway that asks nobody. */
export interface QuietScene {
  readonly stage: TestStage;
}

/** A test that can open such scenes; each ends with the test. */
export const it = test.extend<{ open: (script: Script) => Promise<QuietScene> }>({
  open: async ({ onTestFinished }, use) => {
    await use(async (script) => {
      const rules = 'policy work for agent dev { allow read_file when .path under workspace }';
      const stage = await startStage({ script, rules });
      onTestFinished(() => stage.close());
      return { stage };
    });
  },
});
