// An operator pauses a practice from the command line: nothing of it is lost, nothing of it is sent,
// not even after a kill, until it is resumed.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { booking } from '../support/events.mjs'
import { programs, startHouse, until } from '../support/house.mjs'

let house
before(async () => { house = await startHouse() })
after(() => house.stop())

const queue = (...words) => new Promise((resolve) => {
  const at = ['--gateway', house.base, '--credentials', join(house.folder, 'credentials.json')]
  execFile(join(programs, 'gateway/foramen'), ['queue', ...words, ...at],
    (failed, out, err) => resolve({ status: failed?.code ?? 0, out, err }))
})
const received = async () => (await (await fetch(`${house.sim}/sim/received?practice=Z10002`)).text())
const waiting = async () =>
  JSON.parse((await queue('list', '--partner', 'Z10002', '--state', 'waiting', '--json')).out).messages
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

test('a paused practice is sent nothing, over a kill, and everything once it is resumed', async () => {
  assert.equal((await queue('pause', 'Z10002')).status, 1, 'a reason is needed')
  const paused = await queue('pause', 'Z10002', '--reason', 'their server moves')
  assert.equal(paused.status, 0, paused.err)
  assert.match(paused.out, /Nothing is sent to it until: foramen queue resume Z10002/)
  assert.equal((await house.post('/api/v1/bookings', booking('BK-W1', 1))).status, 202)
  await until('the message', async () => (await waiting()).length > 0)
  const [message] = await waiting()
  assert.equal((await queue('retry', message.id)).status, 0)
  await house.kill()
  await house.start()
  await pause(1_000)
  assert.doesNotMatch(await received(), /BK-W1/)
  assert.equal((await waiting())[0].attempts, 0)
  assert.match((await queue('stats')).out, /Z10002 is paused by operator.* since .*: their server moves/)
  assert.match(await (await fetch(`${house.base}/metrics`)).text(), /foramen_partner_paused\{partner="Z10002"\} 1/)

  const resumed = await queue('resume', 'Z10002')
  assert.equal(resumed.status, 0, resumed.err)
  await until('the delivery', async () => (await waiting()).length === 0)
  assert.match(await received(), /BK-W1/)
  assert.equal((await queue('resume', 'Z10002')).status, 1, 'it is not paused any more')
})
