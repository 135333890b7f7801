import { declareTools } from '../../compiler/import/declaration.ts';
import { readToolList } from '../../compiler/import/tool-list.ts';
import { command, jsonOption } from '../command.ts';
import { writeWhole } from '../files.ts';
import { readJson } from '../json-file.ts';
import { offerExitCode, offersJson, writeOfferFindings } from '../offer-report.ts';
import { plural } from '../report.ts';

const heading = [
  'Written by `sentrely tools import`. Types are read from schemas, and from names where schemas',
  'say no more: read each line before you rely on it.',
];

/** `sentrely tools import`: declarations of the tools that a document lists. */
const toolsImport = command({
  operands: { usage: 'FILE', min: 1, max: 1 },
  options: {
    server: { type: 'string', value: 'NAME', help: 'what clients call the MCP server of the list' },
    name: { type: 'string', value: 'NAME', help: 'the tool whose bare JSON Schema this is' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the declarations to a file' },
    json: jsonOption,
  },
  details: `FILE is JSON: the result of an MCP \`tools/list\`, a recorded request to the Anthropic or
OpenAI API, or the JSON Schema of one tool.`,
  examples: [
    'tools import --server github list.json -o policies/github.sentrely',
    'tools import request.json',
  ],
  findings: 'a tool of the file cannot be declared',
  async run({ options, operands: [file = ''], terminal }) {
    const { server, name, out, json } = options;
    const list = readToolList(readJson(terminal.folder, file), file, { server, name });
    const { text, findings } = declareTools(list.offers, heading);
    const all = [...list.findings, ...findings];
    if (out !== undefined) writeWhole(terminal.folder, out, text);
    if (json) terminal.out.write(`${JSON.stringify(offersJson(list.offers, all))}\n`);
    else {
      if (out === undefined) terminal.out.write(text);
      writeOfferFindings(all, terminal.err);
      const counts = `${plural(list.offers.length, 'tool')}, ${plural(all.length, 'finding')}`;
      terminal.err.write(`${counts}\n`);
    }
    return offerExitCode(all);
  },
});

export { toolsImport as command };
