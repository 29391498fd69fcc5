#include "gateway/commands/commands.h"
#include "gateway/commands/operator_client.h"

#include <cstdio>

namespace foramen {

namespace {

int run(Arguments const& arguments)
{
    if (arguments.operands()[0] != "verify") {
        return complain("not understood; see foramen audit --help", misuse);
    }
    auto const client = OperatorClient::open(arguments);
    if (!client) return complain(client.error().text(), misuse);
    auto const answer = client->ask({"GET", "/ops/api/v1/audit/verification", {}, ""});
    if (!answer) return complain(answer.error().text());
    rapidjson::Document document;
    document.Parse(answer->data(), answer->size());
    auto const whole =
        document.IsObject() && document.HasMember("whole") && document["whole"].IsTrue();
    if (arguments.has("--json")) {
        std::puts(answer->c_str());
    } else if (whole) {
        std::printf("the audit trail is whole: %lu records\n", document["records"].GetUint64());
    } else {
        std::puts("the audit trail is NOT whole; --json tells where");
    }
    return whole ? yes : no;
}

} // namespace

Command audit_command()
{
    return {"audit", "prove that the audit trail of a running gateway is whole",
            "usage: foramen audit verify [--gateway URL] [--credentials FILE] [--json]\n"
            "Recomputes the hash chain over all records. Exit status 1 when a record was changed,\n"
            "removed or moved.\n",
            operator_syntax({{}, {}, 1, 1}), run};
}

} // namespace foramen
