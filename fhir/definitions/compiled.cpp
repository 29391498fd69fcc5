#include "fhir/definitions/layout.h"
#include "fhir/definitions/stu3.h"

#include <cstdio>
#include <cstdlib>

// Embedded by fhir_r4_table.S and fhir_stu3_table.S.
extern "C" char const fhir_r4_table[];
extern "C" char const fhir_r4_table_end[];
extern "C" char const fhir_stu3_table[];
extern "C" char const fhir_stu3_table_end[];

namespace fhir {

namespace {

std::unique_ptr<TypeSource> embedded(char const* begin, char const* end)
{
    auto made = lay_out({begin, static_cast<std::size_t>(end - begin)});
    if (made == nullptr) {
        std::fputs("the compiled definitions do not fit this program: build anew\n", stderr);
        std::abort();
    }
    return made;
}

} // namespace

TypeSource const& r4()
{
    static auto const tables = embedded(fhir_r4_table, fhir_r4_table_end);
    return *tables;
}

TypeSource const& stu3()
{
    static auto const tables = embedded(fhir_stu3_table, fhir_stu3_table_end);
    return *tables;
}

} // namespace fhir
