// Durable ingest: POST of a booking to 202 after fsync, at 1, 8 and 64 connections, beside the
// same server answering a constant and beside the disk's own fdatasync rate, all in one run.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { practices, startHouse } from '../support/house.mjs'

const run = promisify(execFile)
const programs = process.env.FORAMEN_PROGRAMS
const seconds = process.env.SECONDS_EACH ?? '5'
const begun = performance.now()
const house = await startHouse({
  simulatorArgs: ['--forget-bodies'], changes: { webhooks: [] },
})
const ready = performance.now() - begun
const tokenFile = join(house.folder, 'clinic-token')
writeFileSync(tokenFile, house.tokens.clinic, { mode: 0o600 })

const load = async (...args) => {
  const { stdout } = await run(join(programs, 'tools/load'), [...args, '--seconds', seconds, '--json'])
  return JSON.parse(stdout.trim().split('\n').at(-1))
}
const memory = () => {
  const status = readFileSync(`/proc/${house.gateway.child.pid}/status`, 'utf8')
  return Math.round(/VmHWM:\s+(\d+)/.exec(status)[1] / 1024)
}
const disk = JSON.parse((await run(join(programs, 'tests/bench/fdatasync_bench'), [house.folder])).stdout)
console.log(`fdatasync of the disk: ${disk.fdatasyncPerSecond} a second, p99 ${disk.p99Ms} ms`)
console.log(`gateway and simulator ready after ${ready.toFixed(0)} ms`)
console.log('connections  constant/s  durable/s  ratio  p50 ms  p99 ms  not 202  peak MB')
const row = async (connections) => {
  const constant = await load('--constant', '--url', `${house.base}/livez`, '--connections', connections)
  const durable = await load('--url', `${house.base}/api/v1/bookings`, '--connections', connections,
    '--bearer-file', tokenFile, '--bodies', 'booking')
  const accepted = durable.statuses['202'] ?? 0
  const total = Object.values(durable.statuses).reduce((sum, count) => sum + count, 0)
  const rate = durable.requestsPerSecond * (accepted / total)
  console.log([connections.padStart(11), constant.requestsPerSecond.toFixed(0).padStart(11),
    rate.toFixed(0).padStart(10), (rate / constant.requestsPerSecond).toFixed(2).padStart(6),
    durable.p50Ms.toFixed(2).padStart(7), durable.p99Ms.toFixed(2).padStart(7),
    String(total - accepted).padStart(8), String(memory()).padStart(8)].join(' '))
}
for (const connections of ['1', '8', '64']) await row(connections)
// Until here the gateway delivers meanwhile, to a simulator on the same processors.
for (const practice of practices) {
  const reply = await house.request(`/ops/api/v1/partners/${practice}/pause`,
    { method: 'POST', role: 'operator', body: JSON.stringify({ reason: 'ingest alone is measured' }) })
  if (!reply.ok) throw new Error(`${practice} was not paused: ${await reply.text()}`)
}
console.log('with every practice paused:')
await row('64')
await house.stop()
