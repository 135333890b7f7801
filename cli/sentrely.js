#!/usr/bin/env node
// Runs on any Node that knows modules (12.17 on), so that an old one gets a sentence instead of a
// syntax error. Hence no modern syntax here, and the real program behind a dynamic import.
import { existsSync } from 'fs';

var needed = [22, 19];
var found = process.versions.node.split('.').map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    'error[SENTRELY_ERR_CLI_NODE]: found Node ' +
      process.versions.node +
      ', expected ' +
      needed.join('.') +
      ' or newer\n' +
      '  help: use an npm script of this repository, or install Node 24\n',
  );
  process.exitCode = 2;
} else {
  // A checkout runs its sources; the published package holds the built program only.
  var source = new URL('./main.ts', import.meta.url);
  var built = new URL('../dist/cli.js', import.meta.url);
  import((existsSync(source) ? source : built).href).catch(function (error) {
    process.stderr.write('error[SENTRELY_ERR_CLI_NODE]: ' + error.message + '\n');
    process.exitCode = 2;
  });
}
