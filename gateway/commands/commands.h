// Why this file exists: the list of all commands; each is one file beside this one.
// Exit status: 0 yes, 1 no, 2 misuse (mission/interface.md "Command line").
#pragma once

#include "gateway/base/result.h"
#include "gateway/commands/arguments.h"

#include <span>
#include <string>
#include <string_view>

namespace foramen {

inline constexpr int yes = 0;
inline constexpr int no = 1;
inline constexpr int misuse = 2;

struct Command {
    std::string_view name;
    std::string_view summary; ///< One line for `foramen --help`.
    std::string_view help;    ///< What `foramen NAME --help` prints.
    Syntax syntax;
    int (*run)(Arguments const& arguments);
};

Command serve_command();
Command check_command();
Command convert_command();
Command validate_command();
Command path_command();
Command queue_command();
Command imaging_command();
Command audit_command();
Command hold_list_command();
Command restored_command();
Command version_command();

/// `foramen …`: finds the command, prints help, refuses misuse.
int run_command_line(std::span<std::string const> words);

/// A file, or standard input for "-". Error: not_found.
Result<std::string> read_input(std::string const& file);
/// "foramen: …" on standard error; gives `status` back.
int complain(std::string_view text, int status = no);

} // namespace foramen
