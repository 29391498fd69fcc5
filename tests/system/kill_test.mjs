#!/usr/bin/env node
// Why this file exists: "accepted" must survive kill -9. Events are posted without a break, the
// real gateway is killed at random moments and started again on the same store.
//
// usage: kill_test.mjs [--kills N] [--seed N]     (the test uses 12; `tools/dev bench kill` 200)
//
// Shown: accepted events lost (must be 0), duplicate effects at the practice (must be 0),
// repetitions on the wire (may be more than 0: that is why the writes are conditional). Control:
// events that were sent but never acknowledged; some of them must be missing, or the search for
// lost ones could not find any.
import { booking } from '../support/events.mjs'
import { startHouse, until } from '../support/house.mjs'

const option = (name, otherwise) => {
  const place = process.argv.indexOf(name)
  return place < 0 ? otherwise : Number(process.argv[place + 1])
}
const kills = option('--kills', 12)
let state = option('--seed', Date.now() % 1_000_000)
console.log(`kills ${kills}, seed ${state}`)
const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648

const house = await startHouse()
const accepted = new Map() // bookingId -> messageId
const unacknowledged = new Set()
let counter = 0
let posting = true
let paused = Promise.resolve()

async function postOnAndOn() {
  while (posting) {
    await paused
    const number = counter++
    const id = `BK-${number}`
    try {
      // Node's fetch is now and then silent for ever about a connection that was killed.
      const reply = await house.request('/api/v1/bookings', { method: 'POST', signal: AbortSignal.timeout(1_000),
        body: JSON.stringify(booking(id, number)), headers: { 'content-type': 'application/json' } })
      if (reply.status === 202) accepted.set(id, (await reply.json()).messageId)
      else { unacknowledged.add(id); await reply.arrayBuffer() }
    } catch {
      unacknowledged.add(id)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

const posters = Array.from({ length: 8 }, postOnAndOn)
const recovery = []
for (let kill = 0; kill < kills; kill += 1) {
  const before = accepted.size
  await new Promise((resolve) => setTimeout(resolve, 60 + random() * 240))
  await until('an event to be accepted', () => accepted.size > before, 20_000)
  let goOn
  paused = new Promise((resolve) => { goOn = resolve })
  await house.kill()
  const begun = performance.now()
  await house.start()
  recovery.push(performance.now() - begun)
  goOn()
}
posting = false
await Promise.all(posters)

let lost = 0
for (const [, messageId] of accepted) {
  const reply = await house.request(`/api/v1/messages/${messageId}`)
  if (reply.status !== 200) lost += 1
  await reply.arrayBuffer()
}
let missing = 0
for (const id of unacknowledged) {
  const reply = await house.request(`/api/v1/bookings/${id}`)
  if (reply.status === 404) missing += 1
  await reply.arrayBuffer()
}
const effects = async () => (await fetch(`${house.sim}/sim/summary`)).json()
await until('all deliveries', async () => {
  const page = await house.json('/ops/api/v1/snapshot', { role: 'operator' })
  return page.queues.filter((queue) => queue.partner.startsWith('Z'))
    .every((queue) => (queue.waiting ?? 0) + (queue.sending ?? 0) === 0)
}, 120_000)

const appointments = new Map()
for (const one of await house.received()) {
  const text = JSON.stringify(one.body)
  const found = /urn:foramen:clinic-booking-id[^A-Z]*?(BK-\d+)/.exec(text)
  if (found) appointments.set(found[1], (appointments.get(found[1]) ?? 0) + 1)
}
const undelivered = [...accepted.keys()].filter((id) => !appointments.has(id)).length
const wireRepeats = [...appointments.values()].filter((count) => count > 1).length
const summary = await effects()
const duplicates = summary.duplicateEffects ?? 0
await house.stop()

recovery.sort((a, b) => a - b)
console.log(JSON.stringify({
  kills, accepted: accepted.size, lost, undelivered, duplicateEffects: duplicates, wireRepeats,
  control: { unacknowledged: unacknowledged.size, missing },
  recoveryMs: { p50: Math.round(recovery[recovery.length >> 1]), max: Math.round(recovery.at(-1)) },
}))
const good = lost === 0 && undelivered === 0 && duplicates === 0 && accepted.size > kills
const controlWorks = missing > 0
if (!controlWorks) console.log('the control found nothing missing: this run proves nothing')
process.exit(good && controlWorks ? 0 : 1)
