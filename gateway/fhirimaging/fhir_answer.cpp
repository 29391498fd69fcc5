#include "gateway/fhirimaging/fhir_answer.h"

#include "fhir/json/json.h"
#include "gateway/base/digest.h"
#include "gateway/fhirimaging/report_reader.h"
#include "gateway/fhirimaging/words.h"

#include <algorithm>
#include <array>
#include <set>

namespace foramen::fhirimaging {

namespace {

constexpr std::array bundle_types{"searchset", "collection", "message", "transaction", "batch"};
constexpr unsigned depth_max = 32;
constexpr std::size_t hash_digits = 32;
constexpr std::size_t id_length_max = 64; // R4 datatypes.html#id

Result<fhir::Tree> parse(std::string_view json)
{
    fhir::json::Limits limits;
    limits.bytes_max = answer_bytes_max;
    limits.depth_max = depth_max;
    auto tree = fhir::json::read(json, limits);
    if (tree) return std::move(*tree);
    auto const& issue = tree.issues().front();
    return incorrect(issue.expression + ": " + issue.text);
}

bool is_imaging(fhir::Element const& resource)
{
    return resource.text == "DiagnosticReport" || resource.text == "ImagingStudy";
}

bool is_id(std::string_view text)
{
    return !text.empty() && text.size() <= id_length_max && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    });
}

std::string reference_of(fhir::Element const& resource)
{
    auto const id = resource.value("id");
    return is_id(id) ? std::string{resource.text} + '/' + std::string{id} : std::string{};
}

/// Relative, to a type that is of use here, and fit to stand in a URL.
bool is_readable(std::string_view reference)
{
    auto const slash = reference.find('/');
    if (slash == std::string_view::npos || !is_id(reference.substr(slash + 1))) return false;
    auto const type = reference.substr(0, slash);
    auto const id = reference.substr(slash + 1);
    return (type == "Patient" || type == "ImagingStudy") &&
           id.find_first_not_of('.') != std::string_view::npos;
}

std::string bytes_of(std::vector<fhir::Element const*> const& parts)
{
    if (parts.size() == 1) return fhir::json::write(*parts.front());
    std::string all = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (auto const* part : parts) {
        if (part != parts.front()) all += ',';
        all += R"({"resource":)" + fhir::json::write(*part) + '}';
    }
    return all + "]}";
}

} // namespace

Result<FhirAnswer> FhirAnswer::read(std::string_view json, std::string_view base_url)
{
    FhirAnswer answer;
    while (base_url.ends_with('/')) base_url.remove_suffix(1);
    if (!base_url.empty()) answer.base_ = std::string{base_url} + '/';
    TRY(tree, parse(json));
    answer.trees_.push_back(std::move(tree));
    auto const& root = answer.root();
    if (root.text == "Bundle") {
        if (auto const taken = answer.take_bundle(); !taken) return taken.error();
        return answer;
    }
    if (!is_imaging(root)) {
        return incorrect("resourceType: is Bundle, DiagnosticReport or ImagingStudy");
    }
    if (auto const taken = answer.take(root, "", std::string{root.text}); !taken) {
        return taken.error();
    }
    return answer;
}

Result<> FhirAnswer::take_bundle()
{
    auto const type = root().value("type");
    if (std::ranges::find(bundle_types, type) == bundle_types.end()) {
        return incorrect("Bundle.type: is searchset, collection, message, transaction or batch");
    }
    std::size_t number = 0;
    for (auto const* entry : children(root(), "entry")) {
        auto const place = "Bundle.entry[" + std::to_string(number) + "]";
        if (++number > entries_max) {
            return incorrect("Bundle.entry: there are more than " + std::to_string(entries_max));
        }
        auto const* const request = entry->child("request");
        if (request != nullptr && request->value("method") == "DELETE") {
            return incorrect(place + ".request.method: a report is withdrawn by its status "
                                     "entered-in-error, never by DELETE");
        }
        auto const* const resource = entry->child("resource");
        if (resource == nullptr) continue;
        auto const taken = take(*resource, entry->value("fullUrl"), place + ".resource");
        if (!taken) return taken;
    }
    return {};
}

Result<> FhirAnswer::take(fhir::Element const& resource, std::string_view full_url,
                          std::string const& place)
{
    auto const reference = reference_of(resource);
    // A fullUrl is absolute: one that is not must not take the place of another resource.
    auto const url =
        full_url.find(':') == std::string_view::npos ? std::string_view{} : plain(full_url);
    for (auto const& name : {reference, std::string{url}}) {
        if (name.empty()) continue;
        auto const [known, is_new] = by_reference_.emplace(name, &resource);
        // Two of one name would make it a matter of chance whose the report is.
        if (!is_new && known->second != &resource &&
            fhir::json::write(*known->second) != fhir::json::write(resource)) {
            return incorrect(place + ": another resource has this id or fullUrl");
        }
        if (!is_new && known->second != &resource) return {};
    }
    if (is_imaging(resource)) subjects_.push_back(&resource);
    return {};
}

std::string_view FhirAnswer::plain(std::string_view reference) const
{
    if (!base_.empty() && reference.starts_with(base_)) reference.remove_prefix(base_.size());
    return reference.substr(0, reference.find("/_history/"));
}

fhir::Element const* FhirAnswer::find(std::string_view reference, fhir::Element const& owner) const
{
    if (reference.starts_with('#')) {
        for (auto const* one : children(owner, "contained")) {
            if (one->value("id") == reference.substr(1)) return one;
        }
        return nullptr;
    }
    auto const found = by_reference_.find(plain(reference));
    return found == by_reference_.end() ? nullptr : found->second;
}

std::vector<std::string> FhirAnswer::missing() const
{
    std::set<std::string> names;
    auto const look = [&](fhir::Element const& owner, std::string_view link) {
        for (auto const* one : children(owner, link)) {
            auto const reference = plain(one->value("reference"));
            if (is_readable(reference) && find(reference, owner) == nullptr) {
                names.emplace(reference);
            }
        }
    };
    for (auto const* one : subjects_) {
        look(*one, "subject");
        if (one->text == "DiagnosticReport") look(*one, "imagingStudy");
    }
    return {names.begin(), names.end()};
}

Result<> FhirAnswer::add(std::string const& reference, std::string_view json)
{
    TRY(tree, parse(json));
    if (reference_of(tree.root()) != reference) {
        return not_found("the server answered with another resource than the one asked for");
    }
    trees_.push_back(std::move(tree));
    by_reference_.emplace(reference, &trees_.back().root());
    return {};
}

Result<std::vector<FhirReport>> FhirAnswer::reports(Provider const& provider,
                                                    TimePoint received) const
{
    std::vector<FhirReport> all;
    std::set<fhir::Element const*> told;
    for (auto const* type : {"DiagnosticReport", "ImagingStudy"}) {
        for (auto const* subject : subjects_) {
            if (subject->text != type || told.contains(subject)) continue;
            auto read = read_report(*this, *subject, provider);
            auto& report = read.report;
            if (report.report_id.empty() && report.accession.empty() && report.study_uid.empty()) {
                return incorrect(std::string{subject->text} +
                                 ": has no id, no identifier and no study by which it could be "
                                 "known again");
            }
            told.insert(read.studies.begin(), read.studies.end());
            if (!report.sent) report.sent = hl7v2::Moment{received, hl7v2::Precision::second};
            FhirReport made{{}, bytes_of(read.parts), reference_of(*subject), {}};
            auto const hash = to_hex(sha256(made.bytes)).substr(0, hash_digits);
            auto const name = made.reference.empty() ? std::string{subject->text} : made.reference;
            report.control_id = "fhir/" + name + '/' + hash;
            made.report = std::move(report);
            for (auto const* study : read.studies) made.studies.push_back(reference_of(*study));
            all.push_back(std::move(made));
        }
    }
    return all;
}

Result<std::vector<FhirReport>> read_fhir_imaging(std::string_view json, Provider const& provider,
                                                  TimePoint received)
{
    TRY(answer, FhirAnswer::read(json));
    return answer.reports(provider, received);
}

} // namespace foramen::fhirimaging
