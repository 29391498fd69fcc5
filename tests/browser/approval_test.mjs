// Why this file exists: a practice answers an approval in a real browser, against the real gateway:
// from the link in its inbox to the reference, by keyboard, without script, on a phone.
//   node approval_test.mjs SHOTS-FOLDER     ($FORAMEN_PROGRAMS: the build tree)
// Packages are looked for beside this file, or in $BROWSER_TEST_MODULES.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { booking } from '../support/events.mjs';
import { practices, startHouse, until } from '../support/house.mjs';
import {
    asked, codeFor, fillIn, heading, holds, inbox, lookAt, proveIdentity, seen, tabTo,
} from './practice.mjs';
import { step, tellPassed, withBrowser } from './walk.mjs';

const clinic = 'Complete Injection Clinic';
const shots = process.argv[2] || 'shots';
const secrets = /Person-|1970|999 |nerve|lumbar|lower back|L4|anticoag|BK-/i;
async function scanners(house) {
    await step('a mail scanner that opens the link changes nothing and learns nothing', async () => {
        const request = await asked(house);
        const state = async () => {
            const { approval, holds: open, version } = await seen(house, request);
            return { approval, open, version };
        };
        const before = await until('the request counts as delivered', async () => {
            const now = await state();
            return now.approval.delivery === 'delivered' && now;
        });
        const told = (await inbox(house, request.practice)).length;
        for (let i = 0; i < 5; i += 1) {
            const reply = await fetch(request.url, { method: i % 2 ? 'HEAD' : 'GET' });
            assert.equal(reply.status, 200);
            assert.equal(reply.headers.get('set-cookie'), null);
            assert.equal(reply.headers.get('cache-control'), 'no-store');
            assert.equal(reply.headers.get('referrer-policy'), 'no-referrer');
            assert.match(reply.headers.get('content-security-policy'), /^default-src 'none'; style/);
            assert.doesNotMatch(await reply.text(), secrets);
        }
        assert.deepEqual(await state(), before);
        assert.equal((await inbox(house, request.practice)).length, told);
    });
    await step('a link with one letter changed leads nowhere', async () => {
        const { url } = await asked(house);
        const last = url.at(-5) === 'A' ? 'B' : 'A';
        const reply = await fetch(url.slice(0, -5) + last + url.slice(-4));
        assert.equal(reply.status, 404);
        assert.doesNotMatch(await reply.text(), new RegExp(clinic));
    });
    await step('a form of another website is refused', async () => {
        const request = await asked(house);
        const reply = await fetch(request.url, {
            method: 'POST', body: new URLSearchParams({ step: 'code' }),
            headers: { 'sec-fetch-site': 'cross-site' },
        });
        assert.equal(reply.status, 403);
    });
}

async function walk({ house, page, context, scheme }) {
    const all = { page, scheme, shots };
    const request = await asked(house);
    await step(`${scheme}: nothing but the clinic's name, then a code that works once`, async () => {
        await page.goto(request.url);
        assert.match(await heading(page), new RegExp(`^${clinic} has a question`));
        assert.doesNotMatch(await page.content(), secrets);
        await lookAt(all, 'entry');
        const code = await codeFor(house, request, () => page.click('button[value=code]'));
        assert.equal(page.url(), request.url);
        assert.doesNotMatch(await page.content(), secrets);
        await lookAt(all, 'code');
        const cookie = (await context.cookies()).find((one) => one.name.startsWith('foramen_app'));
        assert.ok(cookie.httpOnly && cookie.sameSite === 'Strict' && cookie.path === '/approve');
        await page.fill('#code', code === '000000' ? '000001' : '000000');
        await page.click('button[value=prove]');
        assert.match(await page.title(), /^Error: /);
        await lookAt(all, 'code-error');
        await page.fill('#code', code);
        await page.click('button[value=prove]');
        await page.waitForSelector('h2:has-text("Patient")');
    });
    await step(`${scheme}: the question with its facts and no more`, async () => {
        const text = await page.textContent('main');
        assert.match(text, /Person-/);
        assert.match(text, /17 May 1970/);
        assert.match(text, /Left/);
        assert.match(text, /L4/);
        assert.doesNotMatch(text, /Invented Road|7946 0000|apixaban/);
        await lookAt(all, 'question');
        await page.check('#decision-yes');
        await page.fill('#conditions', 'Only <b>after</b> a normal INR');
        await page.click('button[value=check]');
        assert.match(await page.title(), /^Error: /);
        assert.ok(await page.evaluate(() => document.activeElement.matches('.problem')));
        await page.click('.problem a[href="#conditions"]');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'conditions');
        await lookAt(all, 'question-error');
    });
    await step(`${scheme}: check, change, confirm; the reference comes after the commit`, async () => {
        await fillIn(page, 'conditions');
        assert.match(await heading(page), /Check your answer/);
        assert.match(await page.textContent('main'), /1\. Only <b>after<\/b> a normal INR/);
        await lookAt(all, 'check');
        await page.click('button[value=change]');
        assert.equal(await page.inputValue('#conditions'), 'Only <b>after</b> a normal INR');
        await page.click('button[value=check]');
        assert.ok((await holds(house, request)).includes('approval-pending'));
        await page.click('button[value=confirm]');
        await page.waitForSelector('.reference');
        const { approval } = await seen(house, request);
        assert.ok(approval.task.includes(await page.textContent('.reference')), approval.task);
        assert.ok((await holds(house, request)).includes('approval-conditions-open'));
        assert.doesNotMatch(await page.textContent('main'), /Person-/);
        await lookAt(all, 'done');
        await page.reload();
        await page.waitForSelector('.reference');
    });
    await step(`${scheme}: a No after a Yes is taken, and holds the booking at once`, async () => {
        await context.clearCookies();
        await proveIdentity(house, page, request);
        assert.match(await heading(page), /answered: Yes/);
        assert.equal(await page.locator('#decision-yes').count(), 0);
        await lookAt(all, 'answered');
        await fillIn(page, 'no', { reason: 'A new bleed was found' });
        await page.click('button[value=confirm]');
        const answered = Date.now();
        await page.waitForSelector('.reference');
        await until('the hold', async () =>
            (await holds(house, request)).includes('approval-declined'));
        console.log(`   held ${Date.now() - answered} ms after the button`);
    });
}

async function otherStates({ house, page, scheme }) {
    const all = { page, scheme, shots };
    await step(`${scheme}: declined, not my patient and more information say so`, async () => {
        const words = { no: /answered: No/, 'not-mine': /not my patient/ };
        for (const [answer, title] of Object.entries(words)) {
            const request = await asked(house);
            await proveIdentity(house, page, request);
            await fillIn(page, answer);
            await page.click('button[value=confirm]');
            await page.waitForSelector('.reference');
            await page.context().clearCookies();
            await proveIdentity(house, page, request);
            assert.match(await heading(page), title);
            assert.equal(await page.locator('form').count(), 0);
            await lookAt(all, `state-${answer}`);
        }
        const request = await asked(house);
        await proveIdentity(house, page, request);
        await fillIn(page, 'information', { information: 'Which steroid, which dose?' });
        await page.click('button[value=confirm]');
        await page.waitForSelector('.reference');
        assert.ok((await holds(house, request)).includes('approval-more-information'));
        await page.context().clearCookies();
        await proveIdentity(house, page, request);
        assert.match(await page.textContent('.notice'), /asked for more information/);
        await lookAt(all, 'state-information');
        const reply = { action: 'reply', name: 'Dr Helen Carver', text: 'Methylprednisolone, 40 mg' };
        await house.post(`/api/v1/bookings/${request.id}/approval`, reply);
        await page.reload();
        assert.match(await page.textContent('.notice'), /has replied/);
        await lookAt(all, 'state-replied');
    });
    await step(`${scheme}: who answers for a GP says so, and checks it`, async () => {
        const request = await asked(house);
        await proveIdentity(house, page, request);
        await fillIn(page, 'yes', { name: 'Bea Nurse', behalf: 'Dr Asha Nair' });
        assert.match(await page.textContent('main'), /On behalf of\s*Dr Asha Nair/);
        await lookAt(all, 'check-delegated');
        await page.click('button[value=confirm]');
        await page.waitForSelector('.reference');
        assert.equal((await seen(house, request)).approval.answer.onBehalfOf, 'Dr Asha Nair');
    });
    await step(`${scheme}: an overridden request says that the procedure goes ahead`, async () => {
        const request = await asked(house);
        const say = (body) => house.post(`/api/v1/bookings/${request.id}/approval`, body);
        await say({ action: 'override', name: 'Dr Helen Carver', text: 'The practice is closed' });
        await say({ action: 'confirm-override', name: 'Sam Other' });
        await proveIdentity(house, page, request);
        assert.match(await page.textContent('.notice'), /goes ahead without an answer/);
        assert.doesNotMatch(await page.textContent('main'), /Until you answer, the procedure/);
        await lookAt(all, 'state-overridden');
    });
    await step(`${scheme}: a changed booking replaces the request, a cancelled one withdraws it`,
        async () => {
            const changed = await asked(house);
            await proveIdentity(house, page, changed);
            await page.check('#decision-yes');
            await page.fill('#name', 'Dr Ada Low');
            await page.fill('#gmc', '7012345');
            const { booking: old, patient } = changed.event;
            const later = { ...old, version: 2, procedure: { ...old.procedure, side: 'right' } };
            const event = booking(changed.id, changed.n, { version: 2, event: 'booking.rescheduled' });
            await house.post('/api/v1/bookings', { ...event, booking: later, patient });
            await page.click('button[value=check]');
            assert.doesNotMatch(await heading(page), /Check your answer/);
            assert.match(await page.textContent('main'), /booking changed|has changed/);
            await lookAt(all, 'state-replaced');
            const gone = await asked(house);
            const cancelled = booking(gone.id, gone.n, { version: 2, event: 'booking.cancelled' });
            await house.post('/api/v1/bookings', cancelled);
            await proveIdentity(house, page, gone);
            assert.match(await heading(page), /withdrawn/);
            await lookAt(all, 'state-withdrawn');
        });
}

async function byKeyboard(house) {
    await step('keyboard only, without script, on a phone: a plain Yes releases', async () => {
        const phone = { viewport: { width: 320, height: 640 }, javaScriptEnabled: false, hasTouch: true };
        await withBrowser(phone, async (browser) => {
            const { page } = browser;
            const { keyboard } = page;
            const request = await asked(house);
            await page.goto(request.url);
            await tabTo(page, 'button[value=code]');
            const code = await codeFor(house, request, () => keyboard.press('Enter'));
            await page.waitForSelector('#code');
            await tabTo(page, '#code');
            await keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`);
            await keyboard.press('Enter');
            await page.waitForSelector('#decision-yes');
            await tabTo(page, '#decision-yes');
            await keyboard.press('Space');
            await tabTo(page, '#name');
            await keyboard.type('Dr Ada Low');
            await tabTo(page, '#gmc');
            await keyboard.type('701 2345');
            await tabTo(page, 'button[value=check]');
            await keyboard.press('Enter');
            await page.waitForSelector('button[value=confirm]');
            await tabTo(page, 'button[value=confirm]');
            await keyboard.press('Enter');
            await page.waitForSelector('.reference');
            const codes = await holds(house, request);
            assert.ok(!codes.some((one) => one.startsWith('approval-')), codes.join(' '));
            assert.deepEqual(browser.seen.external, []);
        });
    });
}

/** Last: the clock does not go back. */
async function afterTheDeadline({ house, page, scheme }) {
    await step(`${scheme}: after the deadline a No is still taken here`, async () => {
        const request = await asked(house);
        await house.clock(15 * 24 * 3600);
        await until('the expiry', async () =>
            (await holds(house, request)).includes('approval-expired'));
        await proveIdentity(house, page, request);
        assert.match(await heading(page), /time for an answer has passed/);
        assert.equal(await page.locator('#decision-yes').count(), 0);
        await lookAt({ page, scheme, shots }, 'state-expired');
    });
}

async function limits(house) {
    await step('the fourth code in 15 minutes is refused in words', async () => {
        const { url } = await asked(house);
        const send = () => fetch(url, {
            method: 'POST', redirect: 'manual', body: new URLSearchParams({ step: 'code' }),
        });
        for (let i = 0; i < 3; i += 1) assert.equal((await send()).status, 303);
        const refused = await send();
        assert.equal(refused.status, 429);
        assert.match(await refused.text(), /No code was sent/);
    });
}

async function main() {
    mkdirSync(shots, { recursive: true });
    let log = '';
    const house = await startHouse({
        ownClock: true,
        changes: (simulator) => ({
            clinicName: clinic,
            contacts: practices.map((odsCode) => ({
                odsCode, url: `http://127.0.0.1:${simulator}/inbox/${odsCode}`,
                secretFile: 'webhook-secret',
            })),
        }),
        log: (text) => { log += text; },
    });
    try {
        await scanners(house);
        for (const scheme of ['light', 'dark']) {
            const window = { viewport: { width: 1000, height: 900 }, colorScheme: scheme };
            await withBrowser(window, async (browser) => {
                const all = { house, ...browser, scheme };
                await walk(all);
                await otherStates(all);
                // The browser itself writes what a form was answered; nothing else may be there.
                assert.deepEqual(browser.seen.console.filter((text) =>
                    !/Failed to load resource.* (409|422) /.test(text)), []);
                assert.deepEqual(browser.seen.external, []);
            });
        }
        await byKeyboard(house);
        await limits(house);
        await withBrowser({ viewport: { width: 1000, height: 900 } }, (last) =>
            afterTheDeadline({ house, ...last, scheme: 'light' }));
        await step('nothing of the patient or of the answers is in the log', async () => {
            assert.doesNotMatch(log, /Person-|Ada Low|7012345|normal INR|new bleed/);
        });
    } finally {
        await house.stop();
    }
    tellPassed(shots);
}

await main();
