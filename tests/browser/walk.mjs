// Why this file exists: the frame of each walk through a page: its steps, counted and timed, and a
// browser that is closed whatever becomes of them.
import { openBrowser } from './browser.mjs';

let steps = 0;

export async function step(name, work) {
    const begun = Date.now();
    await work();
    steps += 1;
    console.log(`ok ${steps} ${name} (${Date.now() - begun} ms)`);
}

/** The last line of a walk. */
export const tellPassed = (shots) => console.log(`${steps} steps passed; pictures in ${shots}`);

export async function withBrowser(options, work) {
    const browser = await openBrowser(options);
    try {
        await work(browser);
    } finally {
        await browser.close();
    }
}
