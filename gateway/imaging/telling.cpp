#include "gateway/imaging/telling.h"

#include "gateway/base/digest.h"

#include <algorithm>
#include <tuple>

namespace foramen::imaging {

namespace {

using hl7v2::ImagingStatus;

TimePoint moment_or_never(std::optional<hl7v2::Moment> const& moment)
{
    return moment ? moment->at : TimePoint{};
}

auto order_of(Telling const& telling)
{
    auto const& said = telling.said;
    auto const sent = moment_or_never(said.sent);
    auto const reported = said.reported ? said.reported->at : sent;
    return std::tuple{reported, sent, said.status};
}

std::string joined(matching::PersonName const& name)
{
    return name.family.reveal(Purpose::policy) + '\n' + name.given.reveal(Purpose::policy);
}

matching::PersonName name_of(hl7v2::PersonName const& name) { return {name.family, name.given}; }

void add_regions(hl7v2::SpineRegion region, std::vector<matching::SpineRegion>& regions)
{
    using matching::SpineRegion;
    auto const add = [&](SpineRegion one) {
        if (std::ranges::find(regions, one) == regions.end()) regions.push_back(one);
    };
    switch (region) {
    case hl7v2::SpineRegion::cervical: add(SpineRegion::cervical); break;
    case hl7v2::SpineRegion::thoracic: add(SpineRegion::thoracic); break;
    case hl7v2::SpineRegion::lumbar: add(SpineRegion::lumbar); break;
    case hl7v2::SpineRegion::sacral: add(SpineRegion::sacral); break;
    case hl7v2::SpineRegion::whole:
        for (auto const one : {SpineRegion::cervical, SpineRegion::thoracic, SpineRegion::lumbar,
                               SpineRegion::sacral}) {
            add(one);
        }
    }
}

} // namespace

Telling telling_of(hl7v2::ImagingReport report, Source source)
{
    Telling telling{std::move(source), std::move(report), {}};
    for (auto const& attachment : telling.said.attachments) {
        auto const& bytes = attachment.bytes.reveal(Purpose::mapping);
        telling.attachments.push_back(
            {attachment.content_type, bytes.empty() ? "" : to_hex(sha256(bytes)),
             static_cast<unsigned>(bytes.size()), attachment.url.reveal(Purpose::mapping)});
    }
    telling.said.attachments.clear();
    return telling;
}

bool comes_before(Telling const& one, Telling const& other)
{
    auto const left = order_of(one);
    auto const right = order_of(other);
    if (left != right) return left < right;
    return std::tie(one.source.hash, one.source.place) <
           std::tie(other.source.hash, other.source.place);
}

matching::Evidence evidence_of(hl7v2::ImagingReport const& said)
{
    auto const& patient = said.patient;
    matching::Evidence evidence;
    evidence.nhs_numbers = patient.nhs_numbers;
    if (patient.nhs_number_status == "01") evidence.tracing = matching::Tracing::verified;
    for (auto const& id : patient.local_ids) {
        evidence.local_ids.emplace_back(id.authority + '|' + id.value.reveal(Purpose::policy));
    }
    evidence.name = name_of(patient.name);
    for (auto const& name : patient.other_names) evidence.other_names.push_back(name_of(name));
    evidence.birth_date = patient.birth_date;
    evidence.sex = matching::sex_of(patient.sex);
    evidence.postcode = patient.postcode;
    evidence.request_number = said.request_number;
    return evidence;
}

std::string identity_hash(hl7v2::ImagingReport const& said)
{
    auto const evidence = evidence_of(said);
    std::string all = joined(evidence.name);
    for (auto const& number : evidence.nhs_numbers) all += '\n' + number.reveal(Purpose::policy);
    auto const& born = evidence.birth_date.reveal(Purpose::policy);
    all += '\n' + (born ? foramen::to_string(*born) : std::string{});
    all += '\n' + std::to_string(static_cast<int>(evidence.sex)) + '\n' + evidence.request_number;
    return to_hex(sha256(all));
}

matching::ExamEvidence exam_of(hl7v2::ImagingReport const& said)
{
    matching::ExamEvidence exam;
    exam.body_parts = said.body_parts;
    for (auto const& one : said.exams) {
        exam.names.push_back(one.text);
        for (auto const& candidate : one.regions) {
            if (candidate.from != hl7v2::RegionFrom::exam_map) continue;
            add_regions(candidate.region, exam.mapped);
        }
    }
    return exam;
}

} // namespace foramen::imaging
