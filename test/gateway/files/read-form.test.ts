import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readForm, type UploadedFile } from '../../../gateway/files/read-form.ts';
import { writeForm } from '../../../gateway/files/write-form.ts';

// What is read must be what the provider will read, so whatever has two readings is refused.

const type = 'multipart/form-data; boundary=xyz';
const plain =
  'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain';

function formOf(headers: string = plain, content = 'hello', end = '\r\n--xyz--\r\n'): string {
  return `--xyz\r\n${headers}\r\n\r\n${content}${end}`;
}

async function read(
  body: string | Buffer,
  {
    contentType = type,
    chunk = 1 << 20,
  }: { contentType?: string | undefined; chunk?: number } = {},
): Promise<UploadedFile> {
  const bytes = Buffer.from(body);
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += chunk)
    pieces.push(bytes.subarray(from, from + chunk));
  return await readForm(Readable.from(pieces, { objectMode: false }), contentType, () => {});
}

function textOf({ content }: UploadedFile): string {
  return Buffer.concat(content).toString();
}

const refusal = { code: 'SENTRELY_ERR_UPLOAD_FORM' };

describe('a plain form', () => {
  it.each([1, 2, 3, 7, 1000])('is read in chunks of %i bytes', async (chunk) => {
    const content = 'hello\r\n--xy\r\n--\r\n--xyw\r\n';
    const file = await read(formOf(plain, content), { chunk });
    expect([file.name, file.type, textOf(file)]).toEqual(['a.txt', 'text/plain', content]);
  });

  it('may be empty, and hold any bytes', async () => {
    expect(textOf(await read(formOf(plain, '')))).toBe('');
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
    const whole = Buffer.concat([
      Buffer.from(`--xyz\r\n${plain}\r\n\r\n`),
      bytes,
      Buffer.from('\r\n--xyz--'),
    ]);
    expect(Buffer.concat((await read(whole)).content).equals(bytes)).toBe(true);
  });

  it('is what fetch makes of a File, whatever its name that is plain', async () => {
    for (const name of ['ä 日本.pdf', 'a%b.txt', "it's (1) [2] #&+~.tar.gz", '.env']) {
      const form = new FormData();
      form.append('file', new File(['x'], name, { type: 'application/pdf' }));
      const made = new Response(form);
      const file = await read(Buffer.from(await made.arrayBuffer()), {
        contentType: made.headers.get('content-type') ?? '',
      });
      expect([file.name, file.type]).toEqual([name, 'application/pdf']);
    }
  });

  it('is written anew so that another parser reads the same', async () => {
    const content =
      'a\r\n--xyz--\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\nb';
    const file = {
      name: 'ä %41 b.txt'.replace('%41 ', ''),
      type: 'text/csv',
      content: [Buffer.from(content)],
    };
    const written = writeForm(file);
    const headers = { 'content-type': written.type };
    const parts = [...(await new Response(new Uint8Array(written.body), { headers }).formData())];
    expect(parts).toHaveLength(1);
    const [field, part] = parts[0] as [string, File];
    expect([field, part.name, part.type, await part.text()]).toEqual([
      'file',
      file.name,
      file.type,
      content,
    ]);
    expect(written.body.toString()).not.toContain('xyz"');
    expect(writeForm(file).type).not.toBe(written.type);
  });
});

it('a name of two lines, or a header that is none behind the others, is sent as it was judged', async () => {
  for (const [headers, name] of [
    [plain.replace('a.txt', 'a\r\n .exe'), 'a .exe'],
    [`${plain}\r\nnonsense`, 'a.txt'],
  ] as const) {
    const file = await read(formOf(headers));
    expect(file.name).toBe(name);
    const written = writeForm(file).body.toString('latin1');
    expect(written.split('\r\n\r\n')[0]?.split('\r\n').slice(1)).toEqual([
      `Content-Disposition: form-data; name="file"; filename="${name}"`,
      'Content-Type: text/plain',
    ]);
  }
});

describe('a form is refused', () => {
  it.each([
    ['without a part', '--xyz--\r\n'],
    ['that is empty', ''],
    ['with two parts', formOf(plain, 'a', `\r\n${formOf()}`)],
    [
      'with a second part that is another field',
      formOf(
        plain,
        'a',
        '\r\n--xyz\r\nContent-Disposition: form-data; name="expires_in_seconds"\r\n\r\n3600\r\n--xyz--',
      ),
    ],
    ['with a part of another name', formOf(plain.replace('"file"', '"upload"'))],
    ['with a part whose name is escaped', formOf(plain.replace('"file"', '"fil%65"'))],
    ['with a part without headers', '--xyz\r\n\r\nhello\r\n--xyz--'],
    ['whose part ends in its headers', `--xyz\r\n${plain}\r\n--xyz--\r\n`],
    ['without a file name', formOf(plain.replace('; filename="a.txt"', ''))],
    ['with an empty file name', formOf(plain.replace('a.txt', ''))],
    ['with `filename*`', formOf(plain.replace('filename=', 'filename*='))],
    [
      'with `filename*` beside `filename`',
      formOf(plain.replace('"a.txt"', `"a.txt"; filename*=UTF-8''b.exe`)),
    ],
    ['with two file names', formOf(plain.replace('"a.txt"', '"a.txt"; filename="b.exe"'))],
    ['with two names', formOf(plain.replace('name="file"', 'name="file"; name="x"'))],
    ['with a name without quotes', formOf(plain.replace('"a.txt"', 'a.txt'))],
    ['that is no form-data', formOf(plain.replace('form-data', 'attachment'))],
    [
      'with two dispositions',
      formOf(`${plain}\r\nContent-Disposition: form-data; name="file"; filename="b"`),
    ],
    ['with two types', formOf(`${plain}\r\nContent-Type: text/html`)],
    ['without a type', formOf(plain.split('\r\n')[0])],
    ['with parameters of the type', formOf(`${plain}; charset=utf-7`)],
    ['with a strange type', formOf(plain.replace('text/plain', 'text'))],
    ['with a wildcard type', formOf(plain.replace('text/plain', 'text/*'))],
    ['with a type of two lines', formOf(`${plain}\r\n ; charset=x`)],
    ['with a transfer encoding', formOf(`${plain}\r\nContent-Transfer-Encoding: base64`)],
    ['with any other header', formOf(`${plain}\r\nContent-Length: 5`)],
    ['with many headers', formOf(`${'X: y\r\n'.repeat(5)}${plain}`)],
    ['with a header that is none', formOf(plain.replace('\r\n', '\r\nnonsense\r\n'))],
    ['with bare line feeds', formOf(plain.replace('\r\n', '\n'))],
    ['with headers without end', `--xyz\r\nX: ${'y'.repeat(20_000)}`],
    ['with text before', `secret\r\n${formOf()}`],
    ['that ends early in its content', formOf(plain, 'hel', '')],
    ['that ends at its boundary', formOf(plain, 'hello', '\r\n--xyz')],
    ['that ends with one dash', formOf(plain, 'hello', '\r\n--xyz-')],
    ['whose boundary goes on', formOf(plain, 'hello', '\r\n--xyzabc\r\nX: y\r\n\r\nz\r\n--xyz--')],
    ['whose first boundary goes on', formOf().replace('--xyz\r\n', '--xyza\r\n')],
    ['with padding after its boundary', formOf().replace('--xyz\r\n', '--xyz \r\n')],
  ])('%s', async (_name, body) => {
    await expect(read(body)).rejects.toMatchObject(refusal);
    // Where its pieces end changes nothing.
    await expect(read(body, { chunk: 1 })).rejects.toMatchObject(refusal);
  });

  it.each([
    '../a.txt',
    'a/b.txt',
    'a\\b.txt',
    'a\\".txt',
    '..',
    '.',
    ' a.txt',
    'a.txt ',
    'a\tb',
    'a\u0000b',
    'a\u007fb',
    'a\u0085b',
    'a\u202Etxt.exe',
    'a\u200Bb',
    'a\u2028b',
    '\uFEFFa',
    'a%2Fb',
    'a%22; filename=%22b',
    'a%0d%0ab',
    'a:b',
    'a|b',
    'a*b',
    'x'.repeat(256),
  ])('with the name %j', async (name) => {
    await expect(read(formOf(plain.replace('a.txt', name)))).rejects.toMatchObject(refusal);
  });

  it('with a name that is not UTF-8', async () => {
    const [before = '', after = ''] = formOf().split('a.txt');
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe4]]) {
      const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
      await expect(read(body)).rejects.toMatchObject(refusal);
    }
  });

  it.each([
    undefined,
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=xyz; charset=utf-16',
    'multipart/form-data; boundary=xyz; boundary=abc',
    'multipart/form-data; boundary="xy',
    'multipart/form-data; boundary=x y',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
    'multipart/mixed; boundary=xyz',
    'application/json',
    'multipart/form-data, multipart/form-data; boundary=xyz',
  ])('of the type %s', async (contentType) => {
    const body = Readable.from([Buffer.from(formOf())], { objectMode: false });
    await expect(readForm(body, contentType, () => {})).rejects.toMatchObject(refusal);
  });
});

it('what is refused on the way is told before it is kept, and the rest is dropped', async () => {
  const pieces = [formOf().slice(0, 20), formOf().slice(20), 'x', 'y', 'z'];
  const body = Readable.from(
    pieces.map((piece) => Buffer.from(piece)),
    { objectMode: false },
  );
  const asked: number[] = [];
  const refused = new Error('no room');
  await expect(
    readForm(body, type, (bytes) => {
      asked.push(bytes);
      if (asked.length === 2) throw refused;
    }),
  ).rejects.toBe(refused);
  expect(asked).toHaveLength(2);
  await new Promise((resolve) => body.once('end', resolve));
});

it('a body that breaks off is told as that, whatever its socket says', async () => {
  const body = new Readable({ read() {} });
  body.push(formOf().slice(0, 40));
  const reading = readForm(body, type, () => body.destroy(new Error('socket hang up')));
  await expect(reading).rejects.toMatchObject(refusal);
});
