#include "fhir/map/metadata.h"

#include "fhir/map/reader.h"

#include <algorithm>

namespace fhir::map {

namespace {

constexpr std::string_view block_mark = "\"\"\"";
constexpr std::size_t metadata_max = 100;

std::string_view trimmed(std::string_view text)
{
    auto const begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

/// 'text' or "text" with a comment behind, or a bare word.
std::string value_of(std::string_view written)
{
    char const mark = written.empty() ? '\0' : written.front();
    if (mark != '\'' && mark != '"') {
        return std::string{trimmed(written.substr(0, written.find("//")))};
    }
    std::string value;
    for (std::size_t at = 1; at < written.size() && written[at] != mark; ++at) {
        if (written[at] == '\\' && at + 1 < written.size()) ++at;
        value.push_back(written[at]);
    }
    return value;
}

class MetadataReader {
public:
    explicit MetadataReader(MapSyntax& map) : map_{map} {}

    std::optional<Issue> run()
    {
        auto& text = map_.text;
        for (std::size_t at = 0; at < text.size() && !issue_;) {
            auto const end = std::min(text.find('\n', at), text.size());
            auto const line = trimmed(std::string_view{text}.substr(at, end - at));
            next_ = end + 1;
            if (line.starts_with("///")) read_line(line.substr(3), at);
            else if (line.starts_with("group")) break;
            at = next_;
        }
        return issue_;
    }

private:
    void read_line(std::string_view line, std::size_t at)
    {
        auto const equals = line.find('=');
        if (equals == std::string_view::npos) return;
        std::string const name{trimmed(line.substr(0, equals))};
        auto const written = trimmed(line.substr(equals + 1));
        auto value = written.starts_with(block_mark) ? block(at) : value_of(written);
        if (name == "url") map_.url = {value, at};
        if (name == "name") map_.name = {value, at};
        if (map_.metadata.size() < metadata_max) map_.metadata.emplace_back(name, std::move(value));
    }

    /// A text of several lines. They look like words of the language, so they are wiped out.
    std::string block(std::size_t at)
    {
        auto& text = map_.text;
        auto const begin = text.find(block_mark, at) + block_mark.size();
        auto const end = text.find(block_mark, begin);
        if (end == std::string::npos) {
            issue_ = Issue{Severity::error, "invalid", place(map_.file, text, at),
                           "this text in \"\"\" does not end"};
            return {};
        }
        auto value = text.substr(begin, end - begin);
        for (auto i = begin; i < end + block_mark.size(); ++i) {
            if (text[i] != '\n') text[i] = ' ';
        }
        next_ = end + block_mark.size();
        value.erase(0, value.find_first_not_of("\r\n"));
        value.erase(value.find_last_not_of("\r\n") + 1);
        return value;
    }

    MapSyntax& map_;
    std::size_t next_ = 0;
    std::optional<Issue> issue_;
};

} // namespace

std::optional<Issue> read_metadata(MapSyntax& map) { return MetadataReader{map}.run(); }

} // namespace fhir::map
