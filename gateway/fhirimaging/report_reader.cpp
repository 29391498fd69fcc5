#include "gateway/fhirimaging/report_reader.h"

#include "gateway/fhirimaging/form_reader.h"
#include "gateway/fhirimaging/patient_reader.h"
#include "gateway/fhirimaging/words.h"
#include "gateway/hl7v2/region.h"

#include <algorithm>
#include <array>

namespace foramen::fhirimaging {

namespace {

using fhir::Element;
using hl7v2::ImagingReport;
using hl7v2::ImagingStatus;

/// "An imaging report": says nothing of what was examined (standards/imaging.md section 2).
constexpr std::array general_codes{"18748-4", "4201000179104", "371525003"};
constexpr std::string_view nicip_system = "https://nicip.nhs.uk";
constexpr std::string_view uid_system = "urn:dicom:uid";

/// Report numbers, accession and our own request number, whichever identifiers hold them.
void take_identifier(Element const& identifier, ImagingReport& report)
{
    auto const value = line(identifier.value("value"));
    if (value.empty() || identifier.value("use") == "old") return;
    if (is_of_type(identifier, "ACSN")) {
        if (report.accession.empty()) report.accession = value;
    } else if (is_of_type(identifier, "PLAC")) {
        if (report.request_number.empty()) report.request_number = value;
    } else if (report.report_id.empty()) {
        report.report_id = value;
    }
}

/// What it was ordered by: only numbers that say what they are.
void read_orders(FhirAnswer const& answer, Element const& resource, ReadReport& read)
{
    auto const take = [&](Element const& owner) {
        for (auto const* identifier : children(owner, "identifier")) {
            auto const is_known =
                is_of_type(*identifier, "ACSN") || is_of_type(*identifier, "PLAC");
            if (is_known) take_identifier(*identifier, read.report);
        }
    };
    for (auto const* link : children(resource, "basedOn")) {
        take(*link);
        auto const* const order = answer.find(link->value("reference"), resource);
        if (order == nullptr || order->text != "ServiceRequest") continue;
        take(*order);
        read.parts.push_back(order);
    }
}

hl7v2::Exam exam_of(Element const& coded, Provider const& provider)
{
    hl7v2::Exam exam;
    exam.text = line(coded.value("text"));
    auto codings = codings_of(coded);
    auto const is_national = [](Coding const& one) { return one.system == nicip_system; };
    std::ranges::stable_partition(codings, is_national);
    for (auto const& coding : codings) {
        if (exam.text.empty()) exam.text = coding.display;
        auto const is_general =
            std::ranges::find(general_codes, coding.code) != general_codes.end();
        if (is_general || !exam.code.empty()) continue;
        exam.code = coding.code;
        exam.system = is_national(coding) ? "NICIP" : coding.system;
    }
    exam.regions = hl7v2::regions_of(exam, provider.profile);
    return exam;
}

void add_exam(Element const* coded, Provider const& provider, ImagingReport& report)
{
    if (coded == nullptr) return;
    auto exam = exam_of(*coded, provider);
    if (!exam.code.empty() || !exam.text.empty()) report.exams.push_back(std::move(exam));
}

void add_provider(FhirAnswer const& answer, Element const& owner, Element const* performer,
                  ImagingReport& report)
{
    if (performer == nullptr || !report.provider.empty()) return;
    auto const take = [&](Element const& holder) {
        for (auto const* identifier : children(holder, "identifier")) {
            if (identifier->value("system") == ods_system) {
                report.provider = line(identifier->value("value"));
            }
        }
    };
    take(*performer);
    auto const* const who = answer.find(performer->value("reference"), owner);
    if (report.provider.empty() && who != nullptr) take(*who);
}

void add_reporter(FhirAnswer const& answer, Element const& owner, ImagingReport& report)
{
    auto const* const link = owner.child("resultsInterpreter");
    if (link == nullptr) return;
    auto const* const who = answer.find(link->value("reference"), owner);
    auto const* identifier = link->child("identifier");
    if (identifier == nullptr && who != nullptr) identifier = who->child("identifier");
    if (identifier != nullptr) report.reporter.code = line(identifier->value("value"));
    report.reporter.family = line(link->value("display"));
    auto const* const name = who == nullptr ? nullptr : who->child("name");
    if (name == nullptr || name->value("family").empty()) return;
    report.reporter.family = line(name->value("family"));
    report.reporter.given = line(name->value("given"));
}

/// MR where the study has it, else the first.
std::string modality_of(Element const& study)
{
    std::vector<std::string> codes;
    auto const take = [&](Element const& owner) {
        for (auto const* coding : children(owner, "modality")) {
            if (auto code = line(coding->value("code")); !code.empty()) codes.push_back(code);
        }
    };
    take(study);
    for (auto const* series : children(study, "series")) take(*series);
    if (std::ranges::find(codes, "MR") != codes.end()) return "MR";
    return codes.empty() ? std::string{} : codes.front();
}

unsigned count_of(Element const& study, std::string_view name)
{
    auto const text = study.value(name);
    constexpr std::size_t digits_max = 9;
    if (text.empty() || text.size() > digits_max) return 0;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return 0;
    return static_cast<unsigned>(std::stoul(std::string{text}));
}

void read_uid(Element const& study, ImagingReport& report)
{
    for (auto const* identifier : children(study, "identifier")) {
        if (identifier->value("system") != uid_system) continue;
        auto uid = uid_of(line(identifier->value("value")));
        if (uid.empty()) report.flaws.push_back({"ImagingStudy.identifier", "is no UID"});
        else if (report.study_uid.empty()) report.study_uid = std::move(uid);
    }
}

/// What an ImagingStudy says, whether it stands alone or a report names it.
void read_study(FhirAnswer const& answer, Element const& study, Provider const& provider,
                ReadReport& read)
{
    auto& report = read.report;
    read_uid(study, report);
    for (auto const* identifier : children(study, "identifier")) {
        if (is_of_type(*identifier, "ACSN")) take_identifier(*identifier, report);
    }
    read_orders(answer, study, read);
    auto modality = modality_of(study);
    if (report.modality.empty() || modality == "MR") report.modality = std::move(modality);
    if (!report.scanned) report.scanned = read_time(study.value("started"));
    report.series_count += count_of(study, "numberOfSeries");
    report.instance_count += count_of(study, "numberOfInstances");
    for (auto const* series : children(study, "series")) {
        auto const* const site = series->child("bodySite");
        report.body_parts.push_back(site == nullptr ? "" : line(site->value("code")));
        if (site != nullptr && report.body_parts.back().empty()) {
            report.body_parts.back() = line(site->value("display"));
        }
    }
    if (report.exams.empty()) {
        for (auto const* one : children(study, "procedureCode")) add_exam(one, provider, report);
    }
    if (auto text = line(study.value("description")); report.exams.empty() && !text.empty()) {
        hl7v2::Exam exam{"", std::move(text), "", {}};
        exam.regions = hl7v2::regions_of(exam, provider.profile);
        report.exams.push_back(std::move(exam));
    }
}

void read_times(Element const& resource, ImagingReport& report)
{
    auto const place = std::string{resource.text};
    auto const read = [&](std::string_view text, std::string_view name) {
        auto moment = read_time(text);
        if (!text.empty() && !moment) {
            report.flaws.push_back({place + "." + std::string{name}, "is no time of FHIR"});
        }
        return moment;
    };
    if (auto const* const meta = resource.child("meta")) {
        report.sent = read(meta->value("lastUpdated"), "meta.lastUpdated");
    }
    if (resource.text != "DiagnosticReport") return;
    report.reported = read(resource.value("issued"), "issued");
    report.scanned = read(resource.value("effectiveDateTime"), "effectiveDateTime");
    auto const* const period = resource.child("effectivePeriod");
    if (!report.scanned && period != nullptr) {
        report.scanned = read(period->value("start"), "effectivePeriod.start");
    }
}

/// Where no study says it: the category ("NMR" of v2-0074, "MR" of DICOM), else the words.
void judge_modality(Element const& resource, Provider const& provider, ImagingReport& report)
{
    if (!report.modality.empty()) return;
    hl7v2::Exam const exam = report.exams.empty() ? hl7v2::Exam{} : report.exams.front();
    for (auto const* category : children(resource, "category")) {
        for (auto const& coding : codings_of(*category)) {
            for (auto const& word : {coding.code, coding.display}) {
                if (report.modality.empty()) {
                    report.modality = hl7v2::modality_of({}, word, provider.profile);
                }
            }
        }
    }
    if (report.modality.empty()) {
        report.modality = hl7v2::modality_of(exam, "", provider.profile);
    }
}

/// A study of somebody else makes it nobody's for certain.
void compare_patients(FhirAnswer const& answer, Element const& study, ImagingReport& report)
{
    auto const* const subject = study.child("subject");
    if (subject == nullptr) return;
    std::vector<hl7v2::Flaw> ignored;
    auto const* const patient = answer.find(subject->value("reference"), study);
    auto const other = read_patient(subject, patient, ignored);
    auto& known = report.patient;
    auto& numbers = known.nhs_numbers;
    auto differ = false;
    for (auto const& number : other.nhs_numbers) {
        if (std::ranges::find(numbers, number) != numbers.end()) continue;
        differ = differ || !numbers.empty();
        numbers.push_back(number);
    }
    auto const& born = known.birth_date.reveal(Purpose::policy);
    auto const& other_born = other.birth_date.reveal(Purpose::policy);
    if (born && other_born && *born != *other_born) {
        differ = true;
        known.birth_date = {};
    }
    if (!differ) return;
    known.nhs_number_status.clear();
    report.flaws.push_back({"DiagnosticReport.imagingStudy", "is a study of another patient"});
}

void read_diagnostic_report(FhirAnswer const& answer, Element const& resource,
                            Provider const& provider, ReadReport& read)
{
    auto& report = read.report;
    for (auto const* one : children(resource, "identifier")) take_identifier(*one, report);
    // One id for all versions of it on that server.
    if (report.report_id.empty()) report.report_id = line(resource.value("id"));
    read_orders(answer, resource, read);
    auto const status = hl7v2::imaging_status(resource.value("status"));
    report.status = status.value_or(ImagingStatus::unknown);
    if (!status) report.flaws.push_back({"DiagnosticReport.status", "is none of FHIR R4"});
    add_exam(resource.child("code"), provider, report);
    for (auto const* link : children(resource, "imagingStudy")) {
        auto const* const study = answer.find(link->value("reference"), resource);
        if (study == nullptr || study->text != "ImagingStudy") {
            // Its identifier may stand in the reference itself.
            read_uid(*link, report);
            continue;
        }
        read_study(answer, *study, provider, read);
        compare_patients(answer, *study, report);
        read.studies.push_back(study);
        read.parts.push_back(study);
    }
    for (auto const* one : children(resource, "performer")) {
        add_provider(answer, resource, one, report);
    }
    add_reporter(answer, resource, report);
    judge_modality(resource, provider, report);
    read_text(resource, report);
}

/// Images are announced; what is wrong with a whole study is said of the report, too.
void read_imaging_study(FhirAnswer const& answer, Element const& resource, Provider const& provider,
                        ReadReport& read)
{
    auto& report = read.report;
    auto const status = resource.value("status");
    auto const is_gone = status == "entered-in-error" || status == "cancelled";
    report.kind = is_gone ? hl7v2::ReportKind::report : hl7v2::ReportKind::announcement;
    report.status = status == "entered-in-error" ? ImagingStatus::entered_in_error
                    : status == "cancelled"      ? ImagingStatus::cancelled
                                                 : ImagingStatus::registered;
    read_study(answer, resource, provider, read);
    if (report.accession.empty() && report.study_uid.empty()) {
        report.report_id = line(resource.value("id"));
    }
    auto const* const series = resource.child("series");
    auto const* const performer = series == nullptr ? nullptr : series->child("performer");
    if (performer != nullptr) {
        add_provider(answer, resource, performer->child("actor"), report);
    }
    judge_modality(resource, provider, report);
}

} // namespace

ReadReport read_report(FhirAnswer const& answer, Element const& resource, Provider const& provider)
{
    ReadReport read;
    auto& report = read.report;
    read.parts.push_back(&resource);
    report.sender = provider.profile.name;
    report.event = "FHIR " + std::string{resource.text};
    auto const* const subject = resource.child("subject");
    auto const* const patient =
        subject == nullptr ? nullptr : answer.find(subject->value("reference"), resource);
    report.patient = read_patient(subject, patient, report.flaws);
    if (patient != nullptr) read.parts.push_back(patient);
    read_times(resource, report);
    if (resource.text == "DiagnosticReport") {
        read_diagnostic_report(answer, resource, provider, read);
    } else {
        read_imaging_study(answer, resource, provider, read);
    }
    if (report.provider.empty()) report.provider = provider.ods_code;
    if (!provider.study_base.empty() && !report.study_uid.empty()) {
        report.study_url = provider.study_base + "/studies/" + report.study_uid;
    }
    // A resource that is contained is told with the one that contains it.
    std::erase_if(read.parts, [&](Element const* part) {
        return part != &resource && part->name == "contained";
    });
    return read;
}

} // namespace foramen::fhirimaging
