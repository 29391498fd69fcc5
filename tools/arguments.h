// Why this file exists: the tools read their command lines in one way.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// "--name value" and "--flag". Anything else makes them invalid.
class Arguments {
public:
    Arguments(int count, char** values, std::set<std::string_view> const& names,
              std::set<std::string_view> const& flags);

    bool are_valid() const { return valid_; }
    bool asks_for_help() const { return help_; }
    bool has(std::string_view flag) const { return flags_.contains(std::string{flag}); }
    std::string text(std::string_view name, std::string_view otherwise = {}) const;
    /// Invalid when what stands there is no number up to `most`.
    unsigned number(std::string_view name, unsigned otherwise, unsigned most) const;

private:
    std::map<std::string, std::string, std::less<>> values_;
    std::set<std::string> flags_;
    bool help_ = false;
    mutable bool valid_ = true;
};

} // namespace foramen
