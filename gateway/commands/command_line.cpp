#include "gateway/commands/commands.h"
#include "gateway/settings_reader.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <iterator>

namespace foramen {

namespace {

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int overview(std::span<Command const> commands, std::FILE* into, int status)
{
    std::fputs("usage: foramen COMMAND [OPTION…]\n\n", into);
    for (auto const& command : commands) {
        std::fprintf(into, "  %-9s %s\n", std::string{command.name}.c_str(),
                     std::string{command.summary}.c_str());
    }
    std::fputs("\n`foramen COMMAND --help` tells more. Exit status: 0 yes, 1 no, 2 misuse.\n",
               into);
    return status;
}

} // namespace

int complain(std::string_view text, int status)
{
    std::fprintf(stderr, "foramen: %.*s\n", static_cast<int>(text.size()), text.data());
    return status;
}

Result<std::string> read_input(std::string const& file)
{
    if (file != "-") return read_file(file);
    return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
}

int run_command_line(std::span<std::string const> words)
{
    std::array const commands{serve_command(),    check_command(),  convert_command(),
                              validate_command(), path_command(),   queue_command(),
                              imaging_command(),  audit_command(),  hold_list_command(),
                              restored_command(), version_command()};
    if (words.empty()) return overview(commands, stderr, misuse);
    auto const name = words.front() == "--version" ? std::string{"version"} : words.front();
    if (name == "--help" || name == "-h" || name == "help") return overview(commands, stdout, yes);
    auto const command = std::ranges::find(commands, name, &Command::name);
    if (command == commands.end()) {
        complain("there is no command " + name, misuse);
        return overview(commands, stderr, misuse);
    }
    auto const rest = words.subspan(1);
    auto const wants_help = [](std::string const& word) {
        return word == "--help" || word == "-h";
    };
    if (std::ranges::any_of(rest, wants_help)) return print(command->help), yes;
    auto const arguments = Arguments::read(rest, command->syntax);
    if (!arguments) {
        complain(arguments.error().text() + "; see foramen " + name + " --help", misuse);
        return misuse;
    }
    return command->run(*arguments);
}

} // namespace foramen
