// Why this file exists: Debian's Chromium, started clean, watched for every message and request
// that should not be.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const packages = process.env.BROWSER_TEST_MODULES;
const require = createRequire(packages ? join(packages, 'from-here.js') : import.meta.url);
const { chromium } = require('playwright-core');
const axePath = require.resolve('axe-core/axe.min.js');

const flags = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export async function openBrowser(options) {
    const profile = mkdtempSync(join(tmpdir(), 'foramen-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
        executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, args: flags,
        locale: 'en-GB', timezoneId: 'America/New_York', ...options,
    });
    const seen = { console: [], external: [] };
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('console', (message) => seen.console.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => seen.console.push(`error: ${error.message}`));
    context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol !== 'data:' && hostname !== '127.0.0.1') seen.external.push(request.url());
    });
    return {
        page, context, seen,
        async close() {
            await context.close();
            rmSync(profile, { recursive: true, force: true });
        },
    };
}

/** What axe-core finds against WCAG 2.2 AA and its best practices, each as one line. */
export async function axeFindings(page) {
    // Through the debugger, not as a script element: the page's policy forbids that, rightly.
    const { readFileSync } = await import('node:fs');
    await page.evaluate(readFileSync(axePath, 'utf8'));
    return page.evaluate(async () => {
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const found = await window.axe.run(document, { runOnly: tags });
        return found.violations.map((one) => `${one.id}: ${one.help}: `
            + one.nodes.map((node) => node.target.join(' ')).join(', '));
    });
}

/** How many pixels the page is wider than the window. */
export const overflow = (page) => page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - window.innerWidth));

/** Targets smaller than 24 by 24 pixels that are no links inside a sentence (WCAG 2.5.8). */
export const smallTargets = (page) => page.evaluate(() =>
    [...document.querySelectorAll('a, button, input, select, summary')]
        .filter((one) => one.checkVisibility() && !one.closest('.hidden, .skip, .facts, .back')
            && !one.matches('.hidden, .skip'))
        .filter((one) => {
            const box = one.getBoundingClientRect();
            return box.width < 24 || box.height < 24;
        })
        .map((one) => `${one.tagName} ${one.textContent.slice(0, 30)}`));
