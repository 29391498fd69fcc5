// Why this file exists: tests book invented people of whom no two are alike, so that no brake of the
// matching policy is met by accident.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './house.mjs'
import assert from 'node:assert/strict'

const folder = join(root, 'tests/scenarios/journeys/walk-through')
let count = 0

/** A number of the test range with its check digit. */
export function nhsNumber(serial) {
  for (let n = 999_100_000 + serial * 7; ; n += 1) {
    const digits = String(n)
    const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return digits + check
  }
}

/** Somebody of the clinic, not booked yet. */
export function somebody() {
  count += 1
  const letters = [...String(count)].map((digit) => 'bdfglmnrtz'[digit] + 'aeiou'[digit % 5]).join('')
  return { n: count, id: `BK-M${count}`, clinicId: `P-M${count}`, nhs: nhsNumber(count),
    family: `X${letters.repeat(4)}`, given: 'Robin', born: `${1930 + count}-03-07` }
}

/** With a lumbar booking on 3 February 2030 and a form that clears it. */
export async function booked(house, who = somebody()) {
  const event = (name) => {
    const made = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    made.eventId += `-m${who.n}`
    Object.assign(made.patient, { clinicId: who.clinicId, nhsNumber: who.nhs, birthDate: who.born, gender: 'female' })
    made.patient.name = { family: who.family, given: [who.given] }
    if (made.booking) made.booking.id = who.id
    if (made.screening) Object.assign(made.screening, { id: `SC-M${who.n}`, bookingId: who.id })
    return made
  }
  for (const [path, name] of [['bookings', '1-booking.json'], ['screenings', '2-screening.json']]) {
    const reply = await house.post(`/api/v1/${path}`, event(name))
    assert.equal(reply.status, 202, await reply.text())
  }
  return who
}

export const seen = (house, who) => house.json(`/api/v1/bookings/${who.id}`)
export const holds = async (house, who) => (await seen(house, who)).holds.map((hold) => hold.code)
