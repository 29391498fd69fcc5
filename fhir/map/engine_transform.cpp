// Why this file exists: transforms that give a value.
#include "fhir/map/date_format.h"
#include "fhir/map/engine.h"
#include "fhir/map/escape.h"
#include "fhir/path/decimal.h"

#include <charconv>

namespace fhir::map {

namespace {

Element const* next_named(Element const* from, std::string_view name)
{
    for (; from != nullptr; from = from->next) {
        if (from->name == name) return from;
    }
    return nullptr;
}

/// The first `count` characters of UTF-8.
std::string_view front(std::string_view text, std::size_t count)
{
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        bool const starts = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (starts && count-- == 0) break;
    }
    return text.substr(0, at);
}

} // namespace

void Engine::values(Operand const& operand, Items& out)
{
    switch (operand.kind) {
    case Operand::Kind::literal: out.push_back(operand.literal); break;
    case Operand::Kind::slot:
        if (auto const* const item = slot(operand.slot)) out.push_back(item);
        break;
    case Operand::Kind::path:
        if (auto const* const item = slot(operand.slot)) gather(*item, operand.path, 0, out);
        break;
    case Operand::Kind::formula: {
        auto const* const focus = operand.slot == no_slot ? nullptr : slot(operand.slot);
        Issue issue;
        if (!path::evaluate_into(out, *operand.formula.plan, focus, context(), tree_, issue)) {
            fail_in(operand.place(), std::move(issue));
        }
        break;
    }
    }
}

Element const* Engine::value(Operand const& operand)
{
    if (operand.kind == Operand::Kind::literal) return operand.literal;
    if (operand.kind == Operand::Kind::slot) return slot(operand.slot);
    if (operand.kind == Operand::Kind::path && operand.path.size() == 1) {
        auto const* const parent = slot(operand.slot);
        if (parent == nullptr) return nullptr;
        auto const name = operand.path[0].name;
        auto const* const found = next_named(parent->first, name);
        if (found == nullptr || next_named(found->next, name) == nullptr) return found;
    }
    Items items;
    values(operand, items);
    if (items.size() > 1) fail(operand.place(), "multiple-matches", "one value is expected here");
    return failed() || items.empty() ? nullptr : items.front();
}

std::string_view Engine::text(Operand const& operand)
{
    auto const* const item = value(operand);
    if (item == nullptr) return {};
    if (item->kind == Kind::complex) {
        fail(operand.place(), "value", "a text is expected here, not an element with parts");
    }
    return item->text;
}

void Engine::transform(Target const& target)
{
    switch (target.transform) {
    case Transform::value: {
        auto const& operand = target.arguments[0];
        // One item needs no list of items.
        if (operand.kind == Operand::Kind::slot || operand.kind == Operand::Kind::literal) {
            if (auto const* const item = value(operand)) set_value(target, *item);
            return;
        }
        Items items;
        values(operand, items);
        if (items.size() > 1 && !target.list) {
            return fail(target.place, "multiple-matches", "one value is expected here");
        }
        for (auto const* one : items) {
            if (!failed()) set_value(target, *one);
        }
        return;
    }
    case Transform::truncate: return truncate(target);
    case Transform::escape: return escape(target);
    case Transform::cast: return cast(target);
    case Transform::append: return append(target);
    case Transform::translate: return translate(target);
    case Transform::date_operation: return date_operation(target);
    case Transform::reference: return reference(target);
    case Transform::pointer: return pointer(target);
    case Transform::uuid: {
        auto const made = uuid_.next();
        return set_text(target, tree_.keep({made.data(), made.size()}), Kind::string, nullptr);
    }
    case Transform::codeable_concept: return codeable_concept(target);
    case Transform::coding: return coding(target);
    case Transform::quantity: return quantity(target);
    case Transform::identifier: return identifier(target);
    case Transform::contact_point: return contact_point(target);
    case Transform::to_date: return read_date(target, path::TemporalKind::date);
    case Transform::to_date_time: return read_date(target, path::TemporalKind::date_time);
    case Transform::to_time: return read_date(target, path::TemporalKind::time);
    case Transform::make:
    case Transform::create:
    case Transform::evaluate: return;
    }
}

void Engine::append(Target const& target)
{
    buffer_.clear();
    for (auto const& one : target.arguments) buffer_.append(text(one));
    if (!failed() && !buffer_.empty()) {
        set_text(target, tree_.keep(buffer_), Kind::string, nullptr);
    }
}

void Engine::truncate(Target const& target)
{
    auto const whole = text(target.arguments[0]);
    auto const number = text(target.arguments[1]);
    std::size_t count = 0;
    auto const* const end = number.data() + number.size();
    if (number.empty() || std::from_chars(number.data(), end, count).ptr != end) {
        return fail(target.place, "value", "truncate() wants a count");
    }
    if (!whole.empty()) set_text(target, front(whole, count), Kind::string, nullptr);
}

void Engine::escape(Target const& target)
{
    auto const whole = text(target.arguments[0]);
    if (failed() || whole.empty()) return;
    auto const made =
        escaped(whole, target.arguments[1].literal->text, target.arguments[2].literal->text);
    if (!made) return fail(target.place, "value", "this text is not of the format to escape from");
    set_text(target, tree_.keep(*made), Kind::string, nullptr);
}

void Engine::date_operation(Target const& target)
{
    auto const* const item = value(target.arguments[0]);
    auto const amount = path::parse_decimal(text(target.arguments[1]));
    if (failed() || item == nullptr || item->text.empty()) return;
    bool const with_time = item->text.find('T') != std::string_view::npos;
    auto const kind = with_time ? path::TemporalKind::date_time : path::TemporalKind::date;
    auto const start = path::parse_temporal(item->text, kind);
    if (!start || !amount) {
        return fail(target.place, "value", "dateOp() wants a date and how much is added to it");
    }
    auto const made =
        path::add(*start, *amount, *path::time_unit(target.arguments[2].literal->text));
    if (!made) return fail(target.place, "value", "the date cannot be moved so far");
    auto const* const type =
        item->type != nullptr ? item->type : plan_.types->type(with_time ? "dateTime" : "date");
    set_text(target, tree_.keep(path::to_text(*made)), Kind::string, type);
}

void Engine::cast(Target const& target)
{
    auto whole = text(target.arguments[0]);
    if (failed() || whole.empty()) return;
    auto const wanted = target.arguments[1].literal->text;
    auto const* const type = plan_.types->type(wanted);
    auto kind = Kind::string;
    bool fits = true;
    if (wanted == "date") {
        whole = whole.substr(0, whole.find('T'));
        fits = path::parse_temporal(whole, path::TemporalKind::date).has_value();
    } else if (wanted == "dateTime" || wanted == "instant") {
        fits = path::parse_temporal(whole, path::TemporalKind::date_time).has_value();
    } else if (wanted == "time") {
        fits = path::parse_temporal(whole, path::TemporalKind::time).has_value();
    } else if (wanted == "boolean") {
        kind = Kind::boolean;
        fits = whole == "true" || whole == "false";
    } else if (wanted == "integer" || wanted == "positiveInt" || wanted == "unsignedInt" ||
               wanted == "decimal") {
        kind = Kind::number;
        auto const number = path::parse_decimal(whole);
        fits = number && (wanted == "decimal" || number->is_integer()) &&
               (wanted != "positiveInt" || number->digits > 0) &&
               (wanted != "unsignedInt" || number->digits >= 0);
    }
    if (!fits) return fail(target.place, "value", "this value cannot be cast to the wanted type");
    set_text(target, whole, kind, type);
}

void Engine::reference(Target const& target)
{
    auto const* const resource = value(target.arguments[0]);
    if (resource == nullptr) return;
    auto const id = resource->value("id");
    // Inside a Bundle, what an entry is called goes before what it is.
    for (auto const* entry = tree_.root().first; entry != nullptr; entry = entry->next) {
        if (entry->child("resource") != resource) continue;
        auto const url = entry->value("fullUrl");
        if (!url.empty()) return set_text(target, url, Kind::string, nullptr);
    }
    if (id.empty() || resource->text.empty()) {
        return fail(target.place, "required", "what is referred to has no id yet");
    }
    buffer_.assign(resource->text).append("/").append(id);
    set_text(target, tree_.keep(buffer_), Kind::string, nullptr);
}

void Engine::pointer(Target const& target)
{
    auto const* const resource = value(target.arguments[0]);
    if (resource == nullptr) return;
    auto const id = resource->value("id");
    if (id.empty()) return fail(target.place, "required", "what is pointed to has no id yet");
    buffer_.assign("urn:uuid:").append(id);
    set_text(target, tree_.keep(buffer_), Kind::string, nullptr);
}

void Engine::read_date(Target const& target, path::TemporalKind kind)
{
    auto const whole = text(target.arguments[0]);
    if (failed() || whole.empty()) return;
    auto const made = map::read_date(whole, target.arguments[1].literal->text, kind);
    if (!made) return fail(target.place, "value", "this value is not of the written format");
    auto const name = kind == path::TemporalKind::date   ? "date"
                      : kind == path::TemporalKind::time ? "time"
                                                         : "dateTime";
    set_text(target, tree_.keep(*made), Kind::string, plan_.types->type(name));
}

} // namespace fhir::map
