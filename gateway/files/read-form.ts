import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Dicer } from '@fastify/busboy';
import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';
import { inBlocks } from './blocks.ts';
import { fileNameDefect, isPlainType } from './file-name.ts';

/** A file as a client uploads it. */
export interface UploadedFile {
  readonly name: string;
  /** Media type, in small letters. */
  readonly type: string;
  /** Its content, in pieces. */
  readonly content: readonly Uint8Array[];
}

/** The type of a form and its boundary, nothing else; the characters are those of RFC 2046. */
const formType =
  /^multipart\/form-data; ?boundary=(?:"([0-9A-Za-z'()+_,./:=?-]{1,70})"|([0-9A-Za-z'+_.-]{1,70}))$/i;

/**
 * Reads the body of an upload: a form of one part, which is called `file` and states a name and a media
 * type. What is strange is refused rather than read in one of several ways. `take` is as in {@link inBlocks}; what the
 * client sends after a refusal is dropped. Rejects
 * with SENTRELY_ERR_UPLOAD_FORM.
 */
export async function readForm(
  body: Readable,
  contentType: string | undefined,
  take: (bytes: number) => void,
): Promise<UploadedFile> {
  const [, quoted, bare] = formType.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined)
    throw formError(
      'its content type is not `multipart/form-data` with a boundary and nothing else',
    );
  const form = new Form(boundary);
  try {
    const pieces: AsyncIterable<Uint8Array> = body.iterator({ destroyOnReturn: false });
    for await (const block of inBlocks(pieces, take)) await form.write(block);
    return await form.end();
  } catch (error) {
    throw body.errored === null ? error : formError('it broke off on its way');
  } finally {
    form.close();
    // A client that is still sending reads its answer only when it is done.
    body.resume();
  }
}

/** Headers of a part, in small letters, each with all its values; one character for each byte. */
type PartHeaders = Readonly<Record<string, readonly string[]>>;

/** More than this many are refused, so that more need not be seen. */
const headersMax = 3;

const headerBytesMax = 8 * 1024;

class Form {
  readonly #dicer: InstanceType<typeof Dicer>;
  readonly #content: Uint8Array[] = [];
  #parts = 0;
  #headers: PartHeaders | undefined;
  /** Resolves when the part has come to its end. */
  #ended: Promise<void> | undefined;
  #defect: string | undefined;

  constructor(boundary: string) {
    const limits = { maxHeaderPairs: headersMax, maxHeaderSize: headerBytesMax };
    this.#dicer = new Dicer({ boundary, ...limits });
    this.#dicer.on('error', () => (this.#defect ??= 'it ends before its form does'));
    this.#dicer.on('preamble', (text: Readable) => {
      text.on('data', () => (this.#defect ??= 'there is text before its first part'));
      text.on('error', ignore);
    });
    this.#dicer.on('part', (part: Readable) => this.#part(part));
  }

  async write(block: Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#dicer.write(block, (error) => (error ? reject(error) : resolve()));
    });
    this.#refuse();
  }

  /** What it held. Throws SENTRELY_ERR_UPLOAD_FORM. */
  async end(): Promise<UploadedFile> {
    await new Promise<void>((resolve) => this.#dicer.end(resolve));
    await this.#ended;
    // That the form is not whole is told a moment after its end.
    await setImmediate();
    this.#refuse();
    if (this.#headers === undefined) throw formError('it has no part, or one without headers');
    return { ...readHeaders(this.#headers), content: this.#content };
  }

  close(): void {
    this.#dicer.destroy();
  }

  #part(part: Readable): void {
    this.#parts += 1;
    part.on('error', ignore);
    if (this.#parts > 1) {
      this.#defect ??= 'it has more than one part';
      part.resume();
      return;
    }
    part.on('header', (headers: PartHeaders) => (this.#headers = headers));
    part.on('data', (piece: Uint8Array) => this.#content.push(piece));
    this.#ended = new Promise((resolve) => part.once('end', resolve).once('error', resolve));
  }

  #refuse(): void {
    if (this.#defect !== undefined) throw formError(this.#defect);
  }
}

function ignore(): void {}

const disposition = /^form-data; ?name="([^"]*)"(?:; ?filename="([^"]*)")?$/i;

/** Two headers and no more: another could say that the content is to be read in another way. */
function readHeaders(headers: PartHeaders): Pick<UploadedFile, 'name' | 'type'> {
  const { 'content-disposition': dispositions, 'content-type': types, ...rest } = headers;
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw formError(`its part has a header ${quote(other.slice(0, 60))}`);
  if (dispositions?.length !== 1 || types?.length !== 1)
    throw formError('its part does not have one `content-disposition` and one `content-type`');
  const [, field, filename] = disposition.exec(dispositions[0] ?? '') ?? [];
  if (field === undefined) throw formError('its `content-disposition` is not plain');
  if (field !== 'file') throw formError(`its part is ${quote(field.slice(0, 60))}, not \`file\``);
  const name = decoded(filename ?? '');
  const defect = fileNameDefect(name);
  if (defect !== null) throw formError(defect);
  const type = (types[0] ?? '').toLowerCase();
  if (!isPlainType(type)) throw formError('its media type is not plain, or has parameters');
  return { name, type };
}

function decoded(latin1: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(latin1, 'latin1'),
    );
  } catch {
    throw formError('its name is not UTF-8');
  }
}

function formError(what: string): Error {
  return gatewayError('SENTRELY_ERR_UPLOAD_FORM', what);
}
