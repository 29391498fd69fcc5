// The seam for HL7 v2: a message is a tree bound to types of a logical model, one type for each
// segment, field and component, made with type_builder.h; maps see nothing else. The tree is made
// by hand here as a parser of messages will make it.
#include "tests/fhir/map/workbench.h"

namespace fhir::map {
namespace {

using namespace workbench;

constexpr auto many = UINT32_MAX;

/// Of ORU^R01, what the map below reads. A field that has components is a type ("CX"); one that may
/// repeat is a list; names are those of the standard, "PID-3" being `pid.patientIdentifierList`.
TypeSource const& message_types()
{
    static auto const made = [] {
        auto layered = std::make_unique<LayeredTypes>(r4());
        layered->add("ORU_R01", "urn:v2:ORU_R01",
                     {{"msh", 1, 1, "MSH", {}},
                      {"pid", 0, 1, "PID", {}},
                      {"order", 0, many, "ORU_R01.order", {}}});
        layered->add("ORU_R01.order", "urn:v2:ORU_R01#order",
                     {{"obr", 1, 1, "OBR", {}}, {"obx", 0, many, "OBX", {}}});
        layered->add("MSH", "urn:v2:MSH", {{"dateTimeOfMessage", 0, 1, "string", {}}});
        layered->add("PID", "urn:v2:PID", {{"patientIdentifierList", 0, many, "CX", {}}});
        layered->add("CX", "urn:v2:CX",
                     {{"id", 0, 1, "string", {}}, {"identifierTypeCode", 0, 1, "string", {}}});
        layered->add("OBR", "urn:v2:OBR",
                     {{"fillerOrderNumber", 0, 1, "string", {}},
                      {"observationDateTime", 0, 1, "string", {}},
                      {"resultStatus", 0, 1, "code", {}}});
        layered->add("OBX", "urn:v2:OBX",
                     {{"valueType", 0, 1, "code", {}}, {"value", 0, many, "string", {}}});
        layered->settle();
        return layered;
    }();
    return *made;
}

Element& put(Tree& tree, Element& parent, std::string_view name, std::string_view text = {})
{
    auto& made = tree.append(parent, name, text.empty() ? Kind::complex : Kind::string);
    made.text = text;
    return made;
}

Tree message()
{
    Tree tree;
    auto& root = tree.root();
    put(tree, put(tree, root, "msh"), "dateTimeOfMessage", "20240506101112+0100");
    auto& pid = put(tree, root, "pid");
    auto& local = put(tree, pid, "patientIdentifierList");
    put(tree, local, "id", "L1");
    put(tree, local, "identifierTypeCode", "MR");
    auto& national = put(tree, pid, "patientIdentifierList");
    put(tree, national, "id", "9990000018");
    put(tree, national, "identifierTypeCode", "NH");
    auto& order = put(tree, root, "order");
    auto& obr = put(tree, order, "obr");
    put(tree, obr, "fillerOrderNumber", "ACC-1");
    put(tree, obr, "observationDateTime", "20240506093000+0100");
    put(tree, obr, "resultStatus", "F");
    for (auto const* const line : {"Disc bulge at L4/5.", "No fracture."}) {
        auto& obx = put(tree, order, "obx");
        put(tree, obx, "valueType", "TX");
        put(tree, obx, "value", line);
    }
    bind(root, *message_types().type("ORU_R01"), message_types());
    return tree;
}

constexpr std::string_view text = R"(map "urn:m" = "m"
conceptmap "#status" { prefix v = "http://terminology.hl7.org/CodeSystem/v2-0123"
  prefix f = "http://hl7.org/fhir/diagnostic-report-status"
  v:P == f:preliminary  v:F == f:final  v:C == f:corrected  v:X == f:cancelled }
uses "urn:v2:ORU_R01" alias Message as source
uses "http://hl7.org/fhir/StructureDefinition/DiagnosticReport" alias Report as target
group Result(source message : Message, target report : Report) {
  message.pid as pid then {
    pid.patientIdentifierList as number where (identifierTypeCode = 'NH') ->
      report.subject as subject,
      subject.identifier = id('https://fhir.nhs.uk/Id/nhs-number', number.id) "nhs";
  } "patient";
  message.order first as order then {
    order.obr as obr then Order(obr, report) "order";
    order -> report.conclusion = (order.obx.where(valueType = 'TX').value.join(' ')) "text";
  } "order";
}
group Order(source obr, target report : Report) {
  obr.fillerOrderNumber as number -> report.identifier = id('urn:ris', number, 'ACSN') "accession";
  obr.observationDateTime as at -> report.effective = toDateTime(at, 'yyyyMMddHHmmssZ') "time";
  obr.resultStatus as status -> report.status = translate(status, '#status', 'code') "status";
}
)";

TEST(MapsOfMessages, ReadSegmentsAsTypedTrees)
{
    SourceFile const maps[] = {{"oru.map", std::string{text}}};
    auto const library = Library::load(maps, {}, message_types());
    ASSERT_TRUE(library.has_value()) << told(library.issues());
    auto const source = message();
    Element const* const sources[] = {&source.root()};
    auto const result = run(*library->find("m"), sources, {});
    ASSERT_TRUE(result.has_value()) << told(result.issues());
    EXPECT_EQ(
        json::write(result->root()),
        R"({"resourceType":"DiagnosticReport","identifier":[{"type":{"coding":[{"system":)"
        R"("http://terminology.hl7.org/CodeSystem/v2-0203","code":"ACSN"}]},"system":"urn:ris",)"
        R"("value":"ACC-1"}],"status":"final","subject":{"identifier":{"system":)"
        R"("https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}},)"
        R"("effectiveDateTime":"2024-05-06T09:30:00+01:00",)"
        R"("conclusion":"Disc bulge at L4/5. No fracture."})");
}

TEST(MapsOfMessages, KnowTheNamesOfFields)
{
    auto wrong = std::string{text};
    wrong.replace(wrong.find("fillerOrderNumber"), 17, "fillerOrderNumbr!");
    wrong.erase(wrong.find('!'), 1);
    SourceFile const maps[] = {{"oru.map", wrong}};
    auto const library = Library::load(maps, {}, message_types());
    ASSERT_FALSE(library.has_value());
    EXPECT_EQ(told(library.issues()), "oru.map:19:7: 'fillerOrderNumbr' is no element of OBR; did "
                                      "you mean 'fillerOrderNumber'?");
}

} // namespace
} // namespace fhir::map
