// End to end: how many bookings a second go from POST to delivered at the practice simulator,
// while load, gateway and simulator share this machine.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startHouse } from '../support/house.mjs'

const run = promisify(execFile)
const programs = process.env.FORAMEN_PROGRAMS
const seconds = process.env.SECONDS_EACH ?? '5'
const house = await startHouse({
  simulatorArgs: ['--forget-bodies'], changes: { webhooks: [] },
})
const tokenFile = join(house.folder, 'clinic-token')
writeFileSync(tokenFile, house.tokens.clinic, { mode: 0o600 })
const delivered = async () => {
  const { queues } = await house.json('/ops/api/v1/snapshot', { role: 'operator' })
  return queues.filter((queue) => queue.partner.startsWith('Z'))
    .reduce((sum, queue) => sum + (queue.delivered ?? 0), 0)
}
const begun = performance.now()
const { stdout } = await run(join(programs, 'tools/load'), ['--url', `${house.base}/api/v1/bookings`,
  '--connections', '32', '--bearer-file', tokenFile, '--bodies', 'booking', '--seconds', seconds, '--json'])
const accepted = JSON.parse(stdout.trim().split('\n').at(-1)).statuses['202']
const during = await delivered()
const duringSeconds = (performance.now() - begun) / 1000
while (await delivered() < accepted) await new Promise((resolve) => setTimeout(resolve, 50))
const took = (performance.now() - begun) / 1000
console.log(`accepted ${accepted} (${(accepted / Number(seconds)).toFixed(0)} a second)`)
console.log(`delivered while they came: ${(during / duringSeconds).toFixed(0)} a second`)
console.log(`all delivered after ${took.toFixed(1)} s: ${(accepted / took).toFixed(0)} a second end to end`)
await house.stop()
