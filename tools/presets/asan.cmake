set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(FORAMEN_SANITIZE "address,undefined" CACHE STRING "")
