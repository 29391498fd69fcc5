// Why this file exists: tests of approvals want bookings of their own that wait for one.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './house.mjs'

const folder = join(root, 'tests/scenarios/journeys/high-risk')
const text = (name) => readFileSync(join(folder, name), 'utf8')
let count = 0

/** A booking of its own, and its form that needs an approval. */
export async function askedAt(house) {
  count += 1
  const id = `BK-A${count}`
  const own = (name) => {
    const event = JSON.parse(text(name).replaceAll('BK-S707', id))
    event.eventId += `-${count}`
    event.patient.clinicId += `-${count}`
    delete event.patient.nhsNumber
    delete event.patient.nhsNumberVerified
    if (event.screening) event.screening.id += `-${count}`
    return event
  }
  const events = { booking: own('1-booking.json'), screening: own('2-screening.json') }
  assert.equal((await house.post('/api/v1/bookings', events.booking)).status, 202)
  assert.equal((await house.post('/api/v1/screenings', events.screening)).status, 202)
  const { approval } = await house.json(`/api/v1/bookings/${id}`)
  assert.equal(approval.status, 'pending')
  return { id, task: approval.task, events }
}
