// Why this file exists: writes the table that table.cpp lays out.
//
// It is a row of little-endian 32-bit numbers after a pool of strings: see the `write()` calls
// below and their mirror in table.cpp. Change both together and raise `version`.
import { writeFileSync } from 'node:fs'

const version = 1
export const many = 0xffffffff

class Table {
  strings = new Map()
  numbers = []
  totals = { elements: 0, references: 0, texts: 0, invariants: 0, codes: 0 }

  constructor(types, sets) {
    this.typeNumber = new Map([...types.keys()].map((name, index) => [name, index]))
    this.list(sets, (set) => this.valueSet(set))
    this.list([...types.values()], (type) => this.type(type))
  }

  stringNumber(text) {
    if (!this.strings.has(text)) this.strings.set(text, this.strings.size)
    return this.strings.get(text)
  }
  write(...values) {
    for (const value of values) {
      this.numbers.push(typeof value === 'string' ? this.stringNumber(value) : Number(value))
    }
  }
  list(values, each) { this.write(values.length); values.forEach(each) }
  counted(kind, values, each) { this.totals[kind] += values.length; this.list(values, each) }

  valueSet({ url, complete, codes }) {
    this.write(url, complete)
    this.counted('codes', codes, ({ code, system }) => this.write(code, system))
  }
  texts(texts) { this.counted('texts', texts, (text) => this.write(text)) }
  invariants(invariants) {
    this.counted('invariants', invariants,
      (one) => this.write(one.key, one.human, one.expression, one.warning))
  }
  reference({ type, jsonName, targets, profiles }) {
    const number = this.typeNumber.get(type)
    if (number === undefined) throw new Error(`unknown type ${type}`)
    this.write(number, jsonName)
    this.texts(targets)
    this.texts(profiles)
  }
  element(one) {
    this.write(one.name, one.path, one.min, one.max, one.choice, one.modifier, one.strength, one.valueSet)
    this.counted('references', one.references, (reference) => this.reference(reference))
    this.invariants(one.invariants)
  }
  type(one) {
    this.write(one.name, one.url, this.typeNumber.get(one.base) ?? many, one.kind, one.abstract, one.pattern)
    this.counted('elements', one.elements, (element) => this.element(element))
    this.invariants(one.invariants)
  }

  bytes() {
    const pool = [...this.strings.keys()].map((text) => Buffer.from(text, 'utf8'))
    const { elements, references, texts, invariants, codes } = this.totals
    const words = [0x31525246 /* FRR1 */, version, pool.length, this.numbers.length, elements,
      references, texts, invariants, codes, ...pool.map((text) => text.length), ...this.numbers]
    const buffer = Buffer.alloc(4 * words.length)
    words.forEach((word, index) => buffer.writeUInt32LE(word, 4 * index))
    return Buffer.concat([buffer, ...pool])
  }
}

/** `types`: name -> {name, url, base, kind, abstract, pattern, elements, invariants}; `sets`: a
 * list of {url, complete, codes} that the elements point into. */
export function writeTable(output, types, sets) {
  const table = new Table(types, sets)
  const bytes = table.bytes()
  writeFileSync(output, bytes)
  console.log(`${types.size} types, ${table.totals.elements} elements, ${sets.length} value sets, ` +
    `${table.totals.codes} codes, ${bytes.length} bytes`)
}
