// Why this file exists: what a practice does with an approval request, in a few words: from the link
// in its inbox to an answer on the page.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { booking, screening } from '../support/events.mjs';
import { until } from '../support/house.mjs';
import { axeFindings, overflow, smallTargets } from './browser.mjs';

let counter = 7_000;

/** What the registered contact of a practice was told, newest last. */
export async function inbox(house, practice) {
    const received = await house.received();
    return received.filter((one) => one.interaction === 'contact' && one.practice === practice)
        .map((one) => one.body);
}

/** A booking that needs an approval; gives what the practice was sent. */
export async function asked(house) {
    counter += 1;
    const n = counter;
    const id = `BK-PAGE-${n}`;
    const practice = `Z1000${1 + (n % 5)}`;
    const before = (await inbox(house, practice)).length;
    const event = booking(id, n);
    assert.equal((await house.post('/api/v1/bookings', event)).status, 202);
    const answers = { anticoagulant: { answer: 'yes', medicine: 'apixaban' } };
    const form = screening(id, n, { answers });
    assert.equal((await house.post('/api/v1/screenings', form)).status, 202);
    const link = await until(`the link of ${id}`, async () =>
        (await inbox(house, practice)).slice(before).find((one) => one.data.link)?.data.link);
    return { id, n, practice, event, url: house.base + new URL(link).pathname };
}

export const seen = (house, request) => house.json(`/api/v1/bookings/${request.id}`);
export const holds = async (house, request) => (await seen(house, request)).holds.map((one) => one.code);
export const heading = (page) => page.textContent('h1');

/** Presses the button that asks for a code and waits until the contact has it. */
export async function codeFor(house, { practice }, press) {
    const codes = async () => (await inbox(house, practice)).filter((one) => one.data.code);
    const before = (await codes()).length;
    await press();
    return until('the code', async () => (await codes()).slice(before).at(-1)?.data.code);
}

export async function proveIdentity(house, page, request) {
    await page.goto(request.url);
    const code = await codeFor(house, request, () => page.click('button[value=code]'));
    await page.fill('#code', code);
    await page.click('button[value=prove]');
    await page.waitForSelector('h2:has-text("Patient")');
}

export async function fillIn(page, answer, texts = {}) {
    await page.check(`#decision-${answer}`);
    const person = { name: 'Dr Ada Low', gmc: '7012345' };
    for (const [id, text] of Object.entries({ ...person, ...texts })) {
        await page.fill(`#${id}`, text);
    }
    await page.click('button[value=check]');
}

/** Looks closely at what the page shows now, and leaves two pictures in the folder `shots`. */
export async function lookAt({ page, scheme, shots }, name) {
    assert.deepEqual(await axeFindings(page), [], `axe: ${name}`);
    assert.deepEqual(await smallTargets(page), [], `targets: ${name}`);
    const wide = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 720 });
    assert.equal(await overflow(page), 0, `320 pixels: ${name}`);
    await page.screenshot({ path: join(shots, `approval-${name}-320-${scheme}.png`), fullPage: true });
    await page.setViewportSize(wide);
    await page.screenshot({ path: join(shots, `approval-${name}-${scheme}.png`), fullPage: true });
}

/** Presses Tab until that element has the focus, and sees that the focus shows. */
export async function tabTo(page, selector) {
    for (let i = 0; i < 40; i += 1) {
        await page.keyboard.press('Tab');
        const there = await page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
        if (!there) continue;
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        assert.notEqual(outline, 'none', `no visible focus on ${selector}`);
        return;
    }
    assert.fail(`Tab never reached ${selector}`);
}
