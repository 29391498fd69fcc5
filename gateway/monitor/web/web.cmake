# The monitor page: npm packages into the build tree, bundled by esbuild, embedded in the library.
find_program(NODE NAMES node nodejs REQUIRED)
find_program(NPM NAMES npm REQUIRED)
set(web ${CMAKE_CURRENT_LIST_DIR})
set(web_build ${CMAKE_BINARY_DIR}/gateway/monitor/web)
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/*)

add_custom_command(
    OUTPUT ${web_build}/packages.stamp
    COMMAND ${CMAKE_COMMAND} -E make_directory ${web_build}
    COMMAND ${CMAKE_COMMAND} -E copy ${web}/package.json ${web}/package-lock.json ${web}/.npmrc
            ${web_build}
    COMMAND ${CMAKE_COMMAND} -E chdir ${web_build} ${NPM} ci --ignore-scripts --prefer-offline
            --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${web_build}/packages.stamp
    DEPENDS ${web}/package.json ${web}/package-lock.json ${web}/.npmrc
    COMMENT "Installing the packages of the monitor page" VERBATIM)
set_property(DIRECTORY APPEND PROPERTY ADDITIONAL_CLEAN_FILES ${web_build}/node_modules)

add_custom_command(
    OUTPUT ${web_build}/assets_embedded.cpp ${web_build}/assets_embedded.S
    COMMAND ${NODE} ${web}/build.mjs ${web_build}/node_modules ${web_build}
    DEPENDS ${web}/build.mjs ${web_sources} ${web_build}/packages.stamp
    COMMENT "Bundling the monitor page" VERBATIM)
target_sources(monitor PRIVATE ${web_build}/assets_embedded.cpp ${web_build}/assets_embedded.S)
