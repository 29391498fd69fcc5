// Why this file exists: what the hot path of mapping and FHIRPath costs, on a made-up booking.
// Goal: 50,000 bookings to Bundles a second a core. Peers: standards of the project, section 6.
#include "fhir/definitions/type_builder.h"
#include "fhir/json/json.h"
#include "fhir/map/map.h"
#include "fhir/path/path.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

namespace {

using namespace fhir;

constexpr std::string_view event_json = R"({"event":"booking.created","eventId":"e-1",
"occurredAt":"2030-01-02T09:00:00Z","booking":{"id":"b-1","version":1,
"start":"2030-01-31T09:15:00Z","end":"2030-01-31T10:00:00Z","bookedVia":"web",
"location":{"odsCode":"X0001","name":"Room 1"},
"clinician":{"id":"c-1","name":"Dr Example","gmcNumber":"1234567"},
"procedure":{"type":"nerve-root-injection","region":"lumbar","side":"left","levels":["L4","L5"],
"combinedWith":["facet-joint-injection"]},"reason":{"code":"sciatica","text":"Leg pain"}},
"patient":{"clinicId":"p-1","nhsNumber":"9990000018","nhsNumberVerified":true,
"name":{"family":"Example","given":["Ann","Mary"],"prefix":["Mrs"]},"gender":"female",
"birthDate":"1970-01-01","phone":"07700 900000","email":"ann@example.org",
"address":{"lines":["1 Street","Town"],"postcode":"ZZ1 1ZZ"},
"gpPractice":{"odsCode":"Z10001","name":"The Practice"}}})";

constexpr std::string_view codes_json = R"({"resourceType":"ConceptMap","url":"urn:codes",
"group":[{"source":"urn:a","target":"urn:b","element":[
{"code":"nerve-root-injection","target":[{"code":"n","display":"Injection of nerve root",
"equivalence":"equivalent"}]},
{"code":"facet-joint-injection","target":[{"code":"f","display":"Injection of facet joint",
"equivalence":"equivalent"}]},
{"code":"sciatica","target":[{"display":"Sciatica","equivalence":"unmatched"}]}]}]})";

constexpr std::string_view map_text = R"(
map "urn:bench" = "bench"
uses "http://hl7.org/fhir/StructureDefinition/Bundle" alias Bundle as target
uses "urn:event" alias Event as source
group Booking(source event : Event, target bundle : Bundle) {
  event -> bundle.type = 'transaction';
  event.booking as booking ->
    bundle.entry as e1, e1.resource = create('Patient') as patient, patient.id = uuid(),
    bundle.entry as e2, e2.resource = create('Practitioner') as practitioner,
    practitioner.id = uuid(),
    bundle.entry as e3, e3.resource = create('Location') as location, location.id = uuid(),
    bundle.entry as e4, e4.resource = create('ServiceRequest') as request, request.id = uuid(),
    bundle.entry as e5, e5.resource = create('Appointment') as visit, visit.id = uuid(),
    bundle.entry as e6, e6.resource = create('Provenance') as origin, origin.id = uuid() then {
    event.patient as p then Person(p, patient), Put(p, e1, patient);
    event.patient as p then { p.gpPractice as g -> bundle.entry as e,
    e.resource = create('Organization') as o,
      o.id = uuid(), patient.generalPractitioner as gp, gp.reference = pointer(o)
    then Practice(g, o), Put(g, e, o); };
    booking.clinician as c then Clinician(c, practitioner), Put(c, e2, practitioner);
    booking.location as l then Place(l, location), Put(l, e3, location);
    booking then Request(event, booking, request, patient, practitioner), Put(booking, e4, request);
    booking then Visit(event, booking, visit, patient, practitioner, location), Put(booking, e5,
    visit);
    event -> origin.recorded = cast(event.occurredAt, 'instant'), origin.target as t,
    t.reference = pointer(request),
      origin.agent as a, a.who as w, w.reference = pointer(practitioner) then Put(event, e6,
    origin);
  };
}
group Put(source any, target entry, target resource) {
  any -> entry.fullUrl = pointer(resource), entry.request as r, r.method = 'PUT',
    r.url = reference(resource);
}
group Person(source p, target patient : Patient) {
  p -> patient.meta as m, m.profile = 'https://example.org/Patient';
  p where nhsNumberVerified = true then {
    p.nhsNumber as n -> patient.identifier = id('https://fhir.nhs.uk/Id/nhs-number', n); };
  p.clinicId as i -> patient.identifier = id('urn:clinic', i);
  p -> patient.active = true;
  p.name as name -> patient.name as to, to.use = 'official' then {
    name.family as f -> to.family = f; name.given as g -> to.given = g;
    name.prefix as x -> to.prefix = x; };
  p.phone as v -> patient.telecom as t, t.system = 'phone', t.value = v;
  p.email as v -> patient.telecom as t, t.system = 'email', t.value = v;
  p.gender as v -> patient.gender = v;
  p.birthDate as v -> patient.birthDate = v;
  p.address as a where (lines.exists() or postcode.exists()) -> patient.address as to,
    to.use = 'home' then {
    a.lines as l -> to.line = l; a.postcode as c -> to.postalCode = c; };
}
group Practice(source g, target o : Organization) {
  g.odsCode as c -> o.identifier = id('https://fhir.nhs.uk/Id/ods-organization-code', c);
  g -> o.active = true;
  g.name as n -> o.name = n;
}
group Clinician(source c, target to : Practitioner) {
  c.gmcNumber as n -> to.identifier = id('https://fhir.hl7.org.uk/Id/gmc-number', n);
  c.id as n -> to.identifier = id('urn:clinic-practitioner', n);
  c -> to.active = true;
  c.name as n -> to.name as x, x.text = n;
}
group Place(source l, target to : Location) {
  l.odsCode as c -> to.identifier = id('https://fhir.nhs.uk/Id/ods-site-code', c);
  l.name as n -> to.name = n, to.status = 'active', to.mode = 'instance';
}
group Request(source event, source b, target r : ServiceRequest, target patient,
    target practitioner) {
  b.id as i -> r.identifier = id('urn:booking', i);
  event where ($this.event = 'booking.created' or %event.event = 'booking.rescheduled')
    -> r.status = 'active';
  event where (%event.event = 'booking.cancelled') -> r.status = 'revoked';
  b -> r.intent = 'order', r.subject as s, s.reference = pointer(patient), r.performer as x,
    x.reference = pointer(practitioner);
  b.procedure as q then {
    q.type as t -> r.code = translate(t, 'urn:codes', 'CodeableConcept');
    q.combinedWith as t -> r.orderDetail = translate(t, 'urn:codes', 'CodeableConcept');
    q.levels as l -> r.bodySite = cc(l); };
  b.start as s -> r.occurrence = cast(s, 'dateTime');
  event.occurredAt as t -> r.authoredOn = t;
  b.reason as x then { x.code as c -> r.reasonCode = translate(c, 'urn:codes',
    'CodeableConcept'); };
}
group Visit(source event, source b, target v : Appointment, target patient, target practitioner,
    target location) {
  b.id as i -> v.identifier = id('urn:booking', i);
  event where (%event.event = 'booking.created') -> v.status = 'booked';
  b.procedure as q then { q.type as t -> v.serviceType = translate(t, 'urn:codes',
    'CodeableConcept'); };
  b.start as s -> v.start = s;
  b.end as s -> v.end = s;
  b.bookedVia as x -> v.comment = append('Booked: ', x);
  b -> v.participant as p, p.actor as a, a.reference = pointer(patient), p.status = 'accepted';
  b -> v.participant as p, p.actor as a, a.reference = pointer(practitioner), p.status = 'accepted';
  b -> v.participant as p, p.actor as a, a.reference = pointer(location), p.status = 'accepted';
}
)";

LayeredTypes const& types()
{
    static auto const made = [] {
        auto layered = std::make_unique<LayeredTypes>(r4());
        auto const text = [](char const* name) { return ElementOutline{name, 0, 1, "string", {}}; };
        auto const texts = [](char const* name) {
            return ElementOutline{name, 0, UINT32_MAX, "string", {}};
        };
        auto const part = [](char const* name, char const* type) {
            return ElementOutline{name, 0, 1, type, {}};
        };
        layered->add("event", "urn:event",
                     {text("event"), text("eventId"), text("occurredAt"),
                      part("booking", "booking"), part("patient", "person")});
        layered->add("booking", "urn:booking",
                     {text("id"), part("version", "integer"), text("start"), text("end"),
                      text("bookedVia"), part("location", "place"), part("clinician", "clinician"),
                      part("procedure", "procedure"), part("reason", "reason")});
        layered->add("place", "urn:place", {text("odsCode"), text("name")});
        layered->add("clinician", "urn:clinician", {text("id"), text("name"), text("gmcNumber")});
        layered->add(
            "procedure", "urn:procedure",
            {text("type"), text("region"), text("side"), texts("levels"), texts("combinedWith")});
        layered->add("reason", "urn:reason", {text("code"), text("text")});
        layered->add("person", "urn:person",
                     {text("clinicId"), text("nhsNumber"), part("nhsNumberVerified", "boolean"),
                      part("name", "human"), text("gender"), text("birthDate"), text("phone"),
                      text("email"), part("address", "address"), part("gpPractice", "place")});
        layered->add("human", "urn:human", {text("family"), texts("given"), texts("prefix")});
        layered->add("address", "urn:address", {texts("lines"), text("postcode")});
        layered->settle();
        return layered;
    }();
    return *made;
}

map::Library const& library()
{
    static auto const loaded = [] {
        map::SourceFile const maps[] = {{"bench.map", std::string{map_text}}};
        map::SourceFile const codes[] = {{"codes.json", std::string{codes_json}}};
        auto made = map::Library::load(maps, codes, types());
        if (!made) {
            for (auto const& one : made.issues()) {
                std::fprintf(stderr, "%s: %s\n", one.expression.c_str(), one.text.c_str());
            }
            std::abort();
        }
        return std::move(*made);
    }();
    return loaded;
}

Tree read_bound(std::string_view text, Type const* type)
{
    auto tree = json::read(text);
    if (!tree) std::abort();
    bind(tree->root(), *type, types());
    return std::move(*tree);
}

void booking_to_bundle(benchmark::State& state)
{
    auto const event = read_bound(event_json, types().type("event"));
    auto const* const plan = library().find("bench");
    Element const* const sources[] = {&event.root()};
    for (auto _ : state) {
        auto bundle = map::run(*plan, sources, {"e-1", "2030-01-01T00:00:00Z", nullptr});
        if (!bundle) state.SkipWithError(bundle.issues()[0].text.c_str());
        benchmark::DoNotOptimize(bundle);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(booking_to_bundle);

void booking_json_to_bundle_json(benchmark::State& state)
{
    auto const* const plan = library().find("bench");
    auto const* const type = types().type("event");
    std::string out;
    for (auto _ : state) {
        auto const event = read_bound(event_json, type);
        Element const* const sources[] = {&event.root()};
        auto const bundle = map::run(*plan, sources, {"e-1", "2030-01-01T00:00:00Z", nullptr});
        out.clear();
        json::write_to(out, bundle->root());
        benchmark::DoNotOptimize(out);
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["bundle_bytes"] = static_cast<double>(out.size());
}
BENCHMARK(booking_json_to_bundle_json);

void loading(benchmark::State& state)
{
    map::SourceFile const maps[] = {{"bench.map", std::string{map_text}}};
    map::SourceFile const codes[] = {{"codes.json", std::string{codes_json}}};
    for (auto _ : state) benchmark::DoNotOptimize(map::Library::load(maps, codes, types()));
}
BENCHMARK(loading);

constexpr std::string_view patient_json = R"({"resourceType":"Patient","active":true,
"name":[{"use":"official","family":"Chalmers","given":["Peter","James"]},{"use":"usual",
"given":["Jim"]}],
"telecom":[{"use":"home"},{"system":"phone","value":"(03) 5555 6473","use":"work","rank":1},
{"system":"phone","value":"(03) 3410 5613","use":"mobile","rank":2}],"gender":"male",
"birthDate":"1974-12-25","contact":[{"name":{"family":"du Marche"},"telecom":[{"system":"phone",
"value":"1"}]}]})";

void expression(benchmark::State& state, char const* text)
{
    auto const patient = read_bound(patient_json, r4().type("Patient"));
    auto const compiled = path::Expression::compile(text, r4(), r4().type("Patient"));
    if (!compiled) return state.SkipWithError(compiled.issues()[0].text.c_str());
    path::Environment environment;
    environment.now = "2024-05-06T10:11:12.000Z";
    auto scratch = std::make_unique<Tree>();
    std::size_t count = 0;
    for (auto _ : state) {
        if (++count % 4'096 == 0) scratch = std::make_unique<Tree>();
        benchmark::DoNotOptimize(path::evaluate(*compiled, patient.root(), environment, *scratch));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(expression, simple, "Patient.name.given");
BENCHMARK_CAPTURE(expression, filter,
                  "Patient.telecom.where(system='phone' and use='work').value.first()");
BENCHMARK_CAPTURE(
    expression, invariant,
    "contact.all(name.exists() or telecom.exists()) and telecom.all(value.empty() or "
    "system.exists()) and birthDate <= today() and name.family.first().matches('^[A-Z]')");
BENCHMARK_CAPTURE(expression, compare, "gender = 'male'");

} // namespace

BENCHMARK_MAIN();
