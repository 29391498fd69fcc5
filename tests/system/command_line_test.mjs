// Why this file exists: the command line as a person meets it: help, answers, one wrong input of
// each kind, and the exit status 0 yes, 1 no, 2 misuse.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { authority } from '../support/certificates.mjs'
import { root, startHouse, writeConfig } from '../support/house.mjs'

const program = join(process.env.FORAMEN_PROGRAMS ?? join(root, 'build/release'), 'gateway/foramen')
const folder = mkdtempSync(join(tmpdir(), 'foramen-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the program; resolves with {status, out, err}. */
function foramen(args, input = '') {
  return new Promise((resolve) => {
    const child = execFile(program, args, { cwd: root }, (error, out, err) =>
      resolve({ status: error ? error.code : 0, out, err }))
    child.stdin.on('error', () => {}) // It may end without having read.
    child.stdin.end(input)
  })
}
const commands = ['serve', 'check', 'convert', 'validate', 'path', 'queue', 'imaging', 'hold-list', 'restored', 'audit', 'version']
const walk = join(root, 'tests/scenarios/journeys/walk-through')
const patient = JSON.stringify({ resourceType: 'Patient', gender: 'female', name: [{ given: ['A', 'B'] }] })

test('each command explains itself', async () => {
  const { status, out } = await foramen(['--help'])
  assert.equal(status, 0)
  for (const command of commands) {
    assert.match(out, new RegExp(`^  ${command} `, 'm'))
    const help = await foramen([command, '--help'])
    assert.equal(help.status, 0)
    assert.match(help.out, new RegExp(`^usage: foramen ${command}`))
  }
})

test('misuse is exit status 2 and one sentence', async () => {
  for (const args of [[], ['fly'], ['check', '--fast'], ['validate'], ['path', 'a'], ['convert', 'x'],
    ['queue', 'eat', 'it'], ['restored', 'eat'], ['restored', 'confirm', 'BK-1'], ['validate', 'no-such-file'], ['check', '--config']]) {
    const { status, err } = await foramen(args)
    assert.equal(status, 2, args.join(' '))
    assert.ok(err.length > 0)
  }
})

test('validate says yes, or where and what', async () => {
  assert.equal((await foramen(['validate', '-'], patient)).status, 0)
  const wrong = patient.replace('female', 'zzz')
  const { status, out } = await foramen(['validate', '-', '--json'], wrong)
  assert.equal(status, 1)
  const findings = JSON.parse(out)
  assert.equal(findings[0].severity, 'error')
  assert.match(findings[0].where, /Patient\.gender/)
  assert.doesNotMatch(out, /zzz/)
  assert.equal((await foramen(['validate', '-'], '{')).status, 1)
})

test('validate takes packages and profiles', async () => {
  const package_ = join(folder, 'package')
  mkdirSync(package_)
  writeFileSync(join(package_, 'package.json'), JSON.stringify({
    name: 'example.named', version: '1.0.0', fhirVersions: ['4.0.1'] }))
  writeFileSync(join(package_, 'StructureDefinition-named.json'), JSON.stringify({
    resourceType: 'StructureDefinition', url: 'urn:example:named', name: 'Named', status: 'draft',
    kind: 'resource', abstract: false, type: 'Patient', derivation: 'constraint',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
    differential: { element: [{ id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 }] } }))
  const args = ['validate', '-', '--package', package_, '--profile', 'urn:example:named', '--json']
  const { status, out } = await foramen(args, patient)
  assert.equal(status, 1, out)
  assert.match(out, /birthDate is missing/)
  const whole = JSON.stringify({ ...JSON.parse(patient), birthDate: '1970-01-01' })
  assert.equal((await foramen(args, whole)).status, 0)
  assert.equal((await foramen(['validate', '-', '--profile', 'urn:nowhere'], patient)).status, 1)
  assert.equal((await foramen(['validate', '-', '--package', 'nowhere'], patient)).status, 2)
})

test('validate, path and convert read XML as they read JSON', async () => {
  const xml = '<?xml version="1.0"?>\n<Patient xmlns="http://hl7.org/fhir"><name><given value="A"/>' +
    '<given value="B"/></name><gender value="female"/></Patient>'
  assert.equal((await foramen(['validate', '-'], xml)).status, 0)
  const path = await foramen(['path', 'Patient.name.given', '-', '--json'], xml)
  assert.deepEqual(JSON.parse(path.out), [{ type: 'string', value: 'A' }, { type: 'string', value: 'B' }])
  const json = await foramen(['convert', '-', '--json'], xml)
  assert.deepEqual(JSON.parse(json.out), JSON.parse(patient))
  const again = await foramen(['convert', '-', '--xml'], json.out)
  assert.equal(again.out.replaceAll(/>\s+</g, '><').trim(), xml.replace('"1.0"', '"1.0" encoding="UTF-8"').replace('\n', ''))
  assert.equal((await foramen(['validate', '-'], again.out)).status, 0)
})

test('STU3 is read, written, asked and checked by its own definitions', async () => {
  const message = join(root, 'tests/fhir/testdata/stu3/message.json')
  const xml = await foramen(['convert', message, '--xml', '--stu3'])
  assert.equal(xml.status, 0, xml.out)
  const back = await foramen(['convert', '-', '--json', '--stu3'], xml.out)
  assert.deepEqual(JSON.parse(back.out), JSON.parse(readFileSync(message, 'utf8')))
  assert.equal((await foramen(['validate', '-', '--stu3'], xml.out)).status, 0)
  const path = await foramen(['path', 'Bundle.entry.resource.ofType(MessageHeader).timestamp', '-', '--stu3'], xml.out)
  assert.equal(path.out, 'instant "2030-02-03T15:04:05.123+00:00"\n')
  const r4 = await foramen(['validate', message])
  assert.equal(r4.status, 1)
  assert.match(r4.out, /timestamp: error: is not an element of MessageHeader/)
  const wrong = await foramen(['validate', '-', '--stu3'], back.out.replace('"message"', '"letter"'))
  assert.match(wrong.out, /Bundle\.type: error: must be a code of/)
  assert.equal((await foramen(['validate', '-', '--stu3', '--profile', 'urn:a'], xml.out)).status, 2)
})

test('of XML that a strict reader refuses validate says all that is wrong', async () => {
  const xml = '<Patient xmlns="http://hl7.org/fhir">\n<gender value="zzz"/>\n<colour value="red"/>\n</Patient>'
  const { status, out } = await foramen(['validate', '-'], xml)
  assert.equal(status, 1)
  assert.match(out, /line 3/)
  assert.match(out, /Patient\.colour: error: is not an element of Patient/)
  assert.match(out, /Patient\.gender: error: must be a code of/)
  assert.doesNotMatch(out, /zzz|red/)
  const doctype = await foramen(['validate', '-'], '<!DOCTYPE Patient [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + xml)
  assert.equal(doctype.status, 1)
})

test('convert says what it cannot convert', async () => {
  for (const [args, input, status, said] of [
    [['-'], '{"bookingId":"BK-1"}', 1, /an event needs --map/],
    [['-', '--xml', '--json'], patient, 2, /not both/],
    [['-', '--trace'], patient, 2, /--map is missing/],
    [['-', '--xml'], patient.replace('female', 'a\\u0007b'), 1, /Patient\.gender.*remove it/]]) {
    const found = await foramen(['convert', ...args], input)
    assert.equal(found.status, status, args.join(' '))
    assert.match(found.out + found.err, said)
  }
  const bundle = await foramen(['convert', '--map', 'booking', '--xml', join(walk, '1-booking.json')])
  assert.match(bundle.out, /^<\?xml[^]*<Bundle xmlns="http:\/\/hl7.org\/fhir">/)
  assert.equal((await foramen(['validate', '-'], bundle.out)).status, 0)
})

test('path gives typed values', async () => {
  const { status, out } = await foramen(['path', 'Patient.name.given', '-', '--json'], patient)
  assert.equal(status, 0)
  assert.deepEqual(JSON.parse(out), [{ type: 'string', value: 'A' }, { type: 'string', value: 'B' }])
  assert.equal((await foramen(['path', 'Patient.name.', '-'], patient)).status, 2)
})

test('convert makes a Bundle that is valid', async () => {
  for (const [map, file] of [['booking', '1-booking.json'], ['screening', '2-screening.json'],
    ['procedure-report', '3-procedure-report.json']]) {
    const { status, out, err } = await foramen(['convert', '--map', map, join(walk, file)])
    assert.equal(status, 0, err)
    assert.equal(JSON.parse(out).resourceType, 'Bundle')
    assert.equal((await foramen(['validate', '-'], out)).status, 0)
  }
})

test('convert takes an HL7 v2 message where the map does, and says so where it does not', async () => {
  const example = join(root, 'tests/gateway/mapping/hl7v2')
  const mappings = join(folder, 'mappings')
  cpSync(join(root, 'mappings'), mappings, { recursive: true })
  copyFileSync(join(example, 'imaging-report.map'), join(mappings, 'imaging-report.map'))
  const args = ['convert', '--mappings', mappings, '--map', 'imaging-report']
  const { status, out, err } = await foramen([...args, join(example, 'report.hl7')])
  assert.equal(status, 0, err)
  assert.deepEqual(JSON.parse(out), JSON.parse(readFileSync(join(example, 'bundle.json'), 'utf8')))
  const event = await foramen([...args, join(walk, '1-booking.json')])
  assert.equal(event.status, 1)
  assert.match(event.err, /takes an HL7 v2 message/)
  const message = await foramen(['convert', '--map', 'booking', join(example, 'report.hl7')])
  assert.equal(message.status, 1)
  assert.match(message.err, /takes no HL7 v2 message/)
})

test('convert --trace says which rule made which element, and no value', async () => {
  const file = join(walk, '1-booking.json')
  const { status, out, err } = await foramen(['convert', '--trace', '--map', 'booking', file])
  assert.equal(status, 0, err)
  assert.match(out, /^Bundle\.entry\[\d+\]\.resource\.name\[0\]\.family +common\.map:\d+:\d+ +Person +family$/m)
  assert.doesNotMatch(out, /\d{10}/)
  const json = await foramen(['convert', '--trace', '--json', '--map', 'booking', '-'],
    readFileSync(file, 'utf8'))
  const lines = JSON.parse(json.out).trace
  assert.deepEqual(lines.map((line) => line.element), out.trim().split('\n').map((line) => line.split(' ')[0]))
  const bundle = JSON.parse((await foramen(['convert', '--map', 'booking', file])).out)
  for (const { element } of lines) {
    const value = element.replaceAll(/\[(\d+)\]/g, '.$1').split('.').slice(1)
      .reduce((at, name) => at?.[name], bundle)
    assert.ok(value !== undefined, element)
  }
})

test('check names every fault with file and line', async () => {
  assert.equal((await foramen(['check', '--config', writeConfig(folder, 1)])).status, 0)
  const file = join(folder, 'wrong.json')
  writeFileSync(file, '{\n "demo": true,\n "http": { "port": 99999,\n "colour": 1 },\n "store": {}\n}\n')
  const { status, out } = await foramen(['check', '--config', file])
  assert.equal(status, 1)
  for (const fault of [/wrong\.json:3: .*port/, /wrong\.json:4: .*colour/, /credentialsFile/, /store.*file|file: is missing/]) {
    assert.match(out, fault)
  }
})

test('check tries certificates and says which cannot be used', async () => {
  const ours = authority(join(folder, 'tls'))
  const [server, other] = ['gateway', 'other'].map((name) => ours.issue(name))
  const check = (http) => foramen(['check', '--config', writeConfig(folder, 1, { http: { port: 0, ...http } })])
  const whole = { certificateFile: server.cert, keyFile: server.key, clientCaFile: ours.ca }
  assert.equal((await check(whole)).status, 0)
  for (const [wrong, fault] of [
    [{ ...whole, keyFile: other.key }, /certificateFile: .*other\.key .*is no PEM key of .*gateway\.pem/],
    [{ ...whole, clientCaFile: server.key }, /clientCaFile: .*holds no PEM certificate of an authority/],
    [{ ...whole, keyFile: '' }, /keyFile: is missing: certificateFile and keyFile are needed together/]]) {
    const { status, out } = await check(wrong)
    assert.equal(status, 1)
    assert.match(out, fault)
  }
})

test('outside the demo the gateway does not start without real secrets', async () => {
  const config = JSON.parse(readFileSync(writeConfig(folder, 1), 'utf8'))
  delete config.demo
  delete config.webhooks
  const file = join(folder, 'real.json')
  writeFileSync(file, JSON.stringify({ ...config, credentialsFile: 'none.json',
    keys: { masterKeyFile: 'none.key', keyRingFile: 'none-ring.json' } }))
  const { status, out } = await foramen(['serve', '--config', file])
  assert.equal(status, 1)
  assert.match(out, /none\.json/)
  assert.match(out, /none\.key/)
})

test('queue and audit ask a running gateway', async () => {
  const house = await startHouse()
  const at = ['--gateway', house.base, '--credentials', join(house.folder, 'credentials.json')]
  const body = readFileSync(join(walk, '1-booking.json'), 'utf8')
  assert.equal((await house.post('/api/v1/bookings', body)).status, 202)
  const list = await foramen(['queue', 'list', ...at])
  assert.equal(list.status, 0, list.err)
  assert.match(list.out, /booking/)
  assert.doesNotMatch((await foramen(['queue', 'list', '--older', '1h', ...at])).out, /booking/)
  assert.doesNotMatch((await foramen(['queue', 'list', '--error', 'content', ...at])).out, /booking/)
  const misspelt = await foramen(['queue', 'list', '--error', 'http', ...at])
  assert.equal(misspelt.status, 1)
  assert.match(misspelt.err, /network, timeout, busy/)
  const page = await foramen(['queue', 'list', '--limit', '1', ...at])
  const [, before] = /--before (\d+)/.exec(page.out)
  const next = await foramen(['queue', 'list', '--limit', '1', '--before', before, '--json', ...at])
  assert.ok(JSON.parse(next.out).messages[0].sequence < Number(before))
  assert.equal((await foramen(['queue', 'stats', ...at])).status, 0)
  assert.equal((await foramen(['queue', 'show', 'none', ...at])).status, 1)
  const audit = await foramen(['audit', 'verify', ...at])
  assert.equal(audit.status, 0)
  assert.match(audit.out, /whole: \d+ records/)
  await house.stop()
  assert.equal((await foramen(['queue', 'list', ...at])).status !== 0, true)
})
