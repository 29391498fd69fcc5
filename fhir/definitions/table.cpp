// Why this file exists: reads the compact table that compile.mjs wrote into the plain structs of
// definitions.h. The order of the numbers is that of the write() calls there.
#include "fhir/definitions/layout.h"

#include <array>
#include <cstring>
#include <unordered_map>
#include <vector>

namespace fhir {

namespace {

constexpr std::uint32_t magic = 0x31525246;
constexpr std::uint32_t version = 1;
constexpr std::uint32_t nothing = 0xFFFFFFFF;

struct Head {
    std::uint32_t magic, version, strings, numbers, elements, references, texts, invariants, codes;
};

class Tables final : public TypeSource {
public:
    explicit Tables(std::string_view table) : table_{table} {}

    bool read()
    {
        Head head{};
        if (table_.size() < sizeof head) return false;
        std::memcpy(&head, table_.data(), sizeof head);
        if (head.magic != magic || head.version != version) return false;
        auto const words = sizeof head / 4 + head.strings + head.numbers;
        if (table_.size() < words * 4) return false;
        read_strings(head, words * 4);
        at_ = sizeof head + head.strings * 4;
        elements_.reserve(head.elements);
        references_.reserve(head.references);
        names_.reserve(head.references);
        texts_.reserve(head.texts);
        invariants_.reserve(head.invariants);
        codes_.reserve(head.codes);
        systems_.reserve(head.codes);
        children_.reserve(head.references);
        read_value_sets();
        read_types();
        return true;
    }

    Type const* type(std::string_view name_or_url) const override
    {
        auto const found = by_name_.find(name_or_url);
        return found == by_name_.end() ? nullptr : found->second;
    }

    ValueSet const* value_set(std::string_view url) const override
    {
        auto const found = sets_by_url_.find(url.substr(0, url.find('|')));
        return found == sets_by_url_.end() ? nullptr : found->second;
    }

private:
    std::uint32_t number()
    {
        std::uint32_t value = 0;
        std::memcpy(&value, table_.data() + at_, 4);
        at_ += 4;
        return value;
    }
    std::string_view text() { return strings_[number()]; }

    void read_strings(Head const& head, std::size_t pool)
    {
        strings_.reserve(head.strings);
        at_ = sizeof head;
        for (std::uint32_t i = 0; i < head.strings; ++i) {
            auto const length = number();
            strings_.push_back(table_.substr(pool, length));
            pool += length;
        }
    }

    /// The part of `all` that was added since it had `first` items. `all` was reserved whole.
    template <class Item> static std::span<Item> since(std::vector<Item>& all, std::size_t first)
    {
        return std::span{all}.subspan(first);
    }

    void read_value_sets()
    {
        value_sets_.resize(number());
        for (auto& set : value_sets_) {
            set.url = text();
            set.complete = number() != 0;
            auto const first = codes_.size();
            for (auto left = number(); left > 0; --left) {
                codes_.push_back(text());
                systems_.push_back(text());
            }
            set.codes = since(codes_, first);
            set.systems = since(systems_, first);
            sets_by_url_.emplace(set.url, &set);
        }
    }

    std::span<std::string_view const> read_texts()
    {
        auto const first = texts_.size();
        for (auto left = number(); left > 0; --left) texts_.push_back(text());
        return since(texts_, first);
    }

    std::span<Invariant const> read_invariants()
    {
        auto const first = invariants_.size();
        for (auto left = number(); left > 0; --left) {
            auto& made = invariants_.emplace_back();
            made.key = text();
            made.human = text();
            made.expression = text();
            made.warning = number() != 0;
        }
        return since(invariants_, first);
    }

    void read_references(ElementDefinition& element)
    {
        auto const first = references_.size();
        for (auto left = number(); left > 0; --left) {
            auto& made = references_.emplace_back();
            made.type = &types_[number()];
            names_.push_back(text());
            made.targets = read_texts();
            made.profiles = read_texts();
        }
        element.types = since(references_, first);
    }

    void read_element()
    {
        auto& made = elements_.emplace_back();
        made.name = text();
        made.path = text();
        made.min = number();
        made.max = number();
        made.choice = number() != 0;
        made.modifier = number() != 0;
        made.strength = static_cast<BindingStrength>(number());
        auto const set = number();
        made.value_set = set == nothing ? nullptr : &value_sets_[set];
        read_references(made);
        made.invariants = read_invariants();
    }

    void add_children(Type& made)
    {
        auto const first = children_.size();
        std::uint32_t order = 0;
        for (auto const& element : made.elements) {
            for (auto const& reference : element.types) {
                auto const place = static_cast<std::size_t>(&reference - references_.data());
                children_.push_back({names_[place], &element, &reference, order});
            }
            ++order;
        }
        auto const children = since(children_, first);
        sort_children(children);
        made.children = children;
    }

    void read_types()
    {
        types_.resize(number());
        for (auto& made : types_) {
            made.name = text();
            made.url = text();
            auto const base = number();
            made.base = base == nothing ? nullptr : &types_[base];
            made.kind = static_cast<TypeKind>(number());
            made.abstract = number() != 0;
            made.pattern = text();
            auto const first = elements_.size();
            for (auto left = number(); left > 0; --left) read_element();
            made.elements = since(elements_, first);
            made.invariants = read_invariants();
            add_children(made);
            by_name_.emplace(made.name, &made);
            if (!made.url.empty()) by_name_.emplace(made.url, &made);
        }
    }

    std::string_view table_;
    std::size_t at_ = 0;
    std::vector<std::string_view> strings_;
    std::vector<std::string_view> names_; ///< JSON name of references_[i].
    std::vector<std::string_view> texts_;
    std::vector<std::string_view> codes_;
    std::vector<std::string_view> systems_;
    std::vector<ValueSet> value_sets_;
    std::vector<Type> types_;
    std::vector<ElementDefinition> elements_;
    std::vector<TypeReference> references_;
    std::vector<Invariant> invariants_;
    std::vector<Child> children_;
    std::unordered_map<std::string_view, Type const*> by_name_;
    std::unordered_map<std::string_view, ValueSet const*> sets_by_url_;
};

} // namespace

std::unique_ptr<TypeSource> lay_out(std::string_view table)
{
    auto tables = std::make_unique<Tables>(table);
    if (!tables->read()) return nullptr;
    return tables;
}

} // namespace fhir
