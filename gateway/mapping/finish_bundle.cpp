#include "gateway/mapping/finish_bundle.h"

#include "fhir/json/json.h"
#include "gateway/base/random.h"
#include "gateway/mapping/event_tree.h"
#include "gateway/mapping/identity.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace foramen {

namespace {

constexpr std::string_view urn_prefix = "urn:uuid:";
constexpr std::size_t uuid_length = 36;
/// Who did what in our house is stored, and nobody else's business.
constexpr std::string_view stays_here = "AuditEvent";
/// A booking's; a report with a PDF grows beyond it.
constexpr std::size_t bundle_bytes_usual = 8 * 1024;
/// What "Type/id" is longer than "urn:uuid:id", over all links of a resource.
constexpr std::size_t grown_usual = 64;

/// One Bundle.entry with a resource; `outer` entries are those of the transaction itself.
struct Entry {
    fhir::Element* element;
    fhir::Element* resource;
    fhir::Element* id;
    bool outer;
    std::vector<ResourceIdentifier> known;
};

struct Survey {
    std::vector<Entry> entries;
    std::vector<fhir::Element*> links; ///< Primitives that begin with "urn:uuid:".
};

fhir::Element* find(fhir::Element& parent, std::string_view name)
{
    auto* one = parent.first;
    while (one != nullptr && one->name != name) one = one->next;
    return one;
}

void survey(fhir::Element& element, bool outer, Survey& found)
{
    for (auto* one = element.first; one != nullptr; one = one->next) {
        if (one->is_primitive()) {
            if (one->text.starts_with(urn_prefix)) found.links.push_back(one);
            continue;
        }
        if (one->name == "entry") {
            auto* const resource = find(*one, "resource");
            if (resource != nullptr) {
                found.entries.push_back(
                    {one, resource, find(*resource, "id"), outer, identities(*resource)});
            }
        }
        survey(*one, outer && one->name != "resource", found);
    }
}

/// From the id that the map gave to the id for ever.
using Renaming = std::unordered_map<std::string_view, std::string_view>;

class Finisher {
public:
    Finisher(fhir::Tree& tree, std::string_view event_key) : tree_{tree}, event_key_{event_key} {}

    Outcome run()
    {
        survey(tree_.root(), true, found_);
        // Those of the transaction first: a document inside holds copies of them.
        for (auto const outer : {true, false}) {
            for (auto const& entry : found_.entries) {
                if (entry.outer != outer) continue;
                if (auto const named = name(entry); !named) return named;
            }
        }
        rename();
        for (auto const& entry : found_.entries) {
            if (!entry.outer) continue;
            if (auto const asked = ask(entry); !asked) return asked;
        }
        return {};
    }

private:
    static Error refuse(Entry const& entry, std::string_view what)
    {
        return incorrect("the mapping made a " + std::string{entry.resource->text} + " " +
                         std::string{what});
    }

    Outcome name(Entry const& entry)
    {
        if (entry.id == nullptr) return refuse(entry, "without an id: set it to uuid()");
        if (renaming_.contains(entry.id->text)) {
            if (entry.outer) return refuse(entry, "with the id of another resource");
            return {};
        }
        auto const& known = entry.known;
        auto const id = known.empty() ? event_uuid(entry.resource->text)
                                      : identity_uuid(entry.resource->text, known);
        auto const kept = tree_.keep(id);
        if (std::ranges::find(given_, kept) != given_.end()) {
            return refuse(entry, "with the identifier of another one in the same Bundle");
        }
        given_.push_back(kept);
        renaming_.emplace(entry.id->text, kept);
        return {};
    }

    /// A resource without an identifier belongs to its event: the nth of its type.
    std::string event_uuid(std::string_view type)
    {
        std::string name{type};
        name.append("|").append(event_key_).append("|");
        return name_uuid(name + std::to_string(++unnamed_[type]));
    }

    void rename()
    {
        for (auto* const link : found_.links) {
            auto const found = renaming_.find(link->text.substr(urn_prefix.size()));
            if (found != renaming_.end()) link->text = urn(found->second);
        }
        for (auto const& entry : found_.entries) entry.id->text = renaming_[entry.id->text];
    }

    Outcome ask(Entry const& entry)
    {
        for (auto const* one = entry.element->first; one != nullptr; one = one->next) {
            if (one->name != "fullUrl" && one->name != "resource" && one->name != "request") {
                return refuse(entry, "in an entry with more than fullUrl, resource and request");
            }
        }
        auto* const request = find(*entry.element, "request");
        auto const method = request == nullptr ? std::string_view{} : request->value("method");
        auto const& known = entry.known;
        std::string url{entry.resource->text};
        if (method == "PUT") {
            url.append(known.empty() ? "/" + std::string{entry.id->text}
                                     : "?" + identity_query(known.front()));
        } else if (method == "POST" && !known.empty()) {
            set(*request, "ifNoneExist", identity_query(known.front()));
        } else if (method == "POST") {
            return refuse(entry, "to POST without an identifier: it would be made twice");
        } else {
            return refuse(entry, "whose request.method is neither PUT nor POST");
        }
        set(*request, "url", url);
        set_first(*entry.element, "fullUrl", urn(entry.id->text));
        return {};
    }

    std::string_view urn(std::string_view id)
    {
        auto* const text = tree_.bytes(urn_prefix.size() + id.size());
        auto* const end = std::ranges::copy(urn_prefix, text).out;
        std::ranges::copy(id, end);
        return {text, urn_prefix.size() + id.size()};
    }

    void set(fhir::Element& parent, std::string_view name, std::string_view value)
    {
        auto* const there = find(parent, name);
        auto& element = there == nullptr ? append_typed(tree_, parent, name) : *there;
        element.text = tree_.keep(value);
    }

    /// The same, in front of its siblings where it is new.
    void set_first(fhir::Element& parent, std::string_view name, std::string_view value)
    {
        if (find(parent, name) != nullptr) return set(parent, name, value);
        auto* const old_first = parent.first;
        auto* const old_last = parent.last;
        set(parent, name, value);
        auto* const made = parent.last;
        made->next = old_first;
        parent.first = made;
        parent.last = old_last;
        old_last->next = nullptr;
    }

    fhir::Tree& tree_;
    std::string_view event_key_;
    Survey found_;
    Renaming renaming_;
    std::vector<std::string_view> given_;
    std::unordered_map<std::string_view, unsigned> unnamed_;
};

fhir::Element* unlink_entries(fhir::Element& bundle)
{
    fhir::Element* entries = nullptr;
    fhir::Element* last = nullptr;
    fhir::Element** place = &bundle.first;
    while (*place != nullptr) {
        auto* const one = *place;
        if (one->name != "entry") {
            place = &one->next;
            continue;
        }
        *place = one->next;
        one->next = nullptr;
        (last == nullptr ? entries : last->next) = one;
        last = one;
    }
    return entries;
}

/// Where `what` next stands in `text` from `at` on, or npos. Quicker than find() where the first
/// character of `what` is as frequent as a quote is in JSON.
std::size_t next(std::string_view text, std::string_view what, std::size_t at)
{
    auto const* const found =
        ::memmem(text.data() + at, text.size() - at, what.data(), what.size());
    if (found == nullptr) return std::string_view::npos;
    return static_cast<std::size_t>(static_cast<char const*>(found) - text.data());
}

/// Copies JSON; "urn:uuid:X" becomes "Type/X" where X is one of `types`. A value begins behind one
/// of ":,[" and a quote; inside a text a quote has a backslash before it, so no text is touched.
void append_stored(std::string& out, std::string_view json, Renaming const& types)
{
    static constexpr std::string_view begin = "\"urn:uuid:";
    std::size_t copied = 0;
    for (auto at = next(json, begin, 0); at != std::string_view::npos;
         at = next(json, begin, at + 1)) {
        auto const id = json.substr(at + begin.size(), uuid_length);
        auto const end = at + begin.size() + uuid_length;
        auto const is_value = std::string_view{":,["}.find(json[at - 1]) != std::string_view::npos;
        if (!is_value || end >= json.size() || json[end] != '"') continue;
        auto const found = types.find(id);
        if (found == types.end()) continue;
        out.append(json.substr(copied, at + 1 - copied)).append(found->second);
        out.append("/").append(id);
        copied = end;
    }
    out.append(json.substr(copied));
}

MappedResource stored(fhir::Element const& resource, std::string_view json, Renaming const& types)
{
    MappedResource made;
    made.type = resource.text;
    made.id = resource.value("id");
    made.status = resource.value("status");
    auto const known = identities(resource);
    made.identifiers.reserve(known.size());
    for (auto const& one : known) {
        auto& identifier = made.identifiers.emplace_back();
        identifier.reserve(one.system.size() + 1 + one.value.size());
        identifier.append(one.system).append("|").append(one.value);
    }
    made.body.reserve(json.size() + grown_usual);
    if (resource.text == "Bundle") made.body = json; // A document stays whole.
    else append_stored(made.body, json, types);
    return made;
}

} // namespace

Outcome make_repeatable(fhir::Tree& bundle, std::string_view event_key)
{
    return Finisher{bundle, event_key}.run();
}

Mapped write_mapped(fhir::Tree& bundle)
{
    auto const* const entries = unlink_entries(bundle.root());
    Renaming types;
    for (auto const* one = entries; one != nullptr; one = one->next) {
        auto const& resource = *one->child("resource");
        types.emplace(resource.value("id"), resource.text);
    }
    Mapped mapped;
    mapped.resources.reserve(types.size());
    auto& out = mapped.bundle;
    out.reserve(bundle_bytes_usual);
    fhir::json::write_to(out, bundle.root());
    out.back() = ',';
    out += R"("entry":[)";
    for (auto const* one = entries; one != nullptr; one = one->next) {
        auto const& resource = *one->child("resource");
        if (resource.text == stays_here) {
            mapped.resources.push_back(stored(resource, fhir::json::write(resource), types));
            continue;
        }
        out.append(out.back() == '[' ? "" : ",").append(R"({"fullUrl":")");
        out.append(one->value("fullUrl")).append(R"(","resource":)");
        auto const begin = out.size();
        fhir::json::write_to(out, resource);
        mapped.resources.push_back(stored(resource, std::string_view{out}.substr(begin), types));
        out += R"(,"request":)";
        fhir::json::write_to(out, *one->child("request"));
        out += '}';
    }
    out += "]}";
    return mapped;
}

} // namespace foramen
