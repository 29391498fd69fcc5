#include "gateway/commands/operator_client.h"

#include "gateway/commands/commands.h"
#include "gateway/net/client.h"
#include "gateway/settings_reader.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
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

std::string target_with(std::string path, Arguments const& arguments,
                        std::initializer_list<std::string_view> options)
{
    auto mark = '?';
    for (auto const option : options) {
        auto const value = arguments.value("--" + std::string{option});
        if (value.empty()) continue;
        path.append(1, mark).append(option).append("=").append(percent_encode(value));
        mark = '&';
    }
    return path;
}

int ask_and_print(std::string_view command, Arguments const& arguments, HttpRequest request,
                  PrintTable const& print_table)
{
    std::string const name{command};
    if (request.target.empty()) {
        return complain("not understood: " + name + " " + arguments.operands()[0] +
                            "; see foramen " + name + " --help",
                        misuse);
    }
    auto const client = OperatorClient::open(arguments);
    if (!client) return complain(client.error().text(), misuse);
    auto const answer = client->ask(std::move(request));
    if (!answer) return complain(answer.error().text());
    rapidjson::Document document;
    document.Parse(answer->data(), answer->size());
    auto const is_table = !arguments.has("--json") && document.IsObject();
    if (!is_table || !print_table(document)) std::puts(answer->c_str());
    return yes;
}

} // namespace foramen
