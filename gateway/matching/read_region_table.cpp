// Why this file exists: what is not understood in the table is refused: a row that is silently left
// out is a scan under the wrong region.
#include "gateway/base/clock.h"
#include "gateway/clinic/json_tree.h"
#include "gateway/matching/exam_region.h"
#include "gateway/matching/folding.h"

#include <algorithm>
#include <array>

namespace foramen::matching {

/// The first fault ends it.
class RegionTableReader {
public:
    Result<RegionTable> read(Place const& root)
    {
        only(root, {"version", "effective", "source", "bodyParts", "words"});
        auto const effective = text(root, "effective");
        if (!parse_date(effective)) fail(root.pointer() + "/effective", "must be a date");
        table_.version_ = text(root, "version") + " (" + effective + ")";
        text(root, "source");
        read_rows(root, "bodyParts", "code", table_.body_parts_);
        read_rows(root, "words", "words", table_.words_);
        if (fault_) return incorrect("the table of regions: " + *fault_);
        return std::move(table_);
    }

private:
    using Row = RegionTable::Row;

    void fail(std::string const& pointer, std::string const& what)
    {
        if (!fault_) fault_ = pointer + " " + what;
    }

    void only(Place const& object, std::initializer_list<std::string_view> names)
    {
        if (!object->IsObject()) return fail(object.pointer(), "must be an object");
        for (auto const& one : object->GetObject()) {
            if (std::ranges::find(names, text_of(one.name)) != names.end()) continue;
            fail(Place{object, text_of(one.name), one.value}.pointer(), "is not known here");
        }
    }

    static Json const* member(Place const& parent, char const* name)
    {
        if (!parent->IsObject()) return nullptr;
        auto const found = parent->FindMember(name);
        return found == parent->MemberEnd() ? nullptr : &found->value;
    }

    std::string text(Place const& parent, char const* name)
    {
        auto const* const value = member(parent, name);
        if (value != nullptr && value->IsString() && value->GetStringLength() > 0) {
            return std::string{text_of(*value)};
        }
        fail(parent.pointer() + "/" + name, "must be a text that is not empty");
        return "";
    }

    Json const* list(Place const& parent, char const* name)
    {
        auto const* const value = member(parent, name);
        if (value != nullptr && value->IsArray() && !value->Empty()) return value;
        fail(parent.pointer() + "/" + name, "must be a list that is not empty");
        return nullptr;
    }

    void read_rows(Place const& root, char const* name, char const* words, std::vector<Row>& rows)
    {
        auto const* const found = list(root, name);
        if (found == nullptr) return;
        Place const place{root, name, *found};
        for (rapidjson::SizeType i = 0; i < found->Size(); ++i) {
            rows.push_back(read_row(Place{place, i, (*found)[i]}, words));
        }
    }

    Row read_row(Place const& place, char const* words)
    {
        only(place, {words, "besideSpine", "regions"});
        Row row{U" ", false, {}};
        for (auto const& word : fold(text(place, words)).words) row.words += word + U" ";
        if (row.words.size() < 2) fail(place.pointer(), "has no letters to look for");
        if (auto const* const beside = member(place, "besideSpine")) {
            if (!beside->IsBool()) fail(place.pointer() + "/besideSpine", "must be true or false");
            else row.beside_spine = beside->GetBool();
        }
        auto const* const regions = list(place, "regions");
        for (rapidjson::SizeType i = 0; regions != nullptr && i < regions->Size(); ++i) {
            auto const& one = (*regions)[i];
            auto const region = one.IsString() ? spine_region(text_of(one)) : std::nullopt;
            if (region) row.regions.push_back(*region);
            else fail(place.pointer() + "/regions/" + std::to_string(i), "is no region");
        }
        return row;
    }

    RegionTable table_;
    std::optional<std::string> fault_;
};

Result<RegionTable> RegionTable::read(std::string_view json)
{
    JsonTree tree;
    if (auto const fault = tree.read(json)) {
        return incorrect("the table of regions: " + fault->pointer + " " + fault->text);
    }
    return RegionTableReader{}.read(Place{tree.root()});
}

} // namespace foramen::matching
