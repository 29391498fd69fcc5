// An answer of a practice until the clinic can know: the PUT of the Task is sent, then the booking
// shows it, the event stream tells it and the webhook arrives. Half of the answers are a "yes",
// half a "no"; the readiness that each must bring about is checked.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, startHouse, until } from '../support/house.mjs'

const count = Number(process.env.ANSWERS ?? 500)
const example = (name) => readFileSync(join(root, 'tests/scenarios/journeys/high-risk', name), 'utf8')

/** When the holds of a booking were told, by the first telling that holds or lifts as wanted. */
const told = { stream: new Map(), webhook: new Map() }
const note = (where, data) => {
  const codes = data.holds.map((hold) => hold.code)
  const kind = codes.includes('approval-pending') ? 'pending' : codes.includes('approval-declined') ? 'declined' : 'approved'
  const key = `${data.bookingId} ${kind}`
  if (!told[where].has(key)) told[where].set(key, performance.now())
}

const receiver = createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const { type, data } = JSON.parse(Buffer.concat(parts).toString())
    if (type === 'booking.readiness') note('webhook', data)
    response.end()
  })
})
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const house = await startHouse({ changes: { webhooks: [{ id: 'clinic', name: 'Clinic',
  url: `http://127.0.0.1:${receiver.address().port}/`, secretFile: 'webhook-secret' }] } })

const ended = new AbortController()
const stream = await house.request('/api/v1/changes', { signal: ended.signal })
const reading = (async () => {
  let text = ''
  for await (const part of stream.body.pipeThrough(new TextDecoderStream())) {
    text += part
    const events = text.split('\n\n')
    text = events.pop()
    for (const event of events) {
      if (event.includes('event: readiness')) note('stream', JSON.parse(/^data: (.*)$/m.exec(event)[1]))
    }
  }
})().catch(() => {})

async function asked(number) {
  const id = `BK-B${number}`
  const own = (name) => {
    const event = JSON.parse(example(name).replaceAll('BK-S707', id))
    event.eventId += `-${number}`
    event.patient.clinicId += `-${number}`
    delete event.patient.nhsNumber
    delete event.patient.nhsNumberVerified
    if (event.screening) event.screening.id += `-${number}`
    return event
  }
  await house.post('/api/v1/bookings', own('1-booking.json'))
  await house.post('/api/v1/screenings', own('2-screening.json'))
  return id
}

const times = { 'the answer is acknowledged': [], 'GET of the booking shows it': [],
  'the event stream tells it': [], 'the webhook arrives': [] }
for (let number = 0; number < count; number += 1) {
  const id = await asked(number)
  const { approval } = await house.json(`/api/v1/bookings/${id}`)
  const decision = number % 2 === 0 ? 'approved' : 'declined'
  const begun = performance.now()
  const reply = await house.answerTask(approval.task, decision)
  if (reply.status !== 200) throw new Error(`the answer got ${reply.status}`)
  times['the answer is acknowledged'].push(performance.now() - begun)
  const { holds } = await house.json(`/api/v1/bookings/${id}`)
  times['GET of the booking shows it'].push(performance.now() - begun)
  const codes = holds.map((hold) => hold.code)
  const wanted = decision === 'approved' ? ['mri-missing'] : ['approval-declined', 'mri-missing']
  if (JSON.stringify(codes) !== JSON.stringify(wanted)) throw new Error(`${id}: ${codes}`)
  const key = `${id} ${decision}`
  await until(`both tellings of ${id}`, () => told.stream.has(key) && told.webhook.has(key))
  times['the event stream tells it'].push(told.stream.get(key) - begun)
  times['the webhook arrives'].push(told.webhook.get(key) - begun)
}
console.log(`${count} answers, one after the other, each read with its ETag and put:`)
console.log(`${'ms from the answer until'.padEnd(30)}     p50     p99     max`)
for (const [what, list] of Object.entries(times)) {
  list.sort((a, b) => a - b)
  const at = (share) => list[Math.min(Math.floor(list.length * share), list.length - 1)].toFixed(1).padStart(8)
  console.log(`${what.padEnd(30)}${at(0.5)}${at(0.99)}${at(1)}`)
}
const late = Object.values(times).flat().filter((ms) => ms > 1000).length
console.log(`later than a second: ${late}`)
ended.abort()
await reading
await house.stop()
receiver.close()
process.exit(late === 0 ? 0 : 1)
