// Why this file exists: a person mends a file at a line, and RapidJSON's tree has forgotten where
// its values stood.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::hl7v2 {

struct JsonFault {
    std::size_t line = 0;
    std::string text;
};

/// A JSON text with // comments, and the line of each value by its JSON Pointer.
class JsonFile {
public:
    /// The faults: bad syntax, a member twice, no object. Empty: it can be used.
    std::vector<JsonFault> read(std::string_view text);

    rapidjson::Value const& root() const { return document_; }
    /// Of what is not there: the line of what it is missing in.
    std::size_t line_of(std::string const& pointer) const;

private:
    rapidjson::Document document_;
    std::map<std::string, std::size_t, std::less<>> lines_;
};

} // namespace foramen::hl7v2
