#include "gateway/high_water.h"

#include "gateway/base/json_text.h"
#include "gateway/security/key_file.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <rapidjson/document.h>

namespace foramen {

namespace {

constexpr unsigned records_at_once = 1'000;

struct Mark {
    std::uint64_t number = 0;
    std::string hash;
};

/// A mark that cannot be understood is none: the database then counts as restored.
std::optional<Mark> read_mark(std::string const& text)
{
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    if (document.HasParseError() || !document.IsObject()) return {};
    auto const number = document.FindMember("auditNumber");
    auto const hash = document.FindMember("auditHash");
    auto const whole = number != document.MemberEnd() && hash != document.MemberEnd() &&
                       number->value.IsUint64() && hash->value.IsString();
    if (!whole) return {};
    return Mark{number->value.GetUint64(), hash->value.GetString()};
}

} // namespace

Task<Past> HighWater::look(Store& store)
{
    CO_TRY(text, read_key_file(file_));
    auto const mark = text ? read_mark(*text) : std::nullopt;
    auto const before = mark && mark->number != 0 ? mark->number - 1 : 0;
    CO_TRY(found, co_await store.audit(before, 1));
    if (!mark) co_return found.empty() ? Past::none : Past::restored;
    // Made before anything was stored: whatever is there came since, however the gateway ended.
    auto const whole = mark->number == 0 || (!found.empty() && found[0].number == mark->number &&
                                             found[0].hash == mark->hash);
    if (!whole) co_return Past::restored;
    number_ = mark->number;
    hash_ = mark->hash;
    is_there_ = true;
    co_return Past::whole;
}

Task<> HighWater::write(std::string text) { co_return write_key_file(file_, text, Replace::whole); }

Task<> HighWater::follow(Store& store)
{
    auto number = number_;
    auto hash = hash_;
    for (;;) {
        CO_TRY(records, co_await store.audit(number, records_at_once));
        if (records.empty()) break;
        number = records.back().number;
        hash = std::move(records.back().hash);
    }
    if (number == number_ && is_there_) co_return Nothing{};
    JsonText json;
    json.object().member("auditNumber", number).member("auditHash", hash).end_object();
    auto writing = write(json.take() + "\n");
    CO_CHECK(
        co_await boost::asio::co_spawn(files_, std::move(writing), boost::asio::use_awaitable));
    number_ = number;
    hash_ = std::move(hash);
    is_there_ = true;
    co_return Nothing{};
}

} // namespace foramen
