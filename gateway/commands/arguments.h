// Why this file exists: command lines are read in one way; misuse is told in one sentence.
#pragma once

#include "gateway/base/result.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// What a command takes: options with a value, options without, and how many operands.
struct Syntax {
    std::set<std::string, std::less<>> values; ///< "--config"
    std::set<std::string, std::less<>> flags;  ///< "--json"
    std::size_t operands_min = 0;
    std::size_t operands_max = 0;
};

class Arguments {
public:
    /// POSIX: options anywhere, "--" ends them, "-" is an operand. Error: incorrect.
    static Result<Arguments> read(std::span<std::string const> words, Syntax const& syntax);

    bool has(std::string_view flag) const { return flags_.contains(flag); }
    /// The last value given, or `otherwise`.
    std::string value(std::string_view option, std::string_view otherwise = "") const;
    /// All values given, in their order: an option may stand more than once.
    std::vector<std::string> values(std::string_view option) const;
    std::vector<std::string> const& operands() const { return operands_; }

private:
    std::set<std::string, std::less<>> flags_;
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
    std::vector<std::string> operands_;
};

} // namespace foramen
