// Why this file exists: the monitor page as an operator uses it, in a real browser.
//   node monitor_test.mjs URL TOKEN SHOTS-FOLDER    a gateway that runs already
//   node monitor_test.mjs --preview PROGRAM SHOTS-FOLDER
// Packages are looked for beside this file, or in $BROWSER_TEST_MODULES.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axeFindings, openBrowser, overflow, smallTargets } from './browser.mjs';
import { openLine } from './far_side.mjs';
import { step, tellPassed } from './walk.mjs';

const marker = /Markerson|Zebedee|9434765919|1961-02-03/;
const screens = ['now', 'queues', 'held', 'messages', 'approvals', 'partners', 'audit', 'system'];

async function startPreview(program) {
    const token = randomBytes(24).toString('hex');
    const child = spawn(program, ['0', token], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise((resolve, reject) => {
        child.stdout.once('data', (text) => resolve(new URL(String(text).trim()).origin));
        child.once('exit', (code) => reject(new Error(`the preview ended with ${code}`)));
    });
    return { url, token, stop: () => child.kill('SIGTERM') };
}

const open = async (page, screen) => {
    await page.evaluate((hash) => { window.location.hash = hash; }, `#/${screen}`);
    const name = screen.split('?')[0];
    await page.waitForSelector(`nav a[aria-current][href="#/${name.split('/')[0]}"]`);
};
const lineText = (page) => page.textContent('#line');
const filled = (page) => page.waitForSelector('tbody tr, dl.facts');

async function signIn(page, url, token) {
    await page.goto(`${url}/ops/`);
    await page.fill('#token', token);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.pill-live');
}

async function wrongToken(page, url) {
    await page.goto(`${url}/ops/`);
    await page.fill('#token', 'guessed');
    await page.click('button[type=submit]');
    await page.waitForSelector('#token-fault');
    assert.match(await page.textContent('#token-fault'), /not an operator's token/);
    assert.equal(await page.getAttribute('#token', 'aria-invalid'), 'true');
}

async function actWithReason(page, verb, reason, state) {
    await page.click(`.actions button:text-is("${verb}")`);
    await page.waitForSelector('dialog[open]');
    if (verb === 'Hold' || verb === 'Discard') {
        await page.click(`dialog button[type=submit]`);
        await page.waitForSelector('#reason-fault');
    }
    assert.deepEqual(await axeFindings(page), [], `axe on the ${verb} dialog`);
    await page.fill('#reason', reason);
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.waitForSelector(`.facts .tag-${state}`);
}

const picture = ({ page, shots, scheme }, name) =>
    page.screenshot({ path: join(shots, `${name}-${scheme}.png`), fullPage: true });

async function walk(all) {
    await comeIn(all);
    await watch(all);
    await find(all);
    await partners(all);
    await pause(all);
    await act(all);
    await lookClosely(all);
}

async function comeIn({ page, context, seen, line, token, shots, scheme }) {
    const shot = (name) => picture({ page, shots, scheme }, name);

    await step(`${scheme}: a wrong token is refused in words`, async () => {
        await wrongToken(page, line.url);
        assert.deepEqual(await axeFindings(page), []);
        await shot('sign-in');
        // The browser itself writes the 401 to the console; nothing else may be there.
        assert.equal(seen.console.splice(0).filter((text) => !/401/.test(text)).length, 0);
    });
    await step(`${scheme}: signed in, the queues fill and the page is live`, async () => {
        await signIn(page, line.url, token);
        await filled(page);
        assert.match(await page.textContent('h1'), /need you|needs you/);
        const cookies = await context.cookies();
        const session = cookies.find((one) => one.name === 'foramen_session');
        assert.ok(session.httpOnly && session.sameSite === 'Strict' && session.path === '/ops');
        await page.waitForSelector('.u-wrap canvas');
        await shot('now');
    });
}

async function watch({ page, scheme }) {
    await step(`${scheme}: figures move by themselves and the focus stays`, async () => {
        await page.focus('tbody tr:first-child th a');
        const focused = () => page.evaluate(() => document.activeElement.textContent);
        const before = await focused();
        const chart = () => page.getAttribute('.plot', 'aria-label');
        const first = await chart();
        await page.waitForFunction((label) =>
            document.querySelector('.plot').getAttribute('aria-label') !== label, first);
        assert.equal(await focused(), before);
    });
    await step(`${scheme}: pausing stops the figures, resuming catches up`, async () => {
        await page.click('button:text-is("Pause")');
        assert.match(await lineText(page), /Paused at \d\d:\d\d:\d\d/);
        const chart = () => page.getAttribute('.plot', 'aria-label');
        const stopped = await chart();
        await page.waitForTimeout(2_500);
        assert.equal(await chart(), stopped);
        await page.click('button:text-is("Resume")');
        await page.waitForFunction((label) =>
            document.querySelector('.plot').getAttribute('aria-label') !== label, stopped);
    });
}

async function find({ page, shots, scheme }) {
    const shot = (name) => picture({ page, shots, scheme }, name);
    await step(`${scheme}: messages are filtered and paged, and the address keeps the filter`, async () => {
        await open(page, 'messages');
        await filled(page);
        await shot('messages');
        const first = await page.textContent('tbody tr:first-child td:first-child');
        await page.click('.pages button:text-is("Older")');
        await page.waitForSelector('.pages button:text-is("Newest")');
        await filled(page);
        assert.match(page.url(), /before=\d+/);
        assert.ok(first);
        await page.click('.pages button:text-is("Newest")');
        await page.selectOption('#filter-state', 'held');
        await page.waitForFunction(() => {
            const tags = [...document.querySelectorAll('tbody .tag')];
            return tags.length > 0 && tags.every((tag) => tag.classList.contains('tag-held'));
        });
        assert.match(page.url(), /#\/messages\?state=held$/);
        await page.fill('#filter-booking', 'BK-NONE');
        await page.keyboard.press('Enter');
        await page.waitForSelector('main .empty:has-text("No message fits these filters")');
    });
    await step(`${scheme}: messages are filtered by error and age, and the next page keeps both`, async () => {
        await open(page, 'messages');
        await page.selectOption('#filter-error', 'network');
        await page.waitForFunction(() => {
            const rows = [...document.querySelectorAll('tbody tr')];
            return rows.length > 0 && rows.every((row) => row.textContent.includes('no connection'));
        });
        assert.match(page.url(), /#\/messages\?error=network$/);
        await shot('messages-error');
        assert.deepEqual(await axeFindings(page), []);
        await page.selectOption('#filter-error', '');
        await open(page, 'messages?older=2h');
        await page.waitForSelector('#filter-older option:checked:text-is("2h")', { state: 'attached' });
        await filled(page);
        const newest = () => page.getAttribute('tbody tr:first-child time', 'datetime');
        assert.ok(Date.now() - Date.parse(await newest()) >= 2 * 3_600_000, await newest());
        await page.click('.pages button:text-is("Older")');
        await page.waitForSelector('.pages button:text-is("Newest")');
        await filled(page);
        assert.match(page.url(), /older=2h/);
        assert.match(page.url(), /before=\d+/);
        assert.ok(Date.now() - Date.parse(await newest()) >= 2 * 3_600_000, await newest());
        await page.selectOption('#filter-older', '7d');
        await page.waitForSelector('main .empty:has-text("No message fits these filters")');
    });
    await step(`${scheme}: a message tells its story and nothing of the patient`, async () => {
        await open(page, 'messages?state=held');
        await page.waitForSelector('tbody .tag-held');
        await page.click('tbody tr:first-child a');
        await page.waitForSelector('.timeline .step-bad, .timeline .step-held');
        await page.click('summary');
        assert.match(await page.textContent('pre'), /"resourceType"/);
        assert.doesNotMatch(await page.content(), marker);
        await shot('message');
    });
}

async function partners({ page, shots, scheme }) {
    await step(`${scheme}: partners say how many tries of the last hour got through, and since when that is counted`, async () => {
        await open(page, 'partners');
        await page.waitForSelector('tbody tr:has-text("Z10003") td:has-text("% of")');
        assert.match(await page.textContent('tbody tr:has-text("Z10003")'), /\d+ % of \d+ tries/);
        assert.match(await page.textContent('main'), /Counted since \d\d:\d\d, when the gateway started/);
        await picture({ page, shots, scheme }, 'partners');
    });
}

/** In the dialogue: without a reason nothing happens. */
async function pausePartner(page, partner, reason) {
    await page.click(`tbody tr:has-text("${partner}") button`);
    await page.waitForSelector('dialog[open]');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('#reason-fault');
    assert.deepEqual(await axeFindings(page), [], 'axe on the dialogue');
    await page.fill('#reason', reason);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.waitForSelector(`tbody tr:has-text("${partner}"):has-text("${reason}")`);
}

async function resumePartner(page, partner) {
    await page.click(`tbody tr:has-text("${partner}") button:has-text("Resume sending")`);
    await page.click('dialog button[type=submit]');
    await page.waitForSelector(`tbody tr:has-text("${partner}") button:has-text("Pause sending")`);
}

async function pause({ page, shots, scheme }) {
    await step(`${scheme}: a partner is paused with a reason, seen everywhere, and resumed`, async () => {
        await open(page, 'partners');
        await page.waitForSelector('tbody tr:has-text("Z10003") button:has-text("Pause sending")');
        await pausePartner(page, 'Z10003', 'their server moves tonight');
        assert.match(await page.textContent('#done[role=status]'), /Sending to Z10003 is paused/);
        assert.deepEqual(await axeFindings(page), []);
        assert.equal(await page.$eval('.scroll', (table) => table.scrollWidth - table.clientWidth), 0,
            'the whole table is seen on a usual screen');
        assert.deepEqual(await smallTargets(page), []);
        await picture({ page, shots, scheme }, 'partners-paused');
        await page.setViewportSize({ width: 320, height: 720 });
        assert.equal(await overflow(page), 0);
        await page.setViewportSize({ width: 1280, height: 900 });
        await open(page, 'now');
        await page.waitForSelector('.need-partner-paused:has-text("Z10003")');
        assert.match(await page.textContent('tbody tr:has-text("Z10003")'), /paused by alice/);
        await picture({ page, shots, scheme }, 'now-paused');
        await open(page, 'messages?state=waiting&partner=Z10003');
        await page.waitForSelector('tbody .tag-waiting');
        await page.click('tbody tr:last-child a');
        await page.waitForSelector('.notice:has-text("Sending to Z10003 is paused")');
        await actWithReason(page, 'Retry now', '', 'waiting');
        assert.match(await page.textContent('#done[role=status]'), /paused: the message waits/);
        await open(page, 'partners');
        await resumePartner(page, 'Z10003');
        await open(page, 'audit');
        await page.waitForSelector('td:text-is("partner.resume")');
    });
}

async function act({ page, shots, scheme }) {
    const shot = (name) => picture({ page, shots, scheme }, name);
    await step(`${scheme}: release and hold, with a reason where one is needed`, async () => {
        // A waiting message of a partner that does not answer stays where it is put.
        await open(page, 'messages?state=waiting&partner=Z10003');
        await page.waitForSelector('tbody .tag-waiting');
        await page.click('tbody tr:last-child a');
        await page.waitForSelector('.actions button');
        await actWithReason(page, 'Hold', 'the practice moves its server tonight', 'held');
        await shot('held');
        await actWithReason(page, 'Release', '', 'waiting');
        await actWithReason(page, 'Hold', 'it moves again', 'held');
        await actWithReason(page, 'Discard', 'sent by post instead', 'discarded');
        assert.equal(await page.locator('.actions button').count(), 0);
        assert.match(await page.textContent('#done[role=status]'), /discarded/);
    });
    await step(`${scheme}: the audit trail names who did it and why`, async () => {
        await open(page, 'audit');
        await filled(page);
        await page.waitForSelector('td:text-is("message.discard")');
        assert.match(await page.textContent('tbody'), /sent by post instead/);
        await shot('audit');
    });
}

async function lookClosely({ page, seen, shots, scheme }) {
    await step(`${scheme}: axe finds nothing, targets are large enough, on every screen`, async () => {
        for (const screen of screens) {
            await open(page, screen);
            await filled(page);
            assert.deepEqual(await axeFindings(page), [], screen);
            assert.deepEqual(await smallTargets(page), [], screen);
            assert.doesNotMatch(await page.content(), marker);
        }
    });
    await step(`${scheme}: nothing is cut off at 320 pixels`, async () => {
        await page.setViewportSize({ width: 320, height: 720 });
        for (const screen of screens) {
            await open(page, screen);
            await filled(page);
            await page.waitForTimeout(200);
            assert.equal(await overflow(page), 0, screen);
            await page.screenshot({ path: join(shots, `narrow-${screen}-${scheme}.png`) });
        }
        await open(page, 'messages?state=held');
        await page.waitForSelector('tbody .tag-held');
        await page.click('tbody tr:first-child a');
        await page.waitForSelector('.timeline');
        assert.equal(await overflow(page), 0, 'message');
        await page.setViewportSize({ width: 1280, height: 900 });
    });
    await step(`${scheme}: no console message, no request to elsewhere`, async () => {
        assert.deepEqual(seen.console, []);
        assert.deepEqual(seen.external, []);
    });
}

async function goStale({ page, line, shots, scheme }) {
    await step(`${scheme}: a cut line shows at once, and mends by itself`, async () => {
        await open(page, 'now');
        await filled(page);
        line.cut();
        await page.waitForSelector('.pill-stale', { timeout: 5_000 });
        assert.equal(await page.locator('.pill-live').count(), 0);
        assert.match(await lineText(page), /Stale since \d\d:\d\d:\d\d/);
        assert.match(await page.textContent('.notice-stale'), /may be wrong now/);
        await page.screenshot({ path: join(shots, `stale-${scheme}.png`), fullPage: true });
        assert.deepEqual(await axeFindings(page), []);
        line.mend();
        await page.waitForSelector('.pill-live', { timeout: 60_000 });
    });
    await step(`${scheme}: a line that falls silent is not believed for long`, async () => {
        await page.clock.install();
        await page.reload();
        await page.waitForSelector('.pill-live');
        line.freeze();
        await page.clock.fastForward(25_000);
        await page.waitForSelector('.pill-stale', { timeout: 5_000 });
    });
}

async function actOnMany({ page, shots, scheme }) {
    const shot = (name) => picture({ page, shots, scheme }, name);
    await step(`${scheme}: many held messages are released together, after a preview and a typed count`, async () => {
        await open(page, 'partners');
        await pausePartner(page, 'Z10002', 'their server moves');
        await open(page, 'held');
        await page.waitForSelector('tbody input[type=checkbox]');
        const release = page.locator('.actions button:has-text("Release")');
        assert.ok(await release.isDisabled(), 'nothing is chosen yet');
        await page.click('.actions button:has-text("Choose the oldest")');
        const chosen = await page.locator('tbody input:checked').count();
        assert.ok(chosen >= 2, `${chosen} are chosen`);
        await release.click();
        await page.waitForSelector('dialog .causes li');
        await page.waitForSelector('dialog .notice:has-text("Sending to Z10002 is paused")');
        await shot('bulk');
        assert.deepEqual(await axeFindings(page), []);
        await page.fill('#typed', String(chosen + 1));
        await page.click('dialog button[type=submit]');
        assert.match(await page.textContent('#typed-fault'), new RegExp(`Type ${chosen} `));
        await page.fill('#typed', String(chosen));
        await page.click('dialog button[type=submit]');
        await page.waitForFunction(() => !document.querySelector('dialog'));
        assert.match(await page.textContent('#done[role=status]'), new RegExp(`${chosen} of ${chosen} messages done`));
        await open(page, 'audit');
        await page.waitForSelector('td:text-is("message.release")');
        await open(page, 'partners');
        await resumePartner(page, 'Z10002');
    });
}

async function signOut({ page, line }) {
    await step('signed out, the data is gone from the page', async () => {
        line.cut();
        line.mend();
        await page.reload();
        await page.waitForSelector('.pill-live');
        await page.click('button:text-is("Sign out")');
        await page.waitForSelector('#token');
        assert.equal(await page.locator('table').count(), 0);
    });
}

async function main([first, second, folder]) {
    const preview = first === '--preview' ? await startPreview(second) : null;
    const url = preview ? preview.url : first;
    const token = preview ? preview.token : second;
    const shots = folder || 'shots';
    mkdirSync(shots, { recursive: true });
    const line = await openLine(url);
    try {
        for (const scheme of ['light', 'dark']) {
            const browser = await openBrowser({
                viewport: { width: 1280, height: 900 }, colorScheme: scheme,
            });
            try {
                const all = { ...browser, line, token, shots, scheme };
                await walk(all);
                // The last one: it leaves nothing held to look at.
                if (scheme === 'dark') await actOnMany(all);
                if (scheme === 'light') {
                    await goStale(all);
                    await signOut(all);
                }
            } finally {
                await browser.close();
            }
        }
    } finally {
        line.close();
        preview?.stop();
    }
    tellPassed(shots);
}

await main(process.argv.slice(2));
