// Why this file exists: commands that ask a running gateway do so over the operators' API.
#pragma once

#include "gateway/base/secret.h"
#include "gateway/commands/arguments.h"
#include "gateway/net/http.h"

#include <rapidjson/document.h>

#include <string>

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

} // namespace foramen
