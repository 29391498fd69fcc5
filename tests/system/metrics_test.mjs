// What Prometheus is told to watch is really told by the gateway: a rule about a metric that does
// not exist never fires, and nobody notices.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { booking } from '../support/events.mjs'
import { root, startHouse, until } from '../support/house.mjs'

let house
let text
before(async () => {
  house = await startHouse()
  await house.post('/api/v1/bookings', booking('BK-P1', 1))
  await until('the delivery', async () => (await (await fetch(`${house.base}/metrics`)).text())
    .includes('foramen_messages_delivered_total{'))
  text = await (await fetch(`${house.base}/metrics`)).text()
})
after(() => house.stop())

/** Histograms and summaries are declared once and sampled under three names. */
const families = () => new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name))
const isTold = (known, name) =>
  known.has(name) || known.has(name.replace(/_(bucket|count|sum)$/, ''))
const namesIn = (file) => new Set(readFileSync(join(root, file), 'utf8').match(/\bforamen_[a-z_]+\b/g))

for (const file of ['config/prometheus/alerts.yml', 'config/grafana/foramen.json']) {
  test(`each metric that ${file} names is told by /metrics`, () => {
    const known = families()
    const names = [...namesIn(file)].filter((name) => name !== 'foramen_' && !/^foramen_prometheus/.test(name))
    assert.ok(names.length >= 8, `${names.length} names`)
    assert.deepEqual(names.filter((name) => !isTold(known, name)), [])
  })
}

test('each label that a rule selects by exists', () => {
  const rules = readFileSync(join(root, 'config/prometheus/alerts.yml'), 'utf8')
  const chosen = [...rules.matchAll(/(foramen_\w+)\{([^}]*)\}/g)]
  assert.ok(chosen.length > 3)
  for (const [, name, labels] of chosen) {
    for (const [, label] of labels.matchAll(/(\w+)=~?"/g)) {
      const sampled = new RegExp(`^${name}\\{[^}]*\\b${label}="`, 'm').test(text)
      const empty = !new RegExp(`^${name}[{ ]`, 'm').test(text)
      assert.ok(sampled || empty, `${name} has no label ${label}`)
    }
  }
})

test('no label names a patient, a message or a booking', () => {
  const labels = [...text.matchAll(/\{[^}]*\}/g)].join('\n')
  assert.match(labels, /partner="Z10002"/)
  assert.doesNotMatch(labels, /BK-P1|\d{10}|Person-1/)
})
