#include "gateway/intake/imaging_poller.h"

#include "gateway/base/digest.h"
#include "gateway/channels/refusal.h"

namespace foramen {

namespace {

/// Series of Structured Reports of one study; more are not read.
constexpr std::size_t reports_max = 20;
/// So many patients in a row whose answers cannot be believed: the server itself is at fault.
constexpr unsigned refusals_max = 5;

/// Whether anything of the study's row is new.
std::string row_hash(hl7v2::ImagingReport const& study, bool has_reports)
{
    auto const& patient = study.patient;
    auto const& born = patient.birth_date.reveal(Purpose::policy);
    std::string all = study.study_uid + '\n' + study.accession + '\n';
    for (auto const& exam : study.exams) all += exam.text + '\n';
    if (study.scanned) all += to_rfc3339(study.scanned->at) + '\n';
    all += patient.name.family.reveal(Purpose::policy) + '\n';
    all += patient.name.given.reveal(Purpose::policy) + '\n' + patient.sex + '\n';
    if (born) all += to_string(*born) + '\n';
    all += std::to_string(study.series_count) + ' ' + std::to_string(study.instance_count);
    all += has_reports ? " SR" : "";
    return to_hex(sha256(all));
}

} // namespace

/// One study on its way to the desk.
struct ImagingPoller::Study {
    hl7v2::ImagingReport report;
    std::string row;   ///< row_hash()
    std::string bytes; ///< What the server said.
};

Task<std::string> ImagingPoller::get(std::string target)
{
    HttpRequest request;
    request.target = std::move(target);
    request.headers.emplace_back("Accept", "application/dicom+json");
    if (!server_.authorization.empty()) {
        request.headers.emplace_back("Authorization", std::string{server_.authorization.use()});
    }
    CO_TRY(reply, co_await http_.exchange(server_.endpoint, std::move(request)));
    if (reply.status == 200) co_return std::move(reply.body);
    if (reply.status == 204) co_return std::string{}; // PS3.18: nothing found.
    auto refusal = refusal_of(reply, clock_.now());
    retry_after_ = refusal.retry_after;
    co_return std::move(refusal.error);
}

Task<> ImagingPoller::take(dicomweb::StudyQuery query, Study study)
{
    auto const uid = study.report.study_uid;
    CO_TRY(series, co_await get(dicomweb::series_target(uid)));
    CO_TRY(list, dicomweb::read_series(series));
    study.report.body_parts = std::move(list.body_parts);
    study.bytes += '\n' + series;
    // Of two announcements the later one holds; nothing in them says when they were made.
    study.report.sent = hl7v2::Moment{clock_.now(), hl7v2::Precision::second};

    ImagingArrival arrival;
    if (list.report_uids.size() > reports_max) list.report_uids.resize(reports_max);
    for (auto const& series_uid : list.report_uids) {
        CO_TRY(metadata, co_await get(dicomweb::metadata_target(uid, series_uid)));
        CO_TRY(reports, dicomweb::read_structured_reports(metadata, query, study.report));
        study.bytes += '\n' + metadata;
        for (auto& report : reports) arrival.reports.push_back(std::move(report));
    }
    if (arrival.reports.empty()) arrival.reports.push_back(std::move(study.report));
    auto const hash = to_hex(sha256(study.bytes));
    arrival.key = {server_.name, "qido/" + uid + '/' + hash.substr(0, 32), hash};
    for (auto& report : arrival.reports) report.control_id = arrival.key.control_id;
    arrival.bytes = std::move(study.bytes);
    CO_TRY(kept, co_await desk_.keep(std::move(arrival)));
    static_cast<void>(kept);
    seen_[uid] = study.row;
    co_return Nothing{};
}

Task<unsigned> ImagingPoller::poll_studies(dicomweb::StudyQuery query)
{
    dicomweb::Server const server{server_.name, server_.endpoint.url};
    unsigned rows = 0;
    for (;;) {
        CO_TRY(body, co_await get(dicomweb::target_of(query)));
        CO_TRY(page, dicomweb::read_studies(body, query, server));
        rows += page.rows;
        for (std::size_t i = 0; i < page.studies.size(); ++i) {
            Study study{std::move(page.studies[i]), "", ""};
            study.row = row_hash(study.report, page.has_reports[i]);
            auto const known = seen_.find(study.report.study_uid);
            if (known != seen_.end() && known->second == study.row) continue;
            study.bytes = std::move(page.sources[i]);
            auto asked = query;
            CO_CHECK(co_await take(std::move(asked), std::move(study)));
        }
        if (page.rows < dicomweb::page_rows) co_return rows;
        if (rows >= dicomweb::studies_max) {
            co_return incorrect("the server has more than 500 studies of one patient: check that "
                                "it pages and that it knows PatientID");
        }
        query.offset = rows;
    }
}

Task<> ImagingPoller::poll_patient(PolledPatient patient)
{
    dicomweb::StudyQuery query;
    query.nhs_number = patient.nhs_number;
    query.from = patient.from;
    auto plain = query;
    CO_TRY(rows, co_await poll_studies(std::move(plain)));
    if (rows > 0) co_return Nothing{};
    query.form = dicomweb::NumberForm::wildcard;
    CO_TRY(spaced, co_await poll_studies(std::move(query)));
    static_cast<void>(spaced);
    co_return Nothing{};
}

Task<> ImagingPoller::poll_all()
{
    auto patients = patients_();
    auto const count = patients.size();
    std::optional<Error> refused;
    unsigned in_a_row = 0;
    // From where the last round was cut: what is wrong with one must not keep others waiting.
    auto const first = next_;
    next_ = 0;
    for (std::size_t n = 0; n < count; ++n) {
        auto const place = (first + n) % count;
        auto const polled = co_await poll_patient(std::move(patients[place]));
        in_a_row = polled ? 0 : in_a_row + 1;
        if (polled) continue;
        refused = polled.error();
        auto const is_of_one = refused->kind() == ErrorKind::incorrect;
        if (is_of_one && in_a_row < refusals_max) continue;
        next_ = is_of_one ? (place + 1) % count : place;
        co_return *std::move(refused);
    }
    if (refused) co_return *std::move(refused);
    co_return Nothing{};
}

Task<> ImagingPoller::poll()
{
    retry_after_.reset();
    auto const polled = co_await poll_all();
    if (polled) pace_.went_well();
    else pace_.failed(retry_after_);
    co_return polled;
}

} // namespace foramen
