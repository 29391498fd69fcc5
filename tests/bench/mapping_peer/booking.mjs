// What mappings/booking.map and the gateway make of a booking, written by hand in JavaScript as a
// good integration engineer would: no interpreter, no trace, no check of the result.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ukCore = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-'
const roles = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type'
const namespace = Buffer.from('6d1c528a903f4e0b9c572be17704d318', 'hex')

/** A name-based UUID (RFC 9562, version 5). */
function nameUuid(name) {
  const digest = createHash('sha1').update(namespace).update(name).digest()
  digest[6] = digest[6] & 0x0f | 0x50
  digest[8] = digest[8] & 0x3f | 0x80
  const hex = digest.toString('hex', 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The ConceptMaps of mappings/codes, by code. */
export class Codes {
  constructor(folder) {
    for (const name of ['procedure-types', 'reasons', 'sides', 'regions', 'levels']) {
      const table = new Map()
      for (const group of JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).group) {
        for (const { code, target } of group.element) table.set(code, { system: group.target, ...target[0] })
      }
      this[name] = table
    }
  }

  row(table, code) {
    const found = this[table].get(code)
    if (found === undefined) throw new Error('the code table has no row for this code')
    return found
  }

  concept(table, code) {
    const { system, code: target, display } = this.row(table, code)
    if (target === undefined) return { text: display }
    return { coding: [{ system, code: target, display }], text: display }
  }
}

const said = (text) => typeof text === 'string' && text.trim() !== '' ? text : undefined
const some = (list) => list.length > 0 ? list : undefined
const whole = (instant) => instant.replace(/T(\d\d:\d\d)(?!:)/, 'T$1:00')
const identifier = (system, value) => said(value) && { system, value }
const profile = (type) => ({ profile: [ukCore + type] })

/** FHIR's order of names is that of these objects; what is undefined is not written. */
function patientOf(person, practice) {
  const number = identifier('https://fhir.nhs.uk/Id/nhs-number', person.nhsNumber)
  const verified = person.nhsNumberVerified === true
  const status = number && {
    extension: [{
      url: ukCore.replace('UKCore-', 'Extension-UKCore-') + 'NHSNumberVerificationStatus',
      valueCodeableConcept: { coding: [{
        system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
        code: verified ? '01' : '02',
        display: verified ? 'Number present and verified' : 'Number present but not traced' }] } }],
    ...number }
  const clinic = identifier('urn:foramen:clinic-patient-id', person.clinicId)
  const lines = some((person.address?.lines ?? []).filter(said))
  const postalCode = said(person.address?.postcode)
  const telecom = ['phone', 'email'].filter((system) => said(person[system]))
    .map((system) => ({ system, value: person[system] }))
  const { family, given, prefix } = person.name
  return {
    resourceType: 'Patient', id: '', meta: profile('Patient'),
    identifier: (verified ? [status, clinic] : [clinic, status]).filter(Boolean),
    active: true,
    name: [{ use: 'official', family: said(family), given: some((given ?? []).filter(said)),
      prefix: said(prefix) && [prefix] }],
    telecom: some(telecom), gender: said(person.gender), birthDate: said(person.birthDate),
    address: lines || postalCode ? [{ use: 'home', line: lines, postalCode }] : undefined,
    generalPractitioner: practice && [{ reference: practice }] }
}

function practitionerOf(clinician) {
  return {
    resourceType: 'Practitioner', id: '', meta: profile('Practitioner'),
    identifier: [
      identifier('https://fhir.hl7.org.uk/Id/gmc-number', clinician.gmcNumber),
      identifier('https://fhir.hl7.org.uk/Id/hcpc-number', clinician.hcpcNumber),
      identifier('urn:foramen:clinic-practitioner-id', clinician.id)].filter(Boolean),
    active: true, name: [{ text: clinician.name }] }
}

function locationOf(place) {
  return {
    resourceType: 'Location', id: '', meta: profile('Location'),
    identifier: [
      { system: 'urn:foramen:clinic-location', value: `${place.odsCode}/${place.name}` },
      { system: 'https://fhir.nhs.uk/Id/ods-site-code', value: place.odsCode }],
    status: 'active', name: place.name, mode: 'instance' }
}

function organizationOf(practice) {
  return {
    resourceType: 'Organization', id: '', meta: profile('Organization'),
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: practice.odsCode }],
    active: true, name: said(practice.name) }
}

function reasonsOf(reason, codes) {
  if (reason === undefined) return undefined
  const reasons = []
  if (said(reason.code)) reasons.push(codes.concept('reasons', reason.code))
  if (said(reason.text)) reasons.push({ text: reason.text })
  return some(reasons)
}

const closing = new Set(['booking.cancelled', 'booking.noShow'])

function requestOf({ event, occurredAt, booking }, facts, codes, links) {
  const { procedure } = booking
  const side = codes.row('sides', procedure.side).display
  const region = codes.row('regions', procedure.region).display
  return {
    resourceType: 'ServiceRequest', id: '', meta: profile('ServiceRequest'),
    identifier: [{ system: 'urn:foramen:clinic-booking-id', value: booking.id }],
    status: closing.has(event) ? 'revoked' : facts.requestStatus, intent: 'order',
    code: codes.concept('procedure-types', procedure.type),
    orderDetail: some((procedure.combinedWith ?? []).map((type) => codes.concept('procedure-types', type))),
    subject: { reference: links.patient },
    occurrenceDateTime: whole(booking.start), authoredOn: whole(occurredAt),
    requester: { reference: links.patient }, performer: [{ reference: links.practitioner }],
    locationReference: [{ reference: links.location }],
    reasonCode: reasonsOf(booking.reason, codes),
    bodySite: some(procedure.levels.map((level) =>
      ({ text: `${side}, ${region}, ${codes.row('levels', level).display}` }))) }
}

function statusOf(event, facts) {
  switch (event) {
    case 'booking.cancelled': return 'cancelled'
    case 'booking.noShow': return 'noshow'
    case 'booking.arrived': return 'arrived'
    default: return facts.appointmentStatus
  }
}

function appointmentOf({ event, booking }, facts, codes, links) {
  const reason = event === 'booking.cancelled' ? said(booking.cancellationReason) : undefined
  const via = said(booking.bookedVia)
  return {
    resourceType: 'Appointment', id: '', meta: profile('Appointment'),
    identifier: [{ system: 'urn:foramen:clinic-booking-id', value: booking.id }],
    status: statusOf(event, facts), cancelationReason: reason && { text: reason },
    serviceType: [codes.concept('procedure-types', booking.procedure.type)],
    reasonCode: reasonsOf(booking.reason, codes),
    start: whole(booking.start), end: whole(booking.end),
    comment: via && `Booked by the patient: ${via}`,
    basedOn: [{ reference: links.request }],
    participant: ['patient', 'practitioner', 'location'].map((who) =>
      ({ actor: { reference: links[who] }, status: 'accepted' })) }
}

function provenanceOf({ event, eventId, occurredAt }, facts, links) {
  const source = (system, value) => ({ role: 'source', what: { identifier: { system, value } } })
  return {
    resourceType: 'Provenance', id: '',
    target: [{ reference: links.request }, { reference: links.appointment }],
    meta: profile('Provenance'),
    occurredDateTime: whole(occurredAt), recorded: facts.recorded, activity: { text: event },
    agent: [
      { type: { coding: [{ system: roles, code: 'assembler', display: 'Assembler' }] },
        who: { display: 'Foramen gateway' } },
      { type: { coding: [{ system: roles, code: 'author', display: 'Author' }] },
        who: { reference: links.practitioner } }],
    entity: [source('urn:foramen:clinic-event-id', eventId),
      source('urn:foramen:message-id', facts.messageId)] }
}

/** By the clinic's own identifier where there is one: what gateway/mapping/identity.h says. */
function nameOf({ resourceType, identifier: known }) {
  const { system, value } = known.find((one) => one.system.startsWith('urn:foramen:')) ?? known[0]
  return `${resourceType}|${system}|${value}`
}

const escaped = (text) => encodeURIComponent(text.replace(/[\\,$|]/g, '\\$&')).replace(/%(?:3A|2F)/g,
  (code) => code === '%3A' ? ':' : '/').replace(/[!'()*]/g, (one) => '%' + one.charCodeAt(0).toString(16).toUpperCase())
const query = ([{ system, value }]) => `identifier=${escaped(system)}|${escaped(value)}`
const urn = (id) => `urn:uuid:${id}`

function theirs(resource) {
  return { fullUrl: urn(resource.id), resource, request: {
    method: 'POST', ifNoneExist: query(resource.identifier), url: resource.resourceType } }
}
function ours(resource) {
  const { resourceType: type, identifier: known, id } = resource
  return { fullUrl: urn(id), resource, request: {
    method: 'PUT', url: known === undefined ? `${type}/${id}` : `${type}?${query(known)}` } }
}

/** The transaction Bundle of one booking event; `uuid` makes an id of a name. */
export function bundleOf(event, facts, codes, uuid = nameUuid) {
  const named = (resource) => { resource.id = uuid(nameOf(resource)); return resource }
  const { booking, patient: person } = event
  const organization = person.gpPractice && named(organizationOf(person.gpPractice))
  const patient = named(patientOf(person, organization && urn(organization.id)))
  const practitioner = named(practitionerOf(booking.clinician))
  const location = named(locationOf(booking.location))
  const links = { patient: urn(patient.id), practitioner: urn(practitioner.id), location: urn(location.id) }
  const request = named(requestOf(event, facts, codes, links))
  links.request = urn(request.id)
  const appointment = named(appointmentOf(event, facts, codes, links))
  links.appointment = urn(appointment.id)
  const provenance = provenanceOf(event, facts, links)
  provenance.id = uuid(`Provenance|booking|${event.eventId}|1`)
  const entry = [theirs(patient), theirs(practitioner), theirs(location), ours(request),
    ours(appointment), ours(provenance)]
  if (organization) entry.push(theirs(organization))
  return { resourceType: 'Bundle', type: 'transaction', entry }
}
