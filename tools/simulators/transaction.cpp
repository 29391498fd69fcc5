#include "tools/simulators/transaction.h"

#include "gateway/base/json_text.h"
#include "tools/simulators/resource_text.h"

#include <rapidjson/document.h>

#include <functional>
#include <optional>
#include <set>

namespace foramen {

namespace {

using rapidjson::Value;

struct Refusal {
    unsigned status;
    std::string_view code;
    std::string text;
};

enum class Act { create, update, keep };

struct Planned {
    Value* resource = nullptr;
    Act act = Act::create;
    std::string type;
    std::string id;
    StoredResource* existing = nullptr;
};

class Transaction {
public:
    Transaction(TransactionContext const& context, std::string text)
        : context_{context}, text_{std::move(text)}
    {}

    HttpReply run()
    {
        auto refused = read();
        if (!refused) refused = plan_all();
        if (!refused) refused = resolve_references();
        if (refused) return outcome(refused->status, refused->code, refused->text);
        JsonText json;
        json.object().member("resourceType", "Bundle").member("type", "transaction-response");
        json.key("entry").array();
        for (auto& planned : planned_) put_response(json, planned, commit(planned));
        json.end_array().end_object();
        return simulated_fhir_reply(200, json.take());
    }

private:
    using Refused = std::optional<Refusal>;

    Refused read()
    {
        if (is_too_deep(text_)) return Refusal{400, "structure", "the body is nested too deeply"};
        bundle_.ParseInsitu(text_.data());
        if (bundle_.HasParseError()) return Refusal{400, "structure", "the body is no JSON"};
        if (!bundle_.IsObject() || member_text(bundle_, "resourceType") != "Bundle" ||
            member_text(bundle_, "type") != "transaction") {
            return Refusal{400, "invalid", "the body is no transaction Bundle"};
        }
        auto const entries = bundle_.FindMember("entry");
        if (entries == bundle_.MemberEnd() || !entries->value.IsArray()) {
            return Refusal{400, "required", "Bundle.entry is missing"};
        }
        return {};
    }

    Refused plan_all()
    {
        auto& entries = bundle_["entry"];
        for (rapidjson::SizeType i = 0; i < entries.Size(); ++i) {
            Planned planned;
            auto refused = plan(entries[i], planned);
            if (refused) {
                refused->text = "entry[" + std::to_string(i) + "]: " + refused->text;
                return refused;
            }
            auto const full_url = std::string{member_text(entries[i], "fullUrl")};
            if (!full_url.empty()) ids_[full_url] = planned.type + "/" + planned.id;
            planned_.push_back(std::move(planned));
        }
        return {};
    }

    Refused plan(Value& entry, Planned& planned)
    {
        auto* const resource = member_object(entry, "resource");
        auto* const request = member_object(entry, "request");
        if (resource == nullptr || request == nullptr) {
            return Refusal{400, "required", "resource and request are needed"};
        }
        planned.resource = resource;
        planned.type = member_text(*resource, "resourceType");
        auto const method = member_text(*request, "method");
        auto const url = member_text(*request, "url");
        if (planned.type.empty() || !url.starts_with(planned.type)) {
            return Refusal{400, "invalid", "request.url does not fit the type of the resource"};
        }
        if (auto refused = plan_write(planned, *request, method, url)) return refused;
        return check_version(planned, member_text(*request, "ifMatch"));
    }

    Refused plan_write(Planned& planned, Value const& request, std::string_view method,
                       std::string_view url)
    {
        auto const rest = url.substr(planned.type.size());
        if (method == "POST" && rest.empty()) {
            return plan_conditional(planned, member_text(request, "ifNoneExist"), Act::keep);
        }
        if (method == "PUT" && rest.starts_with('?')) {
            return plan_conditional(planned, rest.substr(1), Act::update);
        }
        if (method == "PUT" && rest.starts_with('/')) {
            planned.id = rest.substr(1);
            // R4 http.html#update: the id in the resource is the id in the URL.
            auto const own_id = member_text(*planned.resource, "id");
            if (!own_id.empty() && own_id != planned.id) {
                return Refusal{400, "invalid", "the resource has another id than request.url"};
            }
            planned.existing = context_.record.find(planned.type, planned.id);
            planned.act = planned.existing == nullptr ? Act::create : Act::update;
            return claim(planned.type + "/" + planned.id);
        }
        return Refusal{400, "not-supported", "only POST, and PUT by id or identifier"};
    }

    Refused plan_conditional(Planned& planned, std::string_view condition, Act when_found)
    {
        std::vector<StoredResource*> found;
        if (!condition.empty()) {
            auto const identifier = identifier_of(condition);
            if (identifier.empty()) {
                return Refusal{400, "not-supported", "a condition is identifier=system|value"};
            }
            if (auto refused = claim(planned.type + "?" + identifier)) return refused;
            found = context_.record.with_identifier(planned.type, identifier);
        } else if (when_found == Act::update) {
            return Refusal{400, "required", "a conditional update needs its condition"};
        }
        if (found.size() > 1) return Refusal{412, "multiple-matches", "several resources match"};
        if (found.empty()) {
            planned.id = context_.record.new_id();
            return {};
        }
        planned.act = when_found;
        planned.existing = found.front();
        planned.id = found.front()->id;
        return {};
    }

    /// R4 http.html#concurrency: W/"3", and only while it is the third version.
    static Refused check_version(Planned const& planned, std::string_view if_match)
    {
        if (if_match.empty()) return {};
        auto const version = planned.existing == nullptr ? 0 : planned.existing->version;
        if (if_match.starts_with("W/")) if_match.remove_prefix(2);
        if (version > 0 && if_match == "\"" + std::to_string(version) + "\"") return {};
        return Refusal{412, "conflict", "If-Match names another version than the stored one"};
    }

    /// No two entries may mean the same resource.
    Refused claim(std::string identity)
    {
        if (claimed_.insert(std::move(identity)).second) return {};
        return Refusal{400, "duplicate", "two entries mean the same resource"};
    }

    Refused resolve_references()
    {
        for (auto& planned : planned_) {
            if (planned.act != Act::keep) resolve(*planned.resource);
        }
        if (unresolved_) return Refusal{412, "not-found", "a conditional reference finds no one"};
        return {};
    }

    void resolve(Value& value)
    {
        if (value.IsArray()) {
            for (auto& item : value.GetArray()) resolve(item);
        }
        if (!value.IsObject()) return;
        for (auto& member : value.GetObject()) {
            std::string_view const name{member.name.GetString(), member.name.GetStringLength()};
            if (name == "reference" && member.value.IsString()) replace(member.value);
            // A Bundle inside has its own full URLs.
            else if (name != "resource") resolve(member.value);
        }
    }

    void replace(Value& reference)
    {
        std::string_view const text{reference.GetString(), reference.GetStringLength()};
        std::string target;
        if (auto const found = ids_.find(std::string{text}); found != ids_.end()) {
            target = found->second;
        } else if (auto const mark = text.find('?'); mark != std::string_view::npos) {
            auto const type = text.substr(0, mark);
            auto const matches =
                context_.record.with_identifier(type, identifier_of(text.substr(mark + 1)));
            unresolved_ = unresolved_ || matches.size() != 1;
            if (matches.size() == 1) target = matches.front()->type + "/" + matches.front()->id;
        }
        if (target.empty()) return;
        reference.SetString(target.data(), static_cast<rapidjson::SizeType>(target.size()),
                            bundle_.GetAllocator());
    }

    StoredResource& commit(Planned& planned)
    {
        auto& effects = context_.record.effects();
        if (planned.act == Act::keep) {
            ++effects.unchanged;
            ++planned.existing->unchanged;
            return *planned.existing;
        }
        auto status = std::string{member_text(*planned.resource, "status")};
        auto subject = subject_of(*planned.resource);
        auto const meta = take_meta(*planned.resource);
        auto const hash = content_hash(*planned.resource);
        if (planned.act == Act::update && planned.existing->content_hash == hash) {
            planned.act = Act::keep;
            ++effects.unchanged;
            ++planned.existing->unchanged;
            return *planned.existing;
        }
        auto const is_new = planned.act == Act::create;
        auto& stored = is_new ? context_.record.add(planned.type, planned.id) : *planned.existing;
        ++(is_new ? effects.created : effects.updated);
        auto const shared = context_.record.identify(stored, identifiers_of(*planned.resource));
        if (is_new && (shared || context_.key_was_stored)) ++effects.duplicates;
        ++stored.version;
        stored.updated = context_.now;
        stored.status = std::move(status);
        stored.subject = std::move(subject);
        stored.content_hash = hash;
        if (context_.bodies == Bodies::keep) {
            stored.json = whole_text(stored, meta, *planned.resource);
        }
        return stored;
    }

    static void put_response(JsonText& json, Planned const& planned, StoredResource const& stored)
    {
        auto const version = std::to_string(stored.version);
        json.object().key("response").object();
        json.member("status", planned.act == Act::create ? "201 Created" : "200 OK");
        json.member("location", stored.type + "/" + stored.id + "/_history/" + version);
        json.member("etag", "W/\"" + version + "\"").member("lastModified", stored.updated);
        json.end_object().end_object();
    }

    TransactionContext const& context_;
    std::string text_;
    rapidjson::Document bundle_;
    std::vector<Planned> planned_;
    std::unordered_map<std::string, std::string> ids_; // full URL → Type/id
    std::set<std::string> claimed_;
    bool unresolved_ = false;
};

} // namespace

HttpReply apply_transaction(TransactionContext const& context, std::string bundle)
{
    return Transaction{context, std::move(bundle)}.run();
}

std::string wrap_resource(SingleWrite const& write, std::string_view resource)
{
    JsonText json;
    json.object().member("resourceType", "Bundle").member("type", "transaction");
    json.key("entry").array().object().key("resource").raw(resource);
    json.key("request").object().member("method", write.method).member("url", write.url);
    if (!write.if_none_exist.empty()) json.member("ifNoneExist", write.if_none_exist);
    if (!write.if_match.empty()) json.member("ifMatch", write.if_match);
    json.end_object().end_object().end_array().end_object();
    return json.take();
}

} // namespace foramen
