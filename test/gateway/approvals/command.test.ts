import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../gateway/approvals/command.ts';

const id = 'a_01jd4m5n6p7q8r9s0t1v2w3x4y';
const digest = '0123456789ab'.padEnd(64, 'c');
const line = `/sentrely approve ${id} ${digest.slice(0, 12)}`;

describe('a command', () => {
  it.each(['approve', 'deny', 'pause', 'break-glass'])('may be %s', (verb) => {
    expect(parseCommand(`/sentrely ${verb} ${id} ${digest}`)).toEqual({
      verb,
      request: id,
      digestPrefix: digest,
      reason: '',
    });
  });

  it.each([
    ['alone', line],
    ['before LF', `${line}\nthanks`],
    ['before CRLF, as the web editor stores it', `${line}\r\n\r\nthanks`],
    ['before other commands, which never count', `${line}\n/sentrely deny ${id} ${digest}`],
  ])('is the first line %s', (_, body) => {
    expect(parseCommand(body)).toMatchObject({
      verb: 'approve',
      digestPrefix: digest.slice(0, 12),
    });
  });

  it('carries a reason of up to 500 characters', () => {
    expect(parseCommand(`${line} seen with Grace`)?.reason).toBe('seen with Grace');
    expect(parseCommand(`${line} ${'x'.repeat(500)}`)?.reason).toHaveLength(500);
    expect(parseCommand(`${line} ${'x'.repeat(501)}`)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['quoted', `> ${line}`],
    ['indented', `    ${line}`],
    ['one space in', ` ${line}`],
    ['in a fence', `\`\`\`\n${line}\n\`\`\``],
    ['in backticks', `\`${line}\``],
    ['in an HTML comment', `<!-- ${line} -->`],
    ['after an HTML comment', `<!--\n-->\n${line}`],
    ['on the second line', `ok\n${line}`],
    ['on the second line after CRLF', `ok\r\n${line}`],
    ['after a bare CR', `ok\r${line}`],
    ['ended by a bare CR', `${line}\rmore`],
    ['after a byte order mark', `\ufeff${line}`],
    ['after a line separator', `ok\u2028${line}`],
    ['with a line separator in it', `${line} a\u2028b`],
    ['with a direction mark', `${line} \u202eevil`],
    ['with an isolate', `${line} \u2066evil`],
    ['with a zero-width space', `${line}\u200b`],
    ['with a soft hyphen', `/sent\u00adrely approve ${id} ${digest}`],
    ['with a tab', `/sentrely\tapprove ${id} ${digest}`],
    ['with an escape', `${line} \u001b[8m`],
    ['with NUL', `${line}\u0000`],
    ['with a lone surrogate', `${line} \ud800`],
    ['with two spaces', `/sentrely  approve ${id} ${digest}`],
    ['with a no-break space', `/sentrely\u00a0approve ${id} ${digest}`],
    ['in capitals', line.toUpperCase()],
    ['with a capital verb', `/sentrely Approve ${id} ${digest}`],
    ['with a foreign verb', `/sentrely approved ${id} ${digest}`],
    ['of another program', `/sentrelyx approve ${id} ${digest}`],
    ['with homoglyphs', `/sentrеly approve ${id} ${digest}`],
    ['with 11 digits', `/sentrely approve ${id} ${digest.slice(0, 11)}`],
    ['with 65 digits', `/sentrely approve ${id} ${digest}0`],
    ['with capital digits', `/sentrely approve ${id} ${digest.toUpperCase()}`],
    ['with no digest', `/sentrely approve ${id}`],
    ['with a short id', `/sentrely approve ${id.slice(0, -1)} ${digest}`],
    ['with a long id', `/sentrely approve ${id}0 ${digest}`],
    ['with all', `/sentrely approve all ${digest}`],
  ])('is only text %s', (_, body) => {
    expect(parseCommand(body)).toBeUndefined();
  });

  it('never comes from below the first line, whatever stands there', () => {
    const text = fc.string({ unit: 'binary' }).filter((first) => !first.startsWith('/sentrely '));
    fc.assert(
      fc.property(text, fc.constantFrom('\n', '\r\n', '\r', '\u2028', '\u0085'), (first, end) => {
        expect(parseCommand(first + end + line)).toBeUndefined();
      }),
    );
  });

  it('is read back from what was read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (rest) => {
        const read = parseCommand(line + rest);
        if (read === undefined) return;
        const reason = read.reason === '' ? '' : ` ${read.reason}`;
        const written = `/sentrely ${read.verb} ${read.request} ${read.digestPrefix}${reason}`;
        expect(parseCommand(written)).toEqual(read);
        expect((line + rest).startsWith(written)).toBe(true);
      }),
    );
  });
});
