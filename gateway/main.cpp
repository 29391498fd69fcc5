// Why this file exists: the program begins here and says nothing that the commands don't.
#include "gateway/commands/commands.h"

#include <string>
#include <vector>

int main(int argc, char** argv)
{
    std::vector<std::string> const words{argv + 1, argv + argc};
    return foramen::run_command_line(words);
}
