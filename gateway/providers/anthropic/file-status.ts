import { scanAnswer, unreadable } from '../stream-event.ts';

/** What the provider says of a file. */
export interface FileStatus {
  readonly id: string;
  /** As the provider keeps it; undefined where it does not say. */
  readonly name: string | undefined;
  readonly body: Buffer;
}

const idPattern = /^file_[A-Za-z0-9]{1,128}$/;

/** Whether a text can be the id of a file: it is put into paths as it is. */
export function isFileId(text: string): boolean {
  return idPattern.test(text);
}

/** Reads what is said of one file. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
export function readFileStatus(answer: Buffer): FileStatus {
  const root = scanAnswer(answer);
  const id = root.get('id')?.text ?? '';
  if (!isFileId(id)) throw unreadable('a file without an id');
  return { id, name: root.get('filename')?.text, body: answer };
}
