// Why this file exists: $validate knows the packages of the configuration, check names what is
// wrong with them, and the gateway does not start with one that it cannot read.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { programs, root, startHouse, writeConfig } from '../support/house.mjs'

const folder = mkdtempSync(join(tmpdir(), 'foramen-'))
const named = 'https://example.org/StructureDefinition/named'
const ukCore = join(root, '../shared/data/ukcore/package')
const packages = [makePackage('named'), ...(existsSync(ukCore) ? [ukCore] : [])]

/** A package with a profile of Patient that asks for a birth date. */
function makePackage(name, change = {}) {
  const place = join(folder, name)
  mkdirSync(place)
  writeFileSync(join(place, 'package.json'), JSON.stringify({
    name: `example.${name}`, version: '1.0.0', fhirVersions: ['4.0.1'], ...change }))
  writeFileSync(join(place, 'StructureDefinition-named.json'), JSON.stringify({
    resourceType: 'StructureDefinition', url: named, name: 'Named', status: 'draft',
    kind: 'resource', abstract: false, type: 'Patient', derivation: 'constraint',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
    differential: { element: [{ id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 }] } }))
  return place
}

let house
before(async () => { house = await startHouse({ changes: { packages } }) })
after(async () => {
  await house.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ask = async (path, body) => {
  const reply = await house.request(`/fhir/R4/${path}`, {
    method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/fhir+json' } })
  assert.equal(reply.status, 200)
  return (await reply.json()).issue.filter((issue) => issue.severity === 'error')
    .map((issue) => `${issue.expression[0]}: ${issue.diagnostics}`)
}
const patient = { resourceType: 'Patient', gender: 'female' }
const missing = ['Patient: birthDate is missing (named)']

test('a profile of a configured package is asked for in three ways', async () => {
  assert.deepEqual(await ask('Patient/$validate', patient), [])
  assert.deepEqual(await ask(`Patient/$validate?profile=${encodeURIComponent(named)}`, patient), missing)
  assert.deepEqual(await ask('Patient/$validate', { ...patient, meta: { profile: [named] } }), missing)
  const parameters = { resourceType: 'Parameters', parameter: [
    { name: 'profile', valueUri: named }, { name: 'resource', resource: patient }] }
  assert.deepEqual(await ask('Patient/$validate', parameters), missing)
  assert.deepEqual(await ask('Patient/$validate', { ...patient, birthDate: '1970-01-01', meta: { profile: [named] } }), [])
})

test('every partner may try what it is going to send', async () => {
  for (const role of ['clinic', 'practice', 'imaging']) {
    const reply = await house.request('/fhir/R4/Patient/$validate', {
      method: 'POST', role, body: JSON.stringify(patient),
      headers: { 'content-type': 'application/fhir+json' } })
    assert.equal(reply.status, 200, role)
  }
})

test('UK Core is known when it is configured', { skip: !existsSync(ukCore) }, async () => {
  const profile = ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-AllergyIntolerance']
  const allergy = { resourceType: 'AllergyIntolerance', meta: { profile },
    clinicalStatus: { coding: [{ code: 'active',
      system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical' }] },
    patient: { reference: 'Patient/1' } }
  assert.deepEqual(await ask('AllergyIntolerance/$validate', allergy),
    ['AllergyIntolerance: code is missing (UKCore-AllergyIntolerance)'])
})

const foramen = (...args) => new Promise((resolve) => {
  execFile(join(programs, 'gateway/foramen'), args, (error, out) =>
    resolve({ status: error ? error.code : 0, out }))
})

test('check names what a package lacks, and the gateway refuses one that cannot be read', async () => {
  const lacking = makePackage('lacking', { dependencies: { 'example.other': '1.0.0' } })
  const check = await foramen('check', '--config', writeConfig(folder, 1, { packages: [lacking] }))
  assert.equal(check.status, 0, check.out)
  assert.match(check.out, /warning: it depends on a package that is not here: add example\.other 1\.0\.0/)
  const wrong = writeConfig(folder, 1, { packages: ['nowhere', lacking] })
  for (const command of ['check', 'serve']) {
    const { status, out } = await foramen(command, '--config', wrong)
    assert.equal(status, 1)
    assert.match(out, /nowhere: error: packages: /)
  }
  const { out } = await foramen('check', '--config', writeConfig(folder, 1, { packages: 'lacking' }))
  assert.match(out, /packages: must be a list/)
})
