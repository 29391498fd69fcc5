#include "gateway/store/sqlite/aliases.h"

namespace foramen {

std::string current_key(Connection& connection, std::string_view key)
{
    std::string current{key};
    while (!current.empty()) { // No circle can be stored: see rekey().
        Query alias{connection, "SELECT now FROM alias WHERE key = ?", Key{current}};
        if (!alias.next()) break;
        current = alias.key(0);
    }
    return current;
}

} // namespace foramen
