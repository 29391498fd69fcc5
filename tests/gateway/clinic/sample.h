// Why this file exists: every test of the parser begins with a good event and breaks one thing.
#pragma once

#include "gateway/clinic/parse.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>
#include <iterator>
#include <string>

namespace foramen {

inline std::string file_text(std::string const& path)
{
    std::ifstream stream{FORAMEN_ROOT "/" + path, std::ios::binary};
    EXPECT_TRUE(stream.good()) << path;
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// A good event whose parts can be replaced: set("/booking/version", "0").
class Sample {
public:
    static Sample booking() { return Sample{EventKind::booking, "1-booking.json"}; }
    static Sample screening() { return Sample{EventKind::screening, "2-screening.json"}; }
    static Sample report() { return Sample{EventKind::procedure_report, "5-report.json"}; }

    /// `json` is JSON text. A pointer ending in /- appends.
    Sample& set(char const* pointer, std::string const& json)
    {
        rapidjson::Document value{&document_.GetAllocator()};
        value.Parse(json.c_str());
        EXPECT_FALSE(value.HasParseError()) << json;
        rapidjson::Pointer{pointer}.Set(document_, value);
        return *this;
    }
    Sample& erase(char const* pointer)
    {
        EXPECT_TRUE(rapidjson::Pointer{pointer}.Erase(document_)) << pointer;
        return *this;
    }
    std::string body() const
    {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
        document_.Accept(writer);
        return {buffer.GetString(), buffer.GetSize()};
    }
    EventKind kind() const { return kind_; }

private:
    Sample(EventKind kind, std::string const& file) : kind_{kind}
    {
        auto const text = file_text("tests/gateway/journey/data/01-clear/" + file);
        document_.Parse(text.c_str());
        EXPECT_FALSE(document_.HasParseError()) << file;
    }
    EventKind kind_;
    rapidjson::Document document_;
};

inline EventParser const& parser()
{
    static auto const loaded = EventParser::load(FORAMEN_ROOT "/mappings/models");
    EXPECT_TRUE(loaded.has_value()) << "foramen check says why";
    return *loaded;
}

inline TimePoint const today = *parse_rfc3339("2026-11-23T12:00:00Z");

inline std::variant<ClinicEvent, Rejection> parsed(EventKind kind, std::string_view body)
{
    return parser().parse(kind, body, today);
}
inline std::variant<ClinicEvent, Rejection> parsed(Sample const& sample)
{
    return parsed(sample.kind(), sample.body());
}

/// The pointers of all faults; "accepted" if there was none.
inline std::vector<std::string> fault_pointers(Sample const& sample)
{
    auto const result = parsed(sample);
    auto const* const rejection = std::get_if<Rejection>(&result);
    if (!rejection) return {"accepted"};
    EXPECT_EQ(rejection->why, Rejection::Why::invalid);
    std::vector<std::string> pointers;
    for (auto const& fault : rejection->faults) {
        EXPECT_FALSE(fault.text.empty());
        pointers.push_back(fault.pointer);
    }
    return pointers;
}

inline std::vector<std::string> const accepted{"accepted"};

} // namespace foramen
