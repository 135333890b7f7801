import { randomBytes } from 'node:crypto';
import { assert } from '../../compiler/bundle/assert.ts';
import { fileNameDefect, isPlainType } from './file-name.ts';
import type { UploadedFile } from './read-form.ts';

/** A form as it goes to the provider. */
export interface WrittenForm {
  /** Its media type, with the boundary. */
  readonly type: string;
  readonly body: Buffer;
}

/**
 * The form of an upload, written anew around its content: nothing of the client's own form is left that
 * the provider could read in another way than it was judged. The boundary is not to be guessed, so no
 * content can hold it.
 */
export function writeForm({ name, type, content }: UploadedFile): WrittenForm {
  assert(fileNameDefect(name) === null && isPlainType(type), 'what is judged is plain');
  const boundary = `sentrely-${randomBytes(24).toString('hex')}`;
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="file"; filename="${name}"`,
    `Content-Type: ${type}`,
    '',
    '',
  ].join('\r\n');
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), ...content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
