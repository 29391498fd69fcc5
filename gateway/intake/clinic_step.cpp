#include "gateway/intake/clinic_step.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>

namespace foramen {

namespace {

constexpr std::array actions{ApprovalAction::reply,           ApprovalAction::accept_condition,
                             ApprovalAction::acknowledge,     ApprovalAction::withdraw,
                             ApprovalAction::ask_again,       ApprovalAction::override_hold,
                             ApprovalAction::confirm_override};
constexpr std::array names{"action", "text", "name", "condition"};
constexpr std::size_t name_characters_max = 200;

class StepReader {
public:
    explicit StepReader(rapidjson::Value const& body) : body_{body} {}

    ApprovalStep read()
    {
        refuse_unknown();
        ApprovalStep step;
        auto const before = faults.size();
        auto const action = text("action");
        auto const* const found = std::ranges::find_if(
            actions, [&](ApprovalAction one) { return to_string(one) == action; });
        if (faults.size() > before) {
            // It is no text: that is told.
        } else if (found == actions.end()) {
            fault("/action", "must be reply, accept-condition, acknowledge, withdraw, ask-again, "
                             "override or confirm-override");
        } else {
            step.action = *found;
        }
        step.text = text("text");
        if (found != actions.end()) expect_text(step);
        step.who.name = text("name");
        step.who.door = "clinic";
        if (step.who.name.empty() || step.who.name.size() > name_characters_max) {
            fault("/name", "who does this: a name of at most 200 bytes is needed");
        }
        read_condition(step);
        return step;
    }

    std::vector<Fault> faults;

private:
    void fault(std::string pointer, std::string text)
    {
        faults.push_back({std::move(pointer), std::move(text)});
    }

    void expect_text(ApprovalStep const& step)
    {
        if (step.text.find_first_not_of(" \t\r\n") != std::string::npos) return;
        if (step.action == ApprovalAction::reply) {
            fault("/text", "what do you reply? The practice reads it word for word");
        } else if (step.action == ApprovalAction::override_hold) {
            fault("/text", "why has it to go ahead without an answer?");
        }
    }

    void refuse_unknown()
    {
        for (auto const& member : body_.GetObject()) {
            auto const known = std::ranges::any_of(names, [&](char const* name) {
                return std::string_view{name} ==
                       std::string_view{member.name.GetString(), member.name.GetStringLength()};
            });
            if (!known) fault("", "has a member that is not action, text, name or condition");
        }
    }

    std::string text(char const* key)
    {
        auto const found = body_.FindMember(key);
        if (found == body_.MemberEnd()) return "";
        if (found->value.IsString()) {
            return {found->value.GetString(), found->value.GetStringLength()};
        }
        fault(std::string{"/"} + key, "must be a text");
        return "";
    }

    void read_condition(ApprovalStep& step)
    {
        auto const found = body_.FindMember("condition");
        auto const needed = step.action == ApprovalAction::accept_condition;
        if (found == body_.MemberEnd()) {
            if (needed) fault("/condition", "which condition: its number, from 1");
        } else if (!needed || !found->value.IsUint() || found->value.GetUint() == 0) {
            fault("/condition", "must be a number from 1, and goes with accept-condition only");
        } else {
            step.condition = found->value.GetUint();
        }
    }

    rapidjson::Value const& body_;
};

} // namespace

std::variant<ApprovalStep, std::vector<Fault>> read_clinic_step(std::string_view body)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        body.data(), body.size());
    if (document.HasParseError() || !document.IsObject()) {
        return std::vector<Fault>{{"", "the body is not one well-formed JSON object"}};
    }
    StepReader reader{document};
    auto step = reader.read();
    if (!reader.faults.empty()) return std::move(reader.faults);
    return step;
}

} // namespace foramen
