import { openDatabase } from './database.ts';
import { serveProgram, writeLine } from './process.ts';
import { answerQuestion, type ChildQuestion } from './query-answer.ts';
import { unreadableFile } from './row-stream.ts';
import { storedRows } from './sealed-file.ts';

/** What the query process can be asked: a question, or the rows of sealed files for the verifier. */
export type QueryRequest =
  | { readonly type: 'question'; readonly question: ChildQuestion }
  | { readonly type: 'rows'; readonly paths: readonly string[] };

process.umask(0o077);

await serveProgram(async (input) => {
  const request = input as QueryRequest;
  if (request.type === 'rows') await writeRows(request.paths);
  else await writeLine(JSON.stringify(await answerQuestion(request.question)));
});

/** One line per row: the stored leaf, then the canonical text. An empty line ends a file. */
async function writeRows(paths: readonly string[]): Promise<void> {
  const connection = await openDatabase({ threads: 1, memory: '1GB', spillFolder: null });
  for (const path of paths) {
    try {
      for await (const { leaf, text } of storedRows(connection, path)) await writeLine(leaf + text);
    } catch {
      await writeLine(unreadableFile);
    }
    await writeLine('');
  }
}
