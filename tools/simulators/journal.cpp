#include "tools/simulators/journal.h"

#include "gateway/base/json_text.h"

#include <rapidjson/reader.h>

namespace foramen {

namespace {

bool is_json(std::string const& text)
{
    rapidjson::MemoryStream stream{text.data(), text.size()};
    rapidjson::BaseReaderHandler<> nothing;
    rapidjson::Reader reader;
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
    return !reader.Parse<flags>(stream, nothing).IsError();
}

} // namespace

void Journal::add(Received received)
{
    ++count_;
    ++interactions_[received.interaction];
    ++practices_[received.practice];
    if (!received.key.empty() && ++keys_[received.key].sent > 1) ++wire_repeats_;
    if (bodies_ == Bodies::forget) return;
    received.body.shrink_to_fit();
    received_.push_back(std::move(received));
}

bool Journal::was_stored(std::string const& key) const
{
    auto const found = keys_.find(key);
    return found != keys_.end() && found->second.stored > 0;
}

void Journal::clear() { *this = Journal{bodies_}; }

std::vector<Received const*> Journal::newest(std::string_view practice,
                                             std::string_view interaction, std::size_t limit) const
{
    std::vector<Received const*> chosen;
    for (auto one = received_.rbegin(); one != received_.rend(); ++one) {
        if (chosen.size() >= limit) break;
        if (one->practice == practice && one->interaction == interaction) chosen.push_back(&*one);
    }
    return chosen;
}

std::string Journal::to_json(std::string_view practice, std::size_t limit) const
{
    std::deque<Received const*> chosen;
    for (auto one = received_.rbegin(); one != received_.rend(); ++one) {
        if (chosen.size() >= limit) break;
        if (practice.empty() || one->practice == practice) chosen.push_front(&*one);
    }
    JsonText json;
    json.array();
    for (auto const* one : chosen) {
        json.object().member("practice", one->practice).member("interaction", one->interaction);
        json.member("key", one->key).member("status", one->status).key("body");
        if (is_json(one->body)) json.raw(one->body);
        else json.text(one->body);
        json.end_object();
    }
    json.end_array();
    return json.take();
}

} // namespace foramen
