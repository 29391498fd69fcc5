#include "gateway/commands/operator_client.h"

#include "gateway/net/client.h"
#include "gateway/settings_reader.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

namespace foramen {

namespace {

std::string member_text(std::string const& json, char const* name)
{
    rapidjson::Document document;
    document.Parse(json.data(), json.size());
    if (!document.IsObject() || !document.HasMember(name) || !document[name].IsString()) return "";
    return document[name].GetString();
}

/// Of one of "operators": [{"name", "token"}].
std::string token_of(std::string const& json, std::string const& name)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseCommentsFlag>(json.data(), json.size());
    if (!document.IsObject() || !document.HasMember("operators")) return "";
    auto const& operators = document["operators"];
    if (!operators.IsArray()) return "";
    for (auto const& one : operators.GetArray()) {
        if (!one.IsObject() || !one.HasMember("name") || !one.HasMember("token")) continue;
        if (!one["name"].IsString() || !one["token"].IsString()) continue;
        if (one["name"].GetString() == name) return one["token"].GetString();
    }
    return "";
}

} // namespace

Result<OperatorClient> OperatorClient::open(Arguments const& arguments)
{
    auto const file = arguments.value("--credentials", "var/demo/credentials.json");
    TRY(text, read_file(file));
    auto const name = arguments.value("--as");
    auto token = name.empty() ? member_text(text, "operator") : token_of(text, name);
    if (token.empty()) {
        return incorrect(file + " names no token for " +
                         (name.empty() ? "\"operator\"" : "this name among \"operators\""));
    }
    return OperatorClient{arguments.value("--gateway", "http://127.0.0.1:8080"),
                          Secret{std::move(token)}};
}

Result<std::string> OperatorClient::ask(HttpRequest request) const
{
    boost::asio::io_context context;
    HttpClient http{context};
    Endpoint endpoint;
    endpoint.url = url_;
    request.headers.emplace_back("Authorization", "Bearer " + std::string{token_.use()});
    if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    std::optional<Result<HttpReply>> reply;
    auto keep = [&reply](std::exception_ptr, Result<HttpReply> result) {
        reply.emplace(std::move(result));
    };
    boost::asio::co_spawn(context, http.exchange(endpoint, std::move(request)), keep);
    context.run();
    if (!*reply) return reply->error();
    auto& answered = **reply;
    if (answered.status >= 400) {
        auto words = member_text(answered.body, "detail");
        return incorrect(words.empty() ? "the gateway answered " + std::to_string(answered.status)
                                       : std::move(words));
    }
    return std::move(answered.body);
}

} // namespace foramen
