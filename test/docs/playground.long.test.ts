import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playgroundPage } from '../../docs/playground/bundle.ts';

const program = '/usr/bin/chromium';
const why = existsSync(program) ? '' : ` (skipped: there is no ${program})`;

describe.skipIf(why !== '')(`the playground in Chromium${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-playground-'));
  let browser: Browser;
  let page: Page;
  const troubles: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    const file = join(folder, 'playground.html');
    writeFileSync(file, await playgroundPage());
    const args = '--no-sandbox --disable-gpu --disable-quic --no-first-run';
    browser = await chromium.launch({
      executablePath: program,
      args: [
        ...args.split(' '),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const answer = () => page.locator('#answer');

  it('opens with a policy without findings, whose tests pass, and decides a call', async () => {
    await expect.poll(() => answer().textContent()).toContain('deny');
    expect(await answer().textContent()).toContain('house.no-secrets');
    expect(await page.locator('#findings li').count()).toBe(0);
    expect(await page.locator('#tests').textContent()).toMatch(/^\d+ passed, 0 failed/);
  });

  it('decides again when the call changes, and says which rule came near', async () => {
    await page.locator('#input').fill('{ "path": "src/main.ts" }');
    await expect.poll(() => answer().textContent()).toContain('allow');
    await page.locator('#input').fill('{ "path": "/etc/hosts" }');
    await expect.poll(() => answer().textContent()).toContain('nearest allow');
    expect(await answer().textContent()).toContain('.path under workspace was false');
    expect(await answer().textContent()).toMatch(/allow instead.*etc\/hosts/);
    await page.locator('#input').fill('{ "path": ');
    await expect.poll(() => answer().textContent()).toContain('no JSON');
  });

  it('shows a fault at its place, and goes there', async () => {
    const text = await page.locator('#text').inputValue();
    const broken = text.replace('allow read_file', 'allow reed_file');
    await page.locator('#text').fill(broken);
    const finding = page.locator('#findings button').first();
    await expect.poll(() => finding.textContent()).toContain('reed_file');
    expect(await answer().textContent()).toContain('Mend the errors first');
    await finding.click();
    const selected = await page.evaluate('getSelection().toString()');
    expect(selected).toBe('reed_file');
    await page.locator('#text').fill(text);
    await expect.poll(() => page.locator('#findings li').count()).toBe(0);
  });

  it('formats, and shows text as text', async () => {
    const text = await page.locator('#text').inputValue();
    await page.locator('#text').fill(`${text}\n\n\n\n// <img src=x onerror=alert(1)>\n`);
    await page.locator('#format').click();
    await expect.poll(() => page.locator('#text').inputValue()).not.toContain('\n\n\n');
    expect(await page.locator('#shown img').count()).toBe(0);
  });

  it('shows each part of a command with what is known of it and its own verdict', async () => {
    for (const name of await page.locator('#examples option').allTextContents()) {
      await page.locator('#examples').selectOption(name);
      await expect
        .poll(() => page.locator('#tests').textContent())
        .toMatch(/^\d+ passed, 0 failed/);
    }
    await page.locator('#examples').selectOption('A shell, part by part');
    await expect.poll(() => answer().textContent()).toContain('.branch main');
    const parts = page.locator('#answer dd:has(.verdict)');
    const push = parts.filter({ hasText: 'git.push' });
    expect(await push.locator('.verdict').textContent()).toBe('ask');
    expect(await push.textContent()).toContain('in git push origin HEAD:main');
    const run = parts.filter({ hasText: 'shell.run' });
    expect(await run.locator('.verdict').textContent()).toBe('allow');
    if (process.env['SENTRELY_SCREENSHOT'] !== undefined)
      await page.screenshot({ path: process.env['SENTRELY_SCREENSHOT'], fullPage: true });
  });

  it('reaches nothing and fails at nothing', () => {
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(troubles).toEqual([]);
  });
});
