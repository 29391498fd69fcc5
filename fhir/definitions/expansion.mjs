// Why this file exists: the codes of value sets, as far as code systems at hand say them.

const codesMax = 3000

function conceptsOf(system, concepts) {
  return concepts.flatMap((concept) =>
    [{ system, code: concept.code }, ...conceptsOf(system, concept.concept ?? [])])
}

function conceptIn(concepts, code) {
  for (const concept of concepts) {
    const found = concept.code === code ? concept : conceptIn(concept.concept ?? [], code)
    if (found) return found
  }
}

/** Gives expand(url) over these ValueSets and CodeSystems: {complete, codes}. `complete` is false
 * where content from outside would be needed. */
export function expander(terminology) {
  const byUrl = (type) => new Map(terminology.filter((one) => one.resourceType === type && one.url)
    .map((one) => [one.url, one]))
  const codeSystems = byUrl('CodeSystem')
  const valueSets = byUrl('ValueSet')
  const expansions = new Map()

  /** Codes below `code` in its code system, with it or without. */
  function descendants(system, code, withIt) {
    const found = conceptIn(codeSystems.get(system).concept ?? [], code)
    return found && conceptsOf(system, withIt ? [found] : found.concept ?? [])
  }

  function ofSystem(part) {
    const system = codeSystems.get(part.system)
    if (part.concept) return part.concept.map(({ code }) => ({ system: part.system, code }))
    if (system?.content !== 'complete') return undefined
    if (!part.filter) return system.concept && conceptsOf(part.system, system.concept)
    const [filter] = part.filter
    const known = part.filter.length === 1 && ['is-a', 'descendent-of'].includes(filter.op) &&
      filter.property === 'concept'
    return known ? descendants(part.system, filter.value, filter.op === 'is-a') : undefined
  }

  function include(part) {
    const lists = []
    if (part.system) {
      const codes = ofSystem(part)
      if (!codes) return { complete: false, codes: [] }
      lists.push(codes)
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

  return expand
}
