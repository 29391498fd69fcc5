#include "gateway/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace foramen {

void check(bool holds, std::string_view what, std::source_location where)
{
    if (holds) return;
    std::fprintf(stderr, "{\"level\":\"fatal\",\"what\":\"%.*s\",\"where\":\"%s:%u\"}\n",
                 static_cast<int>(what.size()), what.data(), where.file_name(), where.line());
    std::abort();
}

} // namespace foramen
