#include "tools/simulators/kept_file.h"

#include "gateway/base/json_text.h"
#include "tools/simulators/resource_text.h"

#include <fstream>

namespace foramen {

namespace {

std::string line_of(FarRequest const& request)
{
    JsonText json;
    json.object().member("practice", request.practice);
    json.member("interaction", request.interaction).member("method", request.method);
    json.member("path", request.path).member("query", request.query).member("key", request.key);
    json.member("ifNoneExist", request.if_none_exist).member("body", request.body).end_object();
    return json.take() + "\n";
}

FarRequest request_of(rapidjson::Document const& json)
{
    FarRequest request;
    request.was_kept = true;
    request.practice = member_text(json, "practice");
    request.interaction = member_text(json, "interaction");
    request.method = member_text(json, "method");
    request.path = member_text(json, "path");
    request.query = member_text(json, "query");
    request.key = member_text(json, "key");
    request.if_none_exist = member_text(json, "ifNoneExist");
    request.body = member_text(json, "body");
    return request;
}

} // namespace

Result<> KeptFile::open(std::filesystem::path const& folder,
                        std::function<void(FarRequest)> const& play)
{
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    path_ = folder / "stored.jsonl";
    std::ifstream stream{path_};
    std::string line;
    std::uintmax_t whole = 0;
    while (std::getline(stream, line) && !stream.eof()) {
        rapidjson::Document json;
        json.Parse<rapidjson::kParseIterativeFlag>(line.data(), line.size());
        if (json.HasParseError() || !json.IsObject()) {
            return incorrect(path_.string() + " holds a line that is no JSON object");
        }
        play(request_of(json));
        whole += line.size() + 1;
    }
    stream.close();
    if (std::filesystem::exists(path_)) std::filesystem::resize_file(path_, whole, failed);
    file_.reset(std::fopen(path_.c_str(), "a"));
    if (!file_) return unavailable(path_.string() + " cannot be written");
    return {};
}

void KeptFile::append(FarRequest const& request)
{
    if (!file_) return;
    auto const line = line_of(request);
    std::fwrite(line.data(), 1, line.size(), file_.get());
    std::fflush(file_.get());
}

void KeptFile::clear()
{
    if (file_) file_.reset(std::fopen(path_.c_str(), "w"));
}

} // namespace foramen
