// Why this file exists: the public face (mission/interface.md) held against the real binary.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { booking, patient, report, screening } from '../support/events.mjs'
import { startHouse, until } from '../support/house.mjs'

let house
before(async () => { house = await startHouse() })
after(async () => {
  const codes = await house.stop()
  assert.deepEqual(codes, [0, 0], 'SIGTERM ends gateway and simulator with exit status 0')
})

const json = { 'content-type': 'application/json' }
const problem = async (reply, status) => {
  assert.equal(reply.status, status)
  assert.match(reply.headers.get('content-type'), /application\/problem\+json/)
  const body = await reply.json()
  assert.equal(body.status, status)
  return body
}

test('the same event again gives the first messageId; another body is a conflict', async () => {
  const event = booking('BK-A1', 1)
  const first = await house.post('/api/v1/bookings', event)
  assert.equal(first.status, 202)
  const { messageId, status, links } = await first.json()
  assert.equal(status, 'accepted')
  assert.equal(links.booking, '/api/v1/bookings/BK-A1')
  const again = await (await house.post('/api/v1/bookings', event)).json()
  assert.equal(again.messageId, messageId)
  await problem(await house.post('/api/v1/bookings', { ...event, occurredAt: '2030-01-14T10:00:00Z' }), 409)
})

test('every fault is named by JSON Pointer, and no value is quoted', async () => {
  const event = booking('BK-A2', 2)
  event.booking.end = '2030-02-03T16:00:00+00:00'
  event.patient.birthDate = '2999-01-01'
  event.patient.nhsNumber = '9990000001'
  const body = await problem(await house.post('/api/v1/bookings', event), 422)
  const pointers = body.errors.map((error) => error.pointer)
  for (const wanted of ['/booking/end', '/patient/birthDate', '/patient/nhsNumber']) {
    assert.ok(pointers.includes(wanted), `${wanted} in ${pointers}`)
  }
  assert.doesNotMatch(JSON.stringify(body), /9990000001|2999-01-01|Person-2/)
  assert.equal((await house.request('/api/v1/bookings/BK-A2')).status, 404)
})

test('what a clock far ahead dated is refused, so that it cannot outrank what comes later', async () => {
  const strict = await startHouse({ changes: { occurredAheadHoursMax: 24 } })
  const at = (hours, event) => ({ ...event, occurredAt: new Date(Date.now() + hours * 3_600_000).toISOString() })
  try {
    assert.equal((await strict.post('/api/v1/bookings', at(23, booking('BK-A7', 1)))).status, 202)
    const body = await problem(await strict.post('/api/v1/bookings', at(25, booking('BK-A8', 2))), 422)
    assert.deepEqual(body.errors.map((one) => one.pointer), ['/occurredAt'])
    assert.match(body.errors[0].detail, /set the clock of the sender/)
  } finally {
    assert.deepEqual(await strict.stop(), [0, 0])
  }
})

test('schema faults come all at once', async () => {
  const event = booking('BK-A3', 3)
  delete event.booking.start
  event.booking.procedure.side = 'middle'
  event.surprise = true
  const body = await problem(await house.post('/api/v1/bookings', event), 422)
  assert.ok(body.errors.length >= 3, JSON.stringify(body.errors))
})

test('what is not one JSON object is 400', async () => {
  for (const body of ['{', '[]', '', '{"a":1,"a":2}', '{} {}', '['.repeat(5000)]) {
    const reply = await house.request('/api/v1/bookings', { method: 'POST', body, headers: json })
    assert.ok([400, 422].includes(reply.status), `${body.slice(0, 20)}: ${reply.status}`)
    await reply.arrayBuffer()
  }
})

test('media type, size, token, role and path are checked', async () => {
  const post = (headers, body = '{}') => house.request('/api/v1/bookings', { method: 'POST', body, headers })
  await problem(await post({ 'content-type': 'text/plain' }), 415)
  await problem(await post(json, 'x'.repeat(9 << 20)), 413)
  await problem(await post({ ...json, authorization: 'Bearer wrong' }), 401)
  await problem(await house.request('/api/v1/bookings/x', { role: 'operator' }), 403)
  await problem(await house.request('/nowhere'), 404)
  const reply = await house.request('/api/v1/bookings')
  assert.equal(reply.headers.get('allow'), 'POST')
  await problem(reply, 405)
})

test('a booking walks to the practice, and the receipt comes back', async () => {
  await house.post('/api/v1/bookings', booking('BK-A4', 4))
  await house.post('/api/v1/screenings', screening('BK-A4', 4))
  const { messageId } = await (await house.post('/api/v1/procedure-reports', report('BK-A4', 4))).json()
  const seen = await until('delivery', async () => {
    const one = await house.json('/api/v1/bookings/BK-A4')
    return one.reports[0]?.status === 'delivered' && one
  })
  assert.equal(seen.reports[0].practice, 'Z10005')
  assert.ok(seen.reports[0].receipt)
  assert.ok(seen.resources.some((one) => one.type === 'Procedure'))
  const trace = await house.json(`/api/v1/messages/${messageId}`)
  const delivery = trace.deliveries.find((one) => one.partner === 'Z10005')
  assert.equal(delivery.status, 'delivered')
  assert.equal(delivery.attempts[0].number, 1)
})

test('a partner that answers 500 or cuts the line is tried again, and nothing doubles', async () => {
  await house.fault({ practice: 'Z10001', mode: 'drop-after-store', count: 2 })
  await house.post('/api/v1/bookings', booking('BK-A5', 5))
  await until('delivery', async () => {
    const { deliveries } = await house.json(`/api/v1/messages/${(await lastMessage('BK-A5'))}`)
    return deliveries.some((one) => one.partner === 'Z10001' && one.status === 'delivered')
  })
  const summary = await (await fetch(`${house.sim}/sim/summary`)).json()
  assert.equal(summary.duplicateEffects ?? 0, 0)
  await house.noFaults()
})

async function lastMessage(bookingId) {
  const event = booking(bookingId, 5, { version: 2, event: 'booking.rescheduled' })
  const known = lastMessage[bookingId] ??= (await (await house.post('/api/v1/bookings', event)).json()).messageId
  return known
}

test('a refused message is held, blocks only its patient, and is released by an operator', async () => {
  await house.fault({ practice: 'Z10002', mode: '422', count: 1 })
  const { messageId } = await (await house.post('/api/v1/bookings', booking('BK-A6', 6))).json()
  const held = await until('hold', async () => {
    const trace = await house.json(`/api/v1/messages/${messageId}`)
    return trace.deliveries.find((one) => one.partner === 'Z10002' && one.status === 'held')
  })
  const other = await (await house.post('/api/v1/bookings', booking('BK-A7', 11))).json()
  await until('another patient', async () => {
    const trace = await house.json(`/api/v1/messages/${other.messageId}`)
    return trace.deliveries.some((one) => one.partner === 'Z10002' && one.status === 'delivered')
  })
  const act = (action, body) => house.request(`/ops/api/v1/messages/${held.id}/${action}`,
    { method: 'POST', role: 'operator', body: JSON.stringify(body), headers: json })
  assert.ok((await act('discard', {})).status >= 400, 'a discard needs a reason')
  assert.ok((await act('release', { reason: 'the practice mended its server' })).ok)
  await until('release', async () => {
    const trace = await house.json(`/api/v1/messages/${messageId}`)
    return trace.deliveries.some((one) => one.id === held.id && one.status === 'delivered')
  })
})

test('changes are streamed and go on from Last-Event-ID', async () => {
  const listen = new AbortController()
  const reply = await fetch(`${house.base}/api/v1/changes`, {
    headers: { authorization: `Bearer ${house.tokens.clinic}`, 'last-event-id': '0' }, signal: listen.signal,
  })
  assert.match(reply.headers.get('content-type'), /text\/event-stream/)
  let text = ''
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  await house.post('/api/v1/bookings', booking('BK-A8', 8))
  while (!/"bookingId":"BK-A8","ready":false/.test(text)) text += (await reader.read()).value
  assert.match(text, /^id: \d+$/m)
  listen.abort()
})

test('a Last-Event-ID that never was does not silence what comes next', async () => {
  const listen = new AbortController()
  const reply = await fetch(`${house.base}/api/v1/changes`, { // As after a restored backup.
    headers: { authorization: `Bearer ${house.tokens.clinic}`, 'last-event-id': '987654321' }, signal: listen.signal,
  })
  let text = ''
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  await house.post('/api/v1/bookings', booking('BK-A88', 8))
  const silence = setTimeout(() => listen.abort(), 5000)
  while (!/"bookingId":"BK-A88","ready":false/.test(text)) text += (await reader.read()).value
  assert.doesNotMatch(text, /"bookingId":"BK-A8","ready"/, 'it begins now') // Told in the test before.
  clearTimeout(silence)
  listen.abort()
})

test('a booking may have an id that a URL has to escape', async () => {
  const id = 'BK/7 Ä?#%25|1'
  const { messageId, links } = await (await house.post('/api/v1/bookings', booking(id, 7))).json()
  assert.equal((await house.json(links.booking)).id, id)
  const trace = await house.json(`/api/v1/messages/${messageId}`)
  assert.equal((await house.json(trace.links.booking)).id, id)
})

test('a practice reads nothing of a patient who refused sharing', async () => {
  await house.post('/api/v1/bookings', booking('BK-A89', 9))
  const { resources } = await house.json('/api/v1/bookings/BK-A89')
  const { url } = resources.find((one) => one.type === 'Appointment')
  const status = async () => (await house.request(url, { role: 'practice' })).status
  assert.equal(await status(), 200)
  const refusal = booking('BK-A89', 9, { version: 2 })
  refusal.patient.shareWithGp = false
  refusal.occurredAt = '2030-01-15T10:15:00Z'
  await house.post('/api/v1/bookings', refusal)
  assert.equal(await status(), 404)
  assert.equal((await house.request(url)).status, 200, 'the clinic still does')
})

test('signed webhooks tell about readiness', async () => {
  await house.post('/api/v1/bookings', booking('BK-A9', 9))
  await until('webhook', async () => (await house.received()).some((one) =>
    one.interaction === 'webhook' && JSON.stringify(one.body).includes('BK-A9')))
})

test('FHIR: metadata, read, vread, history, search', async () => {
  await house.post('/api/v1/bookings', booking('BK-F1', 21))
  await house.post('/api/v1/bookings', booking('BK-F1', 21, { version: 2, event: 'booking.cancelled' }))
  assert.equal((await house.json('/fhir/R4/metadata')).fhirVersion, '4.0.1')
  const found = await house.json('/fhir/R4/Appointment?identifier=urn:foramen:clinic-booking-id%7CBK-F1')
  assert.equal(found.total, 1)
  const appointment = found.entry[0].resource
  assert.equal(appointment.status, 'cancelled')
  assert.equal(appointment.meta.versionId, '2')
  const at = `/fhir/R4/Appointment/${appointment.id}`
  assert.equal((await house.json(at)).id, appointment.id)
  assert.equal((await house.json(`${at}/_history/1`)).status, 'booked')
  assert.equal((await house.json(`${at}/_history`)).total, 2)
  assert.equal((await house.json('/fhir/R4/Appointment/none')).resourceType, 'OperationOutcome')
  const who = `https://fhir.nhs.uk/Id/nhs-number|${patient(21).nhsNumber}`
  const posted = await house.json('/fhir/R4/Appointment/_search', {
    method: 'POST', body: new URLSearchParams({ 'patient.identifier': who }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(posted.total, 1)
  assert.equal((await house.request('/fhir/R4/Appointment?surprise=1')).status, 400)
})

test('probes and metrics answer, and show no patient', async () => {
  assert.equal((await fetch(`${house.base}/livez`)).status, 200)
  assert.equal((await fetch(`${house.base}/readyz`)).status, 200)
  const metrics = await (await fetch(`${house.base}/metrics`)).text()
  assert.match(metrics, /foramen_messages_accepted_total\{kind="booking"\} \d+/)
  assert.doesNotMatch(metrics, /Person-|BK-A|999\d{7}/)
})

test('the contract is served', async () => {
  assert.equal((await house.json('/api/v1/openapi.json')).openapi, '3.1.0')
})

test('$validate says what is wrong with a resource, and keeps nothing', async () => {
  const ask = async (path, body) => {
    const reply = await house.request(`/fhir/R4/${path}`, {
      method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/fhir+json' } })
    return { status: reply.status, text: await reply.text() }
  }
  const resource = { resourceType: 'Patient', gender: 'zzz', contact: [{ gender: 'male' }] }
  const { status, text } = await ask('Patient/$validate', resource)
  assert.equal(status, 200)
  const outcome = JSON.parse(text)
  assert.equal(outcome.resourceType, 'OperationOutcome')
  const errors = outcome.issue.filter((issue) => issue.severity === 'error')
  assert.deepEqual(errors.map((issue) => issue.expression[0]), ['Patient.gender', 'Patient.contact[0]'])
  assert.doesNotMatch(text, /zzz/)
  const parameters = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource },
    { name: 'profile', valueUri: 'urn:nowhere' }, { name: 'mode', valueCode: 'create' }] }
  assert.match((await ask('Patient/$validate', parameters)).text, /is not known here/)
  assert.equal((await ask('Observation/$validate', resource)).status, 400)
  assert.equal((await ask('Nothing/$validate', resource)).status, 404)
  assert.equal((await ask('Patient/$validate?mode=delete', resource)).status, 400)
  assert.equal((await house.json('/fhir/R4/Patient?identifier=x%7Cy')).total, 0)
})
