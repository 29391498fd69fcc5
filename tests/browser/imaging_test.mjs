// Why this file exists: people decide whose an imaging report is, in a real browser, against the real
// gateway: the pressing ones first, masked until somebody asks, two people where the evidence speaks against.
//   node imaging_test.mjs SHOTS-FOLDER     ($FORAMEN_PROGRAMS: the build tree)
// Packages are looked for beside this file, or in $BROWSER_TEST_MODULES.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledged, sendMllp, startHouse } from '../support/house.mjs';
import { booked, holds, somebody } from '../support/people.mjs';
import { axeFindings, overflow, smallTargets } from './browser.mjs';
import { step, tellPassed, withBrowser } from './walk.mjs';

const shots = process.argv[2] || 'shots';
let control = 0;

/** A final lumbar MRI of Northbank, told of `who`. */
async function send(house, who, { born = who.born, text = 'Disc protrusion at L5/S1.', exam = 'MRI Spine lumbar', status = 'F', at = '20300116090000' } = {}) {
    const message = [
        `MSH|^~\\&|SOLITON|NORTHBANK|FORAMEN|CLINIC|${at}||ORU^R01^ORU_R01|W${control += 1}|P|2.4|||||||UNICODE UTF-8`,
        `PID|1||${who.nhs}^^^NHS^NH||${who.family}^${who.given}||${born.replaceAll('-', '')}|F`,
        `OBR|1|NB${who.n}|NB${who.n}|X^${exam}^L|||20300115090000|||||||||||||||${at}||MR|${status}`,
        `OBX|1|TX|X^${exam}^L||${text}||||||${status}`, ''].join('\r');
    const [answer] = await sendMllp(house.gateway.mllp, message);
    assert.equal(acknowledged(answer), 'AA', answer);
}

async function withTwoOperators(house) {
    const file = join(house.folder, 'credentials.json');
    const credentials = JSON.parse(readFileSync(file, 'utf8'));
    credentials.operators = ['alice', 'bob'].map((name) => ({ name, token: name.padEnd(40, '-') }));
    writeFileSync(file, JSON.stringify(credentials));
    await house.kill();
    await house.start();
    return credentials.operators;
}

async function signIn(page, house, { token }) {
    await page.goto(`${house.base}/ops/`);
    await page.waitForSelector('#token, button:text-is("Sign out")');
    if (await page.locator('button:text-is("Sign out")').count()) await page.click('button:text-is("Sign out")');
    await page.fill('#token', token);
    await page.keyboard.press('Enter');
    await page.waitForSelector('nav');
}
const open = (page, hash) => page.evaluate((to) => { window.location.hash = to; }, hash);
const list = async (page, query = '') => {
    await open(page, `#/imaging${query}`);
    await page.waitForSelector('h1:text-is("Imaging reports")');
};
/** Opens the report whose row has this accession number. */
async function openReport(page, who) {
    await page.click(`tr:has(td:text-is("NB${who.n}")) a`);
    await page.waitForSelector('#people-title');
}
async function decide(page, button, reason) {
    await page.click(`button:text-is("${button}")`);
    await page.waitForSelector('dialog[open]');
    assert.deepEqual(await axeFindings(page), [], `axe on ${button}`);
    await page.fill('#reason', reason);
    await page.click('dialog button[type=submit]');
}
const shot = (page, name) => page.screenshot({ path: join(shots, `imaging-${name}.png`), fullPage: true });

async function look({ page, house, people, scheme }) {
    const { doubtful, urgent } = people;
    await step(`${scheme}: the most pressing report stands first, and nobody's name`, async () => {
        await list(page);
        await page.waitForSelector('tbody tr');
        assert.match(await page.textContent('tbody tr:first-child'), /urgent words/);
        const text = await page.content();
        for (const who of Object.values(people)) for (const word of [who.nhs, who.family, who.born]) assert.ok(!text.includes(word), word);
        assert.deepEqual(await axeFindings(page), []);
        assert.deepEqual(await smallTargets(page), []);
        await shot(page, `list-${scheme}`);
    });
    await step(`${scheme}: a report is masked until somebody asks, and that is recorded`, async () => {
        await openReport(page, doubtful);
        assert.ok(!(await page.content()).includes(doubtful.family));
        assert.match(await page.textContent('main'), /Day and month of the date of birth have changed places/);
        await shot(page, `masked-${scheme}`);
        await page.click('button:text-is("Show patient details")');
        await page.waitForSelector(`td:has-text("${doubtful.family}")`);
        await page.waitForSelector('.other');
        assert.deepEqual(await axeFindings(page), []);
        await shot(page, `shown-${scheme}`);
        const { records } = await house.json('/ops/api/v1/audit?limit=20', { role: 'operator' });
        assert.ok(records.some((one) => one.action === 'imaging.read' && one.actor === 'operator:alice'));
    });
    await step(`${scheme}: nothing is cut off at 320 pixels`, async () => {
        await page.setViewportSize({ width: 320, height: 720 });
        assert.equal(await overflow(page), 0, 'report');
        await shot(page, `narrow-report-${scheme}`);
        await list(page);
        await page.waitForSelector('tbody tr');
        assert.equal(await overflow(page), 0, 'list');
        await shot(page, `narrow-list-${scheme}`);
        await page.setViewportSize({ width: 1280, height: 900 });
        assert.ok(urgent);
    });
}

async function act({ page, house, people, operators }) {
    const { doubtful, contrary, unknown, urgent, changed } = people;
    await step('matched with a reason, the booking goes on; taken back, it stops', async () => {
        await openReport(page, doubtful);
        await page.click(`button:text-is("Match to ${doubtful.id}")`);
        await page.waitForSelector('dialog[open]');
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('#reason-fault');
        await page.fill('#reason', 'asked the patient');
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('button:text-is("Take the match back")');
        assert.deepEqual(await holds(house, doubtful), []);
        await decide(page, 'Take the match back', 'it was her sister');
        await page.waitForSelector('button:text-is("Match to a booking…")');
        assert.deepEqual(await holds(house, doubtful), ['mri-missing']);
    });
    await step('against the evidence two people have to agree', async () => {
        await list(page);
        await openReport(page, contrary);
        await page.click(`button:text-is("Match to ${contrary.id}")`);
        await page.waitForSelector('dialog .fault:has-text("speaks against")');
        await page.fill('#reason', 'the letter says so');
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('.todo:has-text("Another person must match it")');
        assert.deepEqual(await holds(house, contrary), ['mri-unmatched']);
        await page.click(`button:text-is("Match to ${contrary.id}")`);
        await page.fill('#reason', 'me again');
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('#reason-fault:has-text("another person must agree")');
        await page.click('dialog button:text-is("Cancel")');
        await shot(page, 'second-person');
        await signIn(page, house, operators[1]);
        await list(page);
        await openReport(page, contrary);
        await page.click(`button:text-is("Match to ${contrary.id}")`);
        await page.fill('#reason', 'seen the passport');
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('button:text-is("Take the match back")');
        assert.deepEqual(await holds(house, contrary), []);
    });
    await step('the region is set, a change is looked at, and a stranger is not ours', async () => {
        await list(page);
        await openReport(page, unknown);
        await page.click('button:text-is("Set the region")');
        await page.check('dialog label:has-text("lumbar") input');
        await shot(page, 'region');
        await page.fill('#reason', 'seen on the images');
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('.facts:has-text("lumbar")');
        assert.deepEqual(await holds(house, unknown), []);
        await list(page);
        await openReport(page, changed);
        await decide(page, 'Somebody looked', 'the clinician read it');
        await page.waitForSelector('.todo', { state: 'detached' });
        assert.deepEqual(await holds(house, changed), []);
        await list(page);
        await openReport(page, urgent);
        await decide(page, 'Not ours', 'told the provider by telephone');
        await page.waitForSelector('.facts:has-text("not ours")');
        await list(page, '?standing=not-ours');
        await page.waitForSelector(`td:text-is("NB${urgent.n}")`);
    });
}

mkdirSync(shots, { recursive: true });
const house = await startHouse();
try {
    const operators = await withTwoOperators(house);
    const people = {
        doubtful: await booked(house), contrary: await booked(house), unknown: await booked(house),
        changed: await booked(house), urgent: await booked(house, { ...somebody() }),
    };
    const { doubtful, contrary, unknown, changed, urgent } = people;
    await send(house, doubtful, { born: `${doubtful.born.slice(0, 4)}-07-03` });
    await send(house, contrary, { born: '1999-11-30' });
    await send(house, unknown, { exam: 'MRI Spine' });
    await send(house, changed);
    await send(house, changed, { status: 'C', text: 'Right, not left.', at: '20300117090000' });
    await send(house, urgent, { born: '1998-12-29', text: 'Cauda equina compression at L4/5.' });
    for (const scheme of ['dark', 'light']) {
        const window = { viewport: { width: 1280, height: 900 }, colorScheme: scheme };
        await withBrowser(window, async (browser) => {
            const all = { ...browser, house, people, operators, scheme };
            await signIn(browser.page, house, operators[0]);
            await look(all);
            if (scheme === 'light') await act(all);
            const odd = browser.seen.console.filter((text) => !/40[19]/.test(text));
            assert.deepEqual(odd, []);
            assert.deepEqual(browser.seen.external, []);
        });
    }
} finally {
    await house.stop();
}
tellPassed(shots);
