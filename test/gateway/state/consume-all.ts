import { openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import { bundleTwo } from '../approvals/fixtures.ts';

// Run as a process of its own: tries to consume every approved request, and prints the ids it got.

const [path = '', nowMs = ''] = process.argv.slice(2);
const state = openSqliteState(path);
// Every approved request was judged by another bundle than this one: so all of them are listed.
for (const { request, version } of await state.approvals.listOtherBundles(bundleTwo)) {
  const { id, digest, binding } = request;
  const claim = { id, digest, bundleDigest: binding.bundle_digest, version };
  if ((await state.approvals.consume(claim, Number(nowMs))) === 'consumed')
    process.stdout.write(`${id}\n`);
}
await state.close();
