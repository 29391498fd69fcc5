// Why this file exists: what is not understood in the table is refused: a row that is silently left
// out is a scan under the wrong region.
#include "gateway/clinic/data_reader.h"
#include "gateway/matching/exam_region.h"
#include "gateway/matching/folding.h"

namespace foramen::matching {

class RegionTableReader : private DataReader {
public:
    Checked<RegionTable> read(Place const& root)
    {
        only(root, {"version", "effective", "source", "bodyParts", "words"});
        table_.version_ = text(root, "version") + " (" + date(root, "effective") + ")";
        text(root, "source");
        read_rows(root, "bodyParts", "code", table_.body_parts_);
        read_rows(root, "words", "words", table_.words_);
        if (!ok()) return take();
        return std::move(table_);
    }

private:
    using Row = RegionTable::Row;

    void read_rows(Place const& root, char const* name, char const* words, std::vector<Row>& rows)
    {
        auto const found = list(root, name);
        if (!found) return;
        for (rapidjson::SizeType i = 0; i < (*found)->Size(); ++i) {
            rows.push_back(read_row(Place{*found, i, (**found)[i]}, words));
        }
    }

    Row read_row(Place const& place, char const* words)
    {
        only(place, {words, "besideSpine", "regions"});
        Row row{U" ", false, {}};
        auto const written = text(place, words);
        for (auto const& word : fold(written).words) row.words += word + U" ";
        if (!written.empty() && row.words.size() < 2) {
            fail(place.pointer(), "has no letters to look for");
        }
        if (has(place, "besideSpine")) {
            auto const beside = member(place, "besideSpine");
            if (!(*beside)->IsBool()) fail(beside->pointer(), "must be true or false");
            else row.beside_spine = (*beside)->GetBool();
        }
        auto const regions = list(place, "regions");
        for (rapidjson::SizeType i = 0; regions && i < (*regions)->Size(); ++i) {
            auto const& one = (**regions)[i];
            auto const region = one.IsString() ? spine_region(text_of(one)) : std::nullopt;
            if (region) row.regions.push_back(*region);
            else {
                fail(Place{*regions, i, one}.pointer(),
                     "must be cervical, thoracic, lumbar or sacral");
            }
        }
        return row;
    }

    RegionTable table_;
};

Checked<RegionTable> RegionTable::read(std::string_view json)
{
    JsonTree tree;
    if (auto fault = tree.read(json)) return std::vector{*std::move(fault)};
    return RegionTableReader{}.read(Place{tree.root()});
}

} // namespace foramen::matching
