// Why this file exists: whatever left the house while scenarios were played, to practices and over
// the FHIR API, is held against FHIR R4 and against the UK Core profiles that it claims.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programs, root } from '../support/house.mjs'

const ukCore = join(root, '../shared/data/ukcore/package')

/** What the practices were sent: FHIR, not the webhooks of the clinic and of contacts. */
async function sent(house) {
  const bodies = (await house.received()).map((one) => one.body)
  return bodies.filter((body) => body?.resourceType)
}

/** All pages of a search, with the histories of what has changed. */
async function served(house, type) {
  const found = []
  for (let path = `/fhir/R4/${type}?_count=200`; path;) {
    const page = await house.json(path)
    found.push(page)
    const next = page.link?.find((link) => link.relation === 'next')?.url
    path = next && new URL(next).pathname + new URL(next).search
    for (const { resource } of page.entry ?? []) {
      if (resource.meta.versionId === '1') continue
      found.push(await house.json(`/fhir/R4/${type}/${resource.id}/_history`))
    }
  }
  return found
}

async function everything(house) {
  const metadata = await house.json('/fhir/R4/metadata')
  const said = [metadata, await house.json('/fhir/R4/Nothing/1')]
  const all = [...await sent(house), ...said]
  for (const { type } of metadata.rest[0].resource) all.push(...await served(house, type))
  return all
}

function validate(files) {
  const packages = existsSync(ukCore) ? ['--package', ukCore] : []
  return new Promise((resolve) => {
    execFile(join(programs, 'gateway/foramen'), ['validate', '--json', ...packages, ...files],
      { maxBuffer: 1 << 28 }, (error, out, err) => resolve({ out, err }))
  })
}

/** Gives {count, errors, lesser}: a sentence each, of lesser findings each once with how often. */
export async function judge(house) {
  const folder = join(house.folder, 'emitted')
  mkdirSync(folder)
  const all = await everything(house)
  const files = all.map((resource, index) => {
    const file = join(folder, `${index}-${resource.resourceType}.json`)
    writeFileSync(file, JSON.stringify(resource))
    return file
  })
  const { out, err } = await validate(files)
  if (err) throw new Error(err)
  const findings = JSON.parse(out)
  const sentence = (one) => `${one.where.replace(folder + '/', '')}: ${one.text}`
  const lesser = new Map()
  for (const { severity, text } of findings) {
    if (severity === 'error' || severity === 'fatal') continue
    lesser.set(text, (lesser.get(text) ?? 0) + 1)
  }
  const errors = findings.filter(({ severity }) => severity === 'error' || severity === 'fatal')
  return { count: all.length, errors: errors.map(sentence), lesser }
}
