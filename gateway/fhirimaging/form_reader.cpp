#include "gateway/fhirimaging/form_reader.h"

#include "fhir/text.h"
#include "gateway/base/digest.h"
#include "gateway/fhirimaging/provider.h"
#include "gateway/fhirimaging/words.h"

#include <algorithm>

namespace foramen::fhirimaging {

namespace {

using hl7v2::Attachment;
using hl7v2::ImagingReport;

std::string type_of(fhir::Element const& form, std::string_view bytes)
{
    if (bytes.starts_with("%PDF-")) return "application/pdf";
    auto type = line(form.value("contentType"));
    return type.empty() ? "application/octet-stream" : type;
}

bool is_followable(std::string_view url)
{
    auto const is_odd = [](char letter) {
        auto const byte = static_cast<unsigned char>(letter);
        return byte <= ' ' || byte == 0x7F;
    };
    return (url.starts_with("https://") || url.starts_with("http://")) &&
           url.size() <= url_bytes_max && std::ranges::none_of(url, is_odd) &&
           url.substr(0, url.find('/', url.find("//") + 2)).find('@') == std::string_view::npos;
}

void add_line(std::string& all, std::string const& text)
{
    // The same words often stand in the conclusion and in a form.
    if (text.empty() || all.find(text) != std::string::npos) return;
    if (!all.empty()) all += '\n';
    all += text;
}

void read_data(fhir::Element const& form, std::string const& place, std::string& text,
               ImagingReport& report)
{
    std::string packed{form.value("data")};
    std::erase_if(packed, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    auto bytes = from_base64(packed);
    if (!bytes) {
        report.flaws.push_back({place + ".data", "is no base64: ask the provider for it"});
        return;
    }
    auto type = type_of(form, *bytes);
    if (type.starts_with("text/plain") && !fhir::first_invalid_utf8(*bytes)) {
        add_line(text, lines(*bytes));
        return;
    }
    report.attachments.push_back({std::move(type), Sensitive{*std::move(bytes)}, {}});
}

void read_form(fhir::Element const& form, std::string const& place, std::string& text,
               ImagingReport& report)
{
    if (!form.value("data").empty()) {
        read_data(form, place, text, report);
        return;
    }
    auto const url = form.value("url");
    if (url.empty()) return;
    if (!is_followable(url)) {
        report.flaws.push_back({place + ".url", "is not http or https: it cannot be shown"});
        return;
    }
    report.attachments.push_back({type_of(form, ""), {}, Sensitive{std::string{url}}});
}

} // namespace

void read_text(fhir::Element const& resource, ImagingReport& report)
{
    auto text = lines(resource.value("conclusion"));
    for (auto const* coded : children(resource, "conclusionCode")) {
        auto words = line(coded->value("text"));
        auto const codings = codings_of(*coded);
        if (words.empty() && !codings.empty()) words = codings.front().display;
        add_line(text, words);
    }
    unsigned number = 0;
    for (auto const* form : children(resource, "presentedForm")) {
        auto const place = "DiagnosticReport.presentedForm[" + std::to_string(number++) + "]";
        read_form(*form, place, text, report);
    }
    if (text.empty()) return;
    if (text.size() > text_bytes_max) {
        report.flaws.push_back({"DiagnosticReport", "has more text than is shown: see the file"});
        report.attachments.push_back({"text/plain; charset=utf-8", Sensitive{std::move(text)}, {}});
        return;
    }
    report.text_is = hl7v2::TextIs::own;
    report.text = Sensitive{std::move(text)};
}

} // namespace foramen::fhirimaging
