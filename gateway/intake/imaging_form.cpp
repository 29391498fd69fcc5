#include "gateway/intake/imaging_form.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_fields.h"
#include "gateway/base/json_text.h"
#include "gateway/imaging/imaging_case.h"

namespace foramen {

namespace {

using hl7v2::ImagingReport;

/// Where a PDF's first and last mark may stand (ISO 32000-1, annex H.3).
constexpr std::size_t pdf_mark_reach = 1'024;
constexpr Date born_earliest{std::chrono::year{1900} / 1 / 1};

std::string text(Json const& object, char const* name)
{
    auto const found = object.FindMember(name);
    return found == object.MemberEnd() ? std::string{} : std::string{text_of(found->value)};
}

hl7v2::Moment day_moment(Date day)
{
    TimePoint const midnight{std::chrono::sys_days{day}};
    return {midnight - london_offset(midnight), hl7v2::Precision::day};
}

/// What the schema cannot say: days that are none, or lie ahead.
class Days {
public:
    Days(TimePoint now, FaultList& faults) : today_{london_date(now)}, faults_{faults} {}

    std::optional<Date> read(std::string const& pointer, std::string const& text)
    {
        auto const day = parse_date(text);
        if (!day) faults_.add(pointer, "is no day of the calendar");
        else if (*day > today_) faults_.add(pointer, "lies in the future");
        else if (*day < born_earliest) faults_.add(pointer, "is before 1900");
        else return *day;
        return {};
    }

private:
    Date today_;
    FaultList& faults_;
};

void read_patient(Json const& form, Days& days, ImagingReport& report)
{
    auto const& patient = form["patient"];
    auto number = text(patient, "nhsNumber");
    std::erase(number, ' ');
    if (!number.empty()) report.patient.nhs_numbers.emplace_back(std::move(number));
    report.patient.name = {Sensitive{text(patient, "family")}, Sensitive{text(patient, "given")}};
    report.patient.birth_date =
        Sensitive{days.read("/patient/birthDate", text(patient, "birthDate"))};
    auto const sex = text(patient, "sex");
    report.patient.sex = sex.empty() ? "" : sex == "female" ? "F" : "M";
    report.patient.postcode = Sensitive{text(patient, "postcode")};
}

void read_exam(Json const& form, ImagingReport& report)
{
    hl7v2::Exam exam{"", text(form, "examination"), "", {}};
    if (auto const found = form.FindMember("regions"); found != form.MemberEnd()) {
        for (auto const& word : found->value.GetArray()) {
            if (auto const region = hl7v2::spine_region(text_of(word))) {
                exam.regions.push_back({*region, hl7v2::RegionFrom::exam_map});
            }
        }
    }
    report.exams.push_back(std::move(exam));
    report.modality = text(form, "modality");
    if (report.modality.empty()) report.modality = "MR";
}

void read_moments(Json const& form, FormFiles const& files, Days& days, FaultList& faults,
                  ImagingReport& report)
{
    if (auto const day = days.read("/scanned", text(form, "scanned"))) {
        report.scanned = day_moment(*day);
    }
    report.sent = hl7v2::Moment{files.written, hl7v2::Precision::second};
    auto const reported = text(form, "reported");
    if (reported.empty()) return;
    auto const at = parse_rfc3339(reported);
    if (at) report.reported = hl7v2::Moment{*at, hl7v2::Precision::second};
    else faults.add("/reported", "is no time of the calendar");
}

ImagingReport report_of(Json const& form, FormFiles const& files, TimePoint now, FaultList& faults)
{
    ImagingReport report;
    Days days{now, faults};
    report.sender = "form-" + text(form, "provider");
    report.event = hl7v2::form_event;
    report.provider = text(form, "providerOds");
    report.report_id = text(form, "reportId");
    report.accession = text(form, "accession");
    read_patient(form, days, report);
    read_exam(form, report);
    read_moments(form, files, days, faults, report);
    auto const status = text(form, "status");
    report.status = hl7v2::imaging_status(status).value_or(hl7v2::ImagingStatus::final);
    report.text_is = hl7v2::TextIs::absent;
    return report;
}

std::string both(FormFiles const& files)
{
    JsonText json;
    json.object().member("form", files.form).member("pdf", to_base64(files.pdf)).end_object();
    return json.take();
}

} // namespace

Checked<ImagingFormReader> ImagingFormReader::read_schema(std::string_view json)
{
    auto schema = Schema::compile(json);
    if (!schema) return schema.faults();
    return ImagingFormReader{*std::move(schema)};
}

std::variant<ImagingArrival, std::vector<Fault>>
ImagingFormReader::read(FormFiles files, std::string_view link_base, TimePoint now) const
{
    JsonTree tree;
    if (auto fault = tree.read(files.form)) return std::vector{*std::move(fault)};
    FaultList faults;
    if (!schema_.accepts(tree.root())) schema_.find_faults(tree.root(), faults);
    if (!faults.empty()) return faults.take();
    find_unwritable_texts(Place{tree.root()}, faults);
    auto report = report_of(tree.root(), files, now, faults);
    if (!faults.empty()) return faults.take();

    ImagingArrival arrival;
    arrival.bytes = both(files);
    auto const hash = to_hex(sha256(arrival.bytes));
    arrival.key = {report.sender, "form/" + hash.substr(0, 32), hash};
    report.control_id = arrival.key.control_id;
    auto const id = imaging::case_id(report, report.control_id + "#0");
    auto link = std::string{link_base} + '/' + id + "/documents/" + to_hex(sha256(files.pdf));
    report.attachments.push_back(
        {"application/pdf", Sensitive{std::move(files.pdf)}, Sensitive{std::move(link)}});
    arrival.reports.push_back(std::move(report));
    return arrival;
}

bool is_whole_pdf(std::string_view bytes)
{
    auto const head = bytes.substr(0, pdf_mark_reach);
    auto const tail = bytes.substr(bytes.size() - std::min(bytes.size(), pdf_mark_reach));
    return head.find("%PDF-") != std::string_view::npos &&
           tail.find("%%EOF") != std::string_view::npos;
}

Result<std::string> pdf_of(std::string_view arrival_bytes)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(arrival_bytes.data(), arrival_bytes.size());
    if (document.HasParseError()) return fault("a stored form is not JSON");
    std::string missing;
    auto const pdf = JsonFields{document, missing}.text("pdf");
    if (!missing.empty()) return fault("a stored form has no PDF");
    return from_base64(pdf);
}

} // namespace foramen
