# libFuzzer needs clang; g++'s warnings are not its own, so it gives none (-w).
set(CMAKE_C_COMPILER clang-14 CACHE STRING "")
set(CMAKE_CXX_COMPILER clang++-14 CACHE STRING "")
set(CMAKE_ASM_FLAGS "-w" CACHE STRING "")
set(CMAKE_CXX_FLAGS "-w -fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/fuzz_ignored.txt"
    CACHE STRING "")
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(FORAMEN_SANITIZE "address,undefined,fuzzer-no-link" CACHE STRING "")
set(FORAMEN_FUZZ ON CACHE BOOL "")
