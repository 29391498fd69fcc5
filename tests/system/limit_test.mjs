// A caller that runs wild is answered 429 and told when to come back; the others notice nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { booking } from '../support/events.mjs'
import { startHouse, until } from '../support/house.mjs'

let house
before(async () => {
  house = await startHouse({ changes: { http: { port: 0, requestsPerSecondMax: 5 } } })
})
after(() => house.stop())

const flood = (path, role, count) =>
  Promise.all(Array.from({ length: count }, () => house.request(path, { role })))

test('above the rate the door says 429 with Retry-After, in its own words', async () => {
  const replies = await flood('/api/v1/messages/none', 'clinic', 40)
  const refused = replies.filter((reply) => reply.status === 429)
  assert.ok(refused.length >= 20, `${refused.length} of 40 were refused`)
  assert.ok(replies.some((reply) => reply.status === 404), 'some were let in')
  const [first] = refused
  assert.match(first.headers.get('retry-after'), /^[1-9]\d*$/)
  assert.match(first.headers.get('content-type'), /application\/problem\+json/)
  const body = await first.json()
  assert.equal(body.status, 429)
  assert.match(body.detail, /wait 1 s/)
})

test('below /fhir/R4 the refusal is an OperationOutcome: throttled', async () => {
  const replies = await flood('/fhir/R4/Task/none', 'practice', 40)
  const refused = replies.find((reply) => reply.status === 429)
  const outcome = await refused.json()
  assert.equal(outcome.resourceType, 'OperationOutcome')
  assert.equal(outcome.issue[0].code, 'throttled')
  assert.match(refused.headers.get('retry-after'), /^[1-9]\d*$/)
})

test('a flood of one caller takes nothing from another, and probes are never limited', async () => {
  await flood('/api/v1/messages/none', 'clinic', 40)
  assert.equal((await house.request('/ops/api/v1/snapshot', { role: 'operator' })).status, 200)
  for (const reply of await flood('/livez', 'clinic', 40)) assert.equal(reply.status, 200)
})

test('an event that was refused was not stored, and is accepted after the wait', async () => {
  await flood('/api/v1/messages/none', 'clinic', 40)
  const event = booking('BK-L1', 1)
  const refused = await house.post('/api/v1/bookings', event)
  assert.equal(refused.status, 429)
  const wait = Number(refused.headers.get('retry-after'))
  await new Promise((resolve) => setTimeout(resolve, wait * 1000))
  assert.equal((await house.post('/api/v1/bookings', event)).status, 202)
})

test('who was limited, and how often, is a metric', async () => {
  const text = await until('the metric', async () => {
    const metrics = await (await fetch(`${house.base}/metrics`)).text()
    return /^foramen_requests_limited_total\{caller="clinic"\} [1-9]/m.test(metrics) && metrics
  })
  assert.match(text, /^foramen_requests_limited_total\{caller="practice"\} [1-9]/m)
  assert.match(text, /code="429"/)
})
