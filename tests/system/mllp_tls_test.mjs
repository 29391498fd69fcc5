// MLLP over mutual TLS on the real gateway: who may connect, whose messages are taken, and how each is
// acknowledged, in the original and in the enhanced mode.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { authority } from '../support/certificates.mjs'
import { acknowledged, startHouse } from '../support/house.mjs'
import { booked, holds } from '../support/people.mjs'

const folder = mkdtempSync(join(tmpdir(), 'foramen-tls-'))
const ours = authority(join(folder, 'ours'))
const theirs = authority(join(folder, 'theirs'), 'Somebody else')
const clients = { alpha: ours.issue('alpha.example'), beta: ours.issue('beta.example'),
  stranger: ours.issue('stranger.example'), forged: theirs.issue('alpha.example') }
const server = ours.issue('gateway.example')
let house

before(async () => {
  const senders = join(folder, 'senders')
  mkdirSync(senders)
  const sender = (name, options) => writeFileSync(join(senders, `${name}.json`), JSON.stringify({
    title: name, from: { facility: name.toUpperCase(), certificateNames: [`${name}.example`] }, processing: 'production', ...options }))
  sender('alpha', {})
  sender('beta', { acknowledgement: 'enhanced' })
  house = await startHouse({ changes: { imaging: { sendersFolder: senders, acceptTestNumbers: true,
    mllp: { port: 0, certificateFile: server.cert, keyFile: server.key, clientCaFile: ours.ca } } } })
})
after(async () => { await house.stop(); rmSync(folder, { recursive: true, force: true }) })

/** Resolves with the answers to `bytes` once `count` came, or rejects when the line ends before. */
function talk(client, chunks, count, options = {}) {
  return new Promise((resolve, reject) => {
    const line = connect({ port: house.gateway.mllp, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(ours.ca),
      ...(client && { cert: readFileSync(client.cert), key: readFileSync(client.key) }), ...options })
    let seen = ''
    line.on('secureConnect', async () => {
      for (const chunk of chunks) {
        line.write(chunk)
        await new Promise((resume) => setTimeout(resume, 5))
      }
    })
    line.on('data', (chunk) => {
      seen += chunk.toString('latin1')
      const answers = seen.split('\x1c\r').slice(0, -1)
      if (answers.length < count) return
      line.destroy()
      resolve(answers)
    })
    line.on('error', reject)
    line.on('close', () => reject(new Error(`the line was closed after ${seen.length} bytes`)))
  })
}
const framed = (text) => Buffer.concat([Buffer.from('\x0b'), Buffer.from(text), Buffer.from('\x1c\r')])
const send = (client, ...messages) => talk(client, messages.map(framed), messages.length)

let control = 0
function report(who, { facility = 'ALPHA', modes = '||', id = `T${control += 1}`, type = 'ORU^R01^ORU_R01', text = 'Protrusion.' } = {}) {
  return [`MSH|^~\\&|RIS|${facility}|FORAMEN|CLINIC|20300116090000||${type}|${id}|P|2.4||${modes}||UNICODE UTF-8`,
    `PID|1||${who.nhs}^^^NHS^NH||${who.family}^${who.given}||${who.born.replaceAll('-', '')}|F`,
    `OBR|1|T${who.n}|T${who.n}|L^MRI lumbar spine^L|||20300115090000|||||||||||||||20300116090000||MR|F`,
    `OBX|1|TX|L^MRI lumbar spine^L||${text}||||||F`, ''].join('\r')
}

test('a sender with its own certificate is heard, and its report counts before it is acknowledged', async () => {
  const who = await booked(house)
  const [answer] = await send(clients.alpha, report(who))
  assert.equal(acknowledged(answer), 'AA')
  assert.deepEqual(await holds(house, who), [])
})

test('nobody is heard without a certificate, with that of another authority, or with a name that no profile has', async () => {
  const who = await booked(house)
  for (const client of [undefined, clients.forged, clients.stranger]) {
    await assert.rejects(send(client, report(who)))
  }
  await assert.rejects(talk(clients.alpha, [framed(report(who))], 1, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }))
  assert.deepEqual(await holds(house, who), ['mri-missing'])
})

test('a sender cannot speak for another one', async () => {
  const who = await booked(house)
  const [answer] = await send(clients.alpha, report(who, { facility: 'BETA' }))
  assert.equal(acknowledged(answer), 'AR')
  assert.deepEqual(await holds(house, who), ['mri-missing'])
})

test('the enhanced mode is answered as it is asked for', async () => {
  const beta = (who, options) => report(who, { facility: 'BETA', ...options })
  const [taken] = await send(clients.beta, beta(await booked(house), { modes: '|AL|NE' }))
  assert.equal(acknowledged(taken), 'CA')
  const [odd] = await send(clients.beta, beta(await booked(house), { type: 'ADT^A08', modes: '|AL|NE' }))
  assert.equal(acknowledged(odd), 'CR')
  const [unread] = await send(clients.beta, beta(await booked(house), { id: '', modes: '|AL|NE' }))
  assert.equal(acknowledged(unread), 'CE')
  // alpha is asked for what it wants: enhanced where MSH-15 is filled, original elsewhere.
  assert.equal(acknowledged((await send(clients.alpha, report(await booked(house), { modes: '|AL|NE' })))[0]), 'CA')
  assert.equal(acknowledged((await send(clients.alpha, report(await booked(house))))[0]), 'AA')
})

test('a message in many pieces, several in one, and one that comes again are each answered once', async () => {
  const who = await booked(house)
  const bytes = framed(report(who, { text: 'Protrusion. '.repeat(2000) }))
  const pieces = []
  for (let at = 0; at < bytes.length; at += 4_001) pieces.push(bytes.subarray(at, at + 4_001))
  const [first] = await talk(clients.alpha, pieces, 1)
  assert.equal(acknowledged(first), 'AA')
  const [again] = await talk(clients.alpha, [bytes], 1)
  assert.equal(again, first)
  const several = await Promise.all(Array.from({ length: 5 }, async () => framed(report(await booked(house)))))
  const answers = await talk(clients.alpha, [Buffer.concat(several)], 5)
  assert.deepEqual(answers.map(acknowledged), ['AA', 'AA', 'AA', 'AA', 'AA'])
})

test('an addendum, an edit, a replacement and a cancellation of a document reach its booking', async () => {
  const who = await booked(house)
  const document = (event, { id, parent = '', at, text = 'Protrusion at L5/S1.', availability = 'AV' }) => [
    `MSH|^~\\&|RIS|ALPHA|FORAMEN|CLINIC|${at}||MDM^${event}^MDM_T02|D${control += 1}|P|2.5.1|||||||UNICODE UTF-8`,
    `PID|1||${who.nhs}^^^NHS^NH||${who.family}^${who.given}||${who.born.replaceAll('-', '')}|F`,
    `OBR|1|D${who.n}|D${who.n}|L^MRI lumbar spine^L|||20300115090000|||||||||||||||${at}||MR|F`,
    `TXA|1|DI|TX|||||||||${id}|${parent}||||AU||${availability}`,
    `OBX|1|TX|L^MRI lumbar spine^L||${text}||||||F`, ''].join('\r')
  const told = async (event, options) => assert.equal(acknowledged((await send(clients.alpha, document(event, options)))[0]), 'AA', event)
  await told('T02', { id: 'A1', at: '20300116090000' })
  assert.deepEqual(await holds(house, who), [])
  await told('T06', { id: 'A2', parent: 'A1', at: '20300117090000', text: 'Addendum.' })
  assert.deepEqual(await holds(house, who), ['mri-not-final'])
  const list = async () => (await house.json('/ops/api/v1/imaging?standing=matched&limit=200', { role: 'operator' }))
    .reports.filter((one) => one.accession === `D${who.n}`)
  const look = async () => {
    for (const one of await list()) {
      await house.request(`/ops/api/v1/imaging/${one.id}/look`, { method: 'POST', role: 'operator',
        body: '{"reason":"read"}', headers: { 'content-type': 'application/json' } })
    }
  }
  await look()
  assert.deepEqual(await holds(house, who), [])
  await told('T08', { id: 'A2', at: '20300118090000', text: 'Edited: right, not left.' })
  assert.deepEqual(await holds(house, who), ['mri-not-final'])
  await look()
  await told('T10', { id: 'A3', parent: 'A2', at: '20300119090000', text: 'Replaced whole.' })
  assert.deepEqual(await holds(house, who), ['mri-not-final'])
  await look()
  await told('T11', { id: 'A3', at: '20300120090000', availability: 'CA' })
  assert.deepEqual(await holds(house, who), ['mri-not-final'], 'the first document is left')
  assert.equal((await list()).length, 1)
  await told('T11', { id: 'A1', at: '20300121090000', availability: 'CA' })
  assert.deepEqual(await holds(house, who), ['mri-missing'])
})
