// Why this file exists: commands that ask a running gateway do so over the operators' API.
#pragma once

#include "gateway/base/secret.h"
#include "gateway/commands/arguments.h"
#include "gateway/net/http.h"

#include <rapidjson/document.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace foramen {

/// --gateway URL and --credentials FILE, which have a default for the demo, and --as NAME.
inline Syntax operator_syntax(Syntax syntax)
{
    syntax.values.insert({"--gateway", "--credentials", "--as"});
    syntax.flags.insert("--json");
    return syntax;
}

class OperatorClient {
public:
    /// Reads the operator's token, or that of --as NAME among "operators". Error: not_found or
    /// incorrect, naming the file.
    static Result<OperatorClient> open(Arguments const& arguments);

    /// One request; a refusal becomes an Error with the gateway's own words.
    Result<std::string> ask(HttpRequest request) const;

private:
    OperatorClient(std::string url, Secret token) : url_{std::move(url)}, token_{std::move(token)}
    {}
    std::string url_;
    Secret token_;
};

/// `path` with those of the options that were given, as its query.
std::string target_with(std::string path, Arguments const& arguments,
                        std::initializer_list<std::string_view> options);

/// Prints the answer for people; false where it knows no table for it.
using PrintTable = std::function<bool(rapidjson::Document const& answer)>;
/// Asks what the verb of `command` means and prints the answer; an empty target is misuse. Gives
/// the exit status.
int ask_and_print(std::string_view command, Arguments const& arguments, HttpRequest request,
                  PrintTable const& print_table);

} // namespace foramen
