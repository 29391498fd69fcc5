# Reading <string>, Asio and gmock anew was 40 % of a full build; so they are read once a kind of
# target. Nothing relies on it: `tools/dev lint` and the fuzz preset read every file without.
#
# foramen_precompiled(TARGET [TEST]): TARGET takes the headers that fit what it links.
set(standard <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <cstring> <deque>
             <filesystem> <fstream> <functional> <iterator> <map> <memory> <mutex> <optional> <set>
             <span> <sstream> <string> <string_view> <tuple> <unordered_map> <utility> <variant>
             <vector> <rapidjson/document.h>)
set(wire <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/detached.hpp>
         <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/post.hpp>
         <boost/asio/redirect_error.hpp> <boost/asio/steady_timer.hpp> <boost/asio/this_coro.hpp>
         <boost/asio/use_awaitable.hpp>)
set(test <gmock/gmock.h> <gtest/gtest.h>)

# What is tested is optimised; the tests themselves need not be, and build twice as fast.
set(FORAMEN_TEST_OPTIONS -O0)

file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "// Carries headers.\n")
function(foramen_precompiled_kind kind)
    add_library(precompiled_${kind} OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
    target_precompile_headers(precompiled_${kind} PRIVATE ${ARGN})
endfunction()
foramen_precompiled_kind(standard ${standard})
foramen_precompiled_kind(wire ${standard} ${wire})
foramen_precompiled_kind(standard_test ${standard} ${test})
foramen_precompiled_kind(wire_test ${standard} ${wire} ${test})
target_link_libraries(precompiled_wire PRIVATE asio beast)
target_link_libraries(precompiled_wire_test PRIVATE asio beast)
foreach(kind standard_test wire_test)
    target_link_libraries(precompiled_${kind} PRIVATE GTest::gmock GTest::gtest)
    target_compile_options(precompiled_${kind} PRIVATE ${FORAMEN_TEST_OPTIONS})
endforeach()

# A target is of the wire when anything that it links, however far away, is Asio.
function(foramen_is_wire target answer)
    set(${answer} FALSE PARENT_SCOPE)
    if(NOT TARGET ${target})
        return()
    endif()
    if(target STREQUAL asio)
        set(${answer} TRUE PARENT_SCOPE)
        return()
    endif()
    get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL EXECUTABLE)
        get_target_property(links ${target} LINK_LIBRARIES)
    endif()
    foreach(link IN LISTS links)
        foramen_is_wire("${link}" found)
        if(found)
            set(${answer} TRUE PARENT_SCOPE)
            return()
        endif()
    endforeach()
endfunction()

function(foramen_precompiled target)
    set(kind standard)
    foramen_is_wire(${target} is_wire)
    if(is_wire)
        set(kind wire)
    endif()
    if("TEST" IN_LIST ARGN)
        target_compile_options(${target} PRIVATE ${FORAMEN_TEST_OPTIONS})
        set(kind ${kind}_test)
    endif()
    target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
endfunction()

# foramen_together(TARGET): its sources are compiled eight at a time, so that headers and
# templates are worked through once for all of them. Names in their anonymous namespaces must
# therefore differ; `tools/build debug` compiles each by itself.
function(foramen_together target)
    if(NOT FORAMEN_UNITY)
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    # g++ takes a neighbour's anonymous namespace for a header's, and its names for global ones.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage -Wno-shadow -Wshadow=local)
endfunction()
