#include "fhir/definitions/layout.h"

#include <cstdio>
#include <cstdlib>

// Embedded by r4_table.S.
extern "C" char const fhir_r4_table[];
extern "C" char const fhir_r4_table_end[];

namespace fhir {

TypeSource const& r4()
{
    static auto const tables = [] {
        std::string_view const table{fhir_r4_table,
                                     static_cast<std::size_t>(fhir_r4_table_end - fhir_r4_table)};
        auto made = lay_out(table);
        if (made == nullptr) {
            std::fputs("the compiled R4 definitions do not fit this program: build anew\n", stderr);
            std::abort();
        }
        return made;
    }();
    return *tables;
}

} // namespace fhir
