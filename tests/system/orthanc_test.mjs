// A real archive: Orthanc with its DICOMweb plugin, asked by the real gateway. Orthanc cannot bind
// one address, so all of this runs in a network of its own that has only loopback.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import http from 'node:http'
import https from 'node:https'
import { authority } from '../support/certificates.mjs'
import { startHouse, until } from '../support/house.mjs'
import { booked, holds, somebody } from '../support/people.mjs'

const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'
const there = existsSync(plugin) && spawnSync('which', ['Orthanc', 'dump2dcm']).status === 0
const isolated = process.env.FORAMEN_OWN_NETWORK === '1'
const mayIsolate = isolated || spawnSync('unshare', ['-rn', 'true']).status === 0

if (there && mayIsolate && !isolated) {
  const self = fileURLToPath(import.meta.url)
  const inside = `ip link set lo up && exec "${process.execPath}" --test "${self}"`
  const { NODE_TEST_CONTEXT: ours, ...env } = process.env
  const { status } = spawnSync('unshare', ['-rn', 'sh', '-c', inside],
    { stdio: 'inherit', env: { ...env, FORAMEN_OWN_NETWORK: '1' } })
  test('in a network of its own', () => assert.equal(status, 0))
} else if (!there || !mayIsolate) {
  test('a real archive', (context) => context.skip(there
    ? 'a network of its own is not allowed here'
    : 'Orthanc is not installed: apt-get install orthanc orthanc-dicomweb dcmtk'))
} else {
  tests()
}

function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'foramen-orthanc-'))
  const port = 18142
  const root = '1.2.826.0.1.3680043.10.998'
  const password = 'foramen:only-for-tests'
  const logs = []
  let archive
  let house

  /** Makes a DICOM object of lines "(gggg,eeee) VR [value]" and stores it. */
  async function store(name, lines) {
    const dump = join(folder, `${name}.dump`)
    writeFileSync(dump, ['(0002,0010) UI [1.2.840.10008.1.2.1]', ...lines, ''].join('\n'))
    execFileSync('dump2dcm', ['-q', '+te', dump, `${dump}.dcm`])
    const reply = await fetch(`http://127.0.0.1:${port}/instances`, { method: 'POST',
      body: readFileSync(`${dump}.dcm`), headers: { authorization: `Basic ${btoa(password)}`, 'content-type': 'application/dicom' } })
    assert.ok(reply.ok, await reply.text())
  }
  const common = (who, { id = who.nhs, modality, series, object, description = 'MRI Lumbar spine', part = 'LSPINE' }) => [
    '(0008,0005) CS [ISO_IR 192]', `(0008,0018) UI [${root}.${who.n}.${series}.${object}]`, '(0008,0020) DA [20300115]',
    '(0008,0030) TM [101500]', `(0008,0050) SH [ACC${who.n}]`, `(0008,0060) CS [${modality}]`,
    `(0008,1030) LO [${description}]`, `(0010,0010) PN [${who.family.toUpperCase()}^${who.given.toUpperCase()}]`,
    `(0010,0020) LO [${id}]`, `(0010,0030) DA [${who.born.replaceAll('-', '')}]`, '(0010,0040) CS [F]',
    `(0018,0015) CS [${part}]`, `(0020,000d) UI [${root}.${who.n}]`, `(0020,000e) UI [${root}.${who.n}.${series}]`,
    `(0020,0011) IS [${series}]`, `(0020,0013) IS [${object}]`,
  ]
  const image = (who, given = {}) => store(`mr-${who.n}-${given.object ?? 1}`, [
    '(0008,0016) UI [1.2.840.10008.5.1.4.1.1.4]', ...common(who, { modality: 'MR', series: 1, object: 1, ...given }),
    '(0028,0002) US 1', '(0028,0004) CS [MONOCHROME2]', '(0028,0010) US 2', '(0028,0011) US 2', '(0028,0100) US 16',
    '(0028,0101) US 12', '(0028,0102) US 11', '(0028,0103) US 0', '(7fe0,0010) OW 0000\\0001\\0002\\0003'])
  const structured = (who, object, completion, verification, text) => store(`sr-${who.n}-${object}`, [
    '(0008,0016) UI [1.2.840.10008.5.1.4.1.1.88.11]', ...common(who, { modality: 'SR', series: 80, object }),
    '(0008,0023) DA [20300116]', `(0008,0033) TM [1${object}0000]`, '(0040,a040) CS [CONTAINER]',
    `(0040,a491) CS [${completion}]`, `(0040,a493) CS [${verification}]`, '(0040,a730) SQ', '(fffe,e000) na',
    '(0040,a010) CS [CONTAINS]', '(0040,a040) CS [TEXT]', `(0040,a160) UT [${text}]`, '(fffe,e00d) na', '(fffe,e0dd) na'])
  const become = (who, wanted) => until(`${who.id} to have ${wanted}`, async () =>
    JSON.stringify(await holds(house, who)) === JSON.stringify(wanted), 20_000)

  before(async () => {
    mkdirSync(join(folder, 'db'))
    const configuration = join(folder, 'orthanc.json')
    const [user, secret] = password.split(':')
    writeFileSync(configuration, JSON.stringify({
      Name: 'ARCHIVE', StorageDirectory: join(folder, 'db'), IndexDirectory: join(folder, 'db'), Plugins: [plugin],
      HttpPort: port, RemoteAccessAllowed: false, AuthenticationEnabled: true, RegisteredUsers: { [user]: secret },
      DicomServerEnabled: false, DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false },
    }))
    const basicFile = join(folder, 'basic')
    writeFileSync(basicFile, `${password}\n`)
    chmodSync(basicFile, 0o600)
    archive = spawn('Orthanc', [configuration], { stdio: 'ignore' })
    await until('Orthanc', async () => {
      try {
        return (await fetch(`http://127.0.0.1:${port}/system`, { headers: { authorization: `Basic ${btoa(password)}` } })).ok
      } catch { return false }
    }, 20_000)
    house = await startHouse({ changes: { imaging: { acceptTestNumbers: true, servers: [
      { name: 'archive', url: `http://127.0.0.1:${port}/dicom-web/`, basicFile, pollSeconds: 1 }] } },
    log: (text) => logs.push(text) })
  })
  after(async () => {
    await house?.stop()
    archive?.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  test('images, a preliminary and then a verified report', async () => {
    const who = await booked(house)
    await image(who)
    await become(who, ['mri-not-final'])
    await structured(who, 1, 'PARTIAL', 'UNVERIFIED', 'Preliminary: disc bulge.')
    await structured(who, 2, 'COMPLETE', 'VERIFIED', 'Protrusion at L5/S1.')
    await become(who, [])
    const bundle = await house.json(`/fhir/R4/DiagnosticReport?patient.identifier=https://fhir.nhs.uk/Id/nhs-number|${who.nhs}`)
    assert.equal(bundle.entry.length, 1)
    assert.equal(bundle.entry[0].resource.status, 'final')
    assert.equal(bundle.entry[0].resource.conclusion, 'Protrusion at L5/S1.')
    const endpoints = await house.json(`/fhir/R4/Endpoint?patient.identifier=https://fhir.nhs.uk/Id/nhs-number|${who.nhs}`)
    assert.equal(endpoints.entry[0].resource.address, `http://127.0.0.1:${port}/dicom-web/studies/${root}.${who.n}`)
  })

  test('a number that was typed with spaces, and the region from the series alone', async () => {
    const who = await booked(house)
    await image(who, { id: `${who.nhs.slice(0, 3)} ${who.nhs.slice(3, 6)} ${who.nhs.slice(6)}`, description: 'MRI' })
    await become(who, ['mri-not-final'])
  })

  test('more studies than a page', async () => {
    const who = await booked(house)
    const people = Array.from({ length: 55 }, () => ({ ...somebody(), nhs: who.nhs, family: who.family, given: who.given, born: who.born }))
    for (const one of people) await image(one)
    await until('all studies', async () => (await house.json('/ops/api/v1/imaging?standing=matched&limit=200', { role: 'operator' }))
      .reports.filter((report) => people.some((one) => report.accession === `ACC${one.n}`)).length === 55, 30_000)
  })

  test('letters that a sender cannot write are no other name', async () => {
    const who = await booked(house, { ...somebody(), family: 'Łukasiewicz', given: 'Józef' })
    await image({ ...who, family: 'UKASIEWICZ', given: 'JÓZEF' })
    await become(who, ['mri-not-final'])
  })

  /** TLS, or a token, before the archive: Orthanc's own TLS ends the process at the first connection. */
  async function front(server, isAllowed) {
    server.on('request', (request, response) => {
      if (!isAllowed(request)) { response.writeHead(401).end(); return }
      const options = { port, path: request.url, method: request.method,
        headers: { ...request.headers, host: `127.0.0.1:${port}`, authorization: `Basic ${btoa(password)}` } }
      const onward = http.request(options, (reply) => { response.writeHead(reply.statusCode, reply.headers); reply.pipe(response) })
      onward.on('error', () => response.destroy())
      request.pipe(onward)
    })
    server.on('tlsClientError', () => {})
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    return server
  }

  test('TLS, mutual TLS and bearer tokens; no answer of a server that is not the right one', async () => {
    const ours = authority(join(folder, 'ours'))
    const theirs = authority(join(folder, 'theirs'), 'Somebody else')
    const server = ours.issue('archive.example')
    const client = ours.issue('gateway.example')
    const pem = ({ cert, key }) => ({ cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.2' })
    const basic = (request) => request.headers.authorization === `Basic ${btoa(password)}`
    const bearer = (request) => request.headers.authorization === 'Bearer a-token-only-for-tests'
    const fronts = [
      await front(https.createServer(pem(server)), basic),
      await front(https.createServer({ ...pem(server), ca: readFileSync(ours.ca), requestCert: true, rejectUnauthorized: true }), basic),
      await front(http.createServer(), bearer)]
    const [tls, mutual, token] = fronts.map((one) => one.address().port)
    const secret = (name, text) => {
      writeFileSync(join(folder, name), `${text}\n`)
      chmodSync(join(folder, name), 0o600)
      return join(folder, name)
    }
    const basicFile = secret('basic-tls', password)
    const at = (name, scheme, to, options) => ({ name, url: `${scheme}://localhost:${to}/dicom-web`, pollSeconds: 1, ...options })
    const mine = { certificateFile: client.cert, keyFile: client.key }
    const seen = []
    const other = await startHouse({ changes: { imaging: { acceptTestNumbers: true, servers: [
      at('tls', 'https', tls, { caFile: ours.ca, basicFile }),
      at('mutual', 'https', mutual, { caFile: ours.ca, basicFile, ...mine }),
      at('token', 'http', token, { tokenFile: secret('token', 'a-token-only-for-tests') }),
      at('wrong-authority', 'https', tls, { caFile: theirs.ca, basicFile }),
      at('no-certificate', 'https', mutual, { caFile: ours.ca, basicFile }),
      at('wrong-token', 'http', token, { tokenFile: secret('wrong', 'another-token-for-tests') }),
      at('wrong-password', 'https', tls, { caFile: ours.ca, basicFile: secret('wrong-basic', 'foramen:wrong') })] } },
    log: (text) => seen.push(text) })
    try {
      const who = await booked(other)
      await image(who)
      const senders = async () => (await other.json('/ops/api/v1/imaging?standing=matched&limit=200', { role: 'operator' }))
        .reports.filter((report) => report.accession === `ACC${who.n}`).map((report) => report.sender).sort()
      await until('all three', async () => (await senders()).length === 3, 20_000)
      const failed = ['wrong-authority', 'no-certificate', 'wrong-token', 'wrong-password']
      for (const name of failed) {
        await until(`${name} to fail`, () => seen.join('').split('\n').some((line) =>
          line.includes('imaging_not_polled') && line.includes(`"${name}"`)), 20_000)
      }
      assert.deepEqual(await senders(), ['mutual', 'tls', 'token'])
      for (const word of [password, 'a-token-only-for-tests', btoa(password)]) assert.ok(!seen.join('').includes(word))
    } finally {
      await other.stop()
      for (const one of fronts) { one.closeAllConnections(); one.close() }
    }
  })

  test('the archive goes away and comes back', async () => {
    archive.kill('SIGSTOP')
    const who = await booked(house)
    archive.kill('SIGCONT')
    await image(who)
    await structured(who, 1, 'COMPLETE', 'VERIFIED', 'Protrusion.')
    await become(who, [])
    assert.ok(!logs.join('').includes('999100'))
  })
}
