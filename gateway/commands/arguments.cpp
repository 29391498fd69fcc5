#include "gateway/commands/arguments.h"

namespace foramen {

Result<Arguments> Arguments::read(std::span<std::string const> words, Syntax const& syntax)
{
    Arguments read;
    auto options_end = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto const& word = words[i];
        if (options_end || word == "-" || !word.starts_with("-")) {
            read.operands_.push_back(word);
        } else if (word == "--") {
            options_end = true;
        } else if (syntax.flags.contains(word)) {
            read.flags_.insert(word);
        } else if (auto const equals = word.find('=');
                   equals != std::string::npos && syntax.values.contains(word.substr(0, equals))) {
            read.values_[word.substr(0, equals)].push_back(word.substr(equals + 1));
        } else if (!syntax.values.contains(word)) {
            return incorrect("unknown option " + word);
        } else if (i + 1 == words.size()) {
            return incorrect(word + " needs a value");
        } else {
            read.values_[word].push_back(words[++i]);
        }
    }
    if (read.operands_.size() < syntax.operands_min) return incorrect("something is missing");
    if (read.operands_.size() > syntax.operands_max) {
        return incorrect("too much: " + read.operands_[syntax.operands_max]);
    }
    return read;
}

std::string Arguments::value(std::string_view option, std::string_view otherwise) const
{
    auto const found = values_.find(option);
    return found == values_.end() ? std::string{otherwise} : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const
{
    auto const found = values_.find(option);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

} // namespace foramen
