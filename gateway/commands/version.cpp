#include "gateway/commands/commands.h"

#include <cstdio>

namespace foramen {

Command version_command()
{
    return {"version",
            "print the version",
            "usage: foramen version\nPrints the version.\n",
            {},
            [](Arguments const&) {
                std::puts("foramen " FORAMEN_VERSION);
                return yes;
            }};
}

} // namespace foramen
