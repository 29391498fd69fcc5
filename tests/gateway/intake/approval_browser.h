// Why this file exists: tests of the approval page talk to it as a browser does, before a desk that
// is small enough to see through.
#pragma once

#include "gateway/intake/approval_page.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/plain_sealer.h"
#include "tests/support/run_task.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace foramen {

/// A desk with one request, which takes what a real one takes.
class SmallDesk final : public ApprovalDesk {
public:
    SmallDesk()
    {
        asked.booking_id = "BK-1";
        asked.task_id = "task-77";
        asked.request = 1;
        asked.is_current = true;
        asked.clinic = "Complete <Injection> Clinic";
        asked.practice = "Z10001";
        asked.practice_name = "Harbour Practice";
        asked.patient_name = "Zebedee \"Zeb\" Markerson";
        asked.birth_date = "3 February 1961";
        asked.nhs_number = "943 476 5919";
        asked.procedure = "Nerve root injection";
        asked.region = "lower back";
        asked.side = "left";
        asked.levels = "L4, L5";
        asked.day = "Tuesday 1 December 2026, 09:30";
        asked.deadline = "Friday 27 November 2026, 17:00";
        asked.factors = {{"anticoagulant", "Takes an anticoagulant"}};
        asked.contact = "020 7946 0018";
    }

    Task<ApprovalQuestion> question(std::string booking_id, unsigned request) override
    {
        if (broken) co_return *broken;
        if (booking_id != asked.booking_id || request != asked.request) {
            co_return not_found("there is no such request");
        }
        co_return asked;
    }
    Task<ApprovalQuestion> take(std::string, ApprovalStep step,
                                std::optional<std::uint64_t>) override
    {
        steps.push_back(step);
        bool const view = step.action == ApprovalAction::view;
        if (view && view_refusal) co_return *view_refusal;
        if (!view && meanwhile) std::exchange(meanwhile, {})();
        if (!view && refusal) co_return *refusal;
        if (step.action == ApprovalAction::approve) asked.state = RequestState::approved;
        if (step.action == ApprovalAction::decline) asked.state = RequestState::declined;
        co_return asked;
    }
    Task<> send_code(std::string, unsigned, std::string code) override
    {
        if (unsent) co_return *unsent;
        codes.push_back(std::move(code));
        co_return Nothing{};
    }

    std::size_t answers() const
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            steps, [](auto const& step) { return step.action != ApprovalAction::view; }));
    }

    ApprovalQuestion asked;
    std::vector<ApprovalStep> steps;
    std::vector<std::string> codes;
    std::function<void()> meanwhile; ///< Happens once while an answer is being put on disk.
    std::optional<Error> broken;
    std::optional<Error> refusal;
    std::optional<Error> view_refusal;
    std::optional<Error> unsent;
};

using Fields = std::map<std::string, std::string>;

/// A browser: keeps cookies, sends them back, and fills in forms.
struct ApprovalBrowser : ::testing::Test {
    FakeClock clock;
    FakeRandom random;
    PlainSealer sealer;
    SmallDesk desk;
    ApprovalPage page{desk, sealer, clock, random, CookieLine::tls};
    std::string const token = approval_token(sealer, "BK-1", 1);
    std::string cookies;
    HttpHeaders extra;

    Visit visit(std::string method, std::string body = {}) const
    {
        Visit made;
        made.request = {std::move(method), "/approve/" + token, extra, std::move(body)};
        made.request.headers.emplace_back("Host", "gp.example");
        if (!cookies.empty()) made.request.headers.emplace_back("Cookie", cookies);
        made.captures = {token};
        made.caller = {"10.0.0.1"};
        return made;
    }
    HttpReply get()
    {
        auto wanted = visit("GET");
        return run(page.get(std::move(wanted))).reply;
    }
    HttpReply post_body(std::string body, std::string type = "application/x-www-form-urlencoded")
    {
        auto sent = visit("POST", std::move(body));
        sent.request.headers.emplace_back("Content-Type", std::move(type));
        auto reply = run(page.post(std::move(sent))).reply;
        auto const set = header(reply.headers, "Set-Cookie");
        if (!set.empty()) cookies = set.substr(0, set.find(';'));
        return reply;
    }
    HttpReply post(Fields const& fields)
    {
        std::string body;
        for (auto const& [name, value] : fields) {
            body += (body.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
        }
        return post_body(body);
    }

    /// Up to the question; gives its page.
    HttpReply proved()
    {
        EXPECT_EQ(post({{"step", "code"}}).status, 303u);
        EXPECT_EQ(post({{"step", "prove"}, {"csrf", csrf()}, {"code", desk.codes.back()}}).status,
                  303u);
        return get();
    }
    /// The value of a hidden field of the page as it is now.
    std::string hidden(std::string const& name) { return hidden_in(get().body, name); }
    static std::string hidden_in(std::string const& body, std::string const& name)
    {
        auto const mark = "name=\"" + name + "\" value=\"";
        auto const found = body.find(mark);
        if (found == std::string::npos) return {};
        auto const first = found + mark.size();
        return body.substr(first, body.find('"', first) - first);
    }
    std::string csrf() { return hidden("csrf"); }
    Fields answer(Fields changes)
    {
        Fields fields{{"csrf", csrf()},       {"seen", hidden("seen")}, {"decision", "yes"},
                      {"name", "Dr Ada Low"}, {"gmc", "7012345"},       {"step", "check"}};
        for (auto& [name, value] : changes) fields[name] = value;
        return fields;
    }
};

} // namespace foramen
