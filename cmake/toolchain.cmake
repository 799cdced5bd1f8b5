# Language level, warnings, sanitizers, compiler cache and linker for every target of the house.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# build/PRESET/chatelier, build/PRESET/unit_tests: where ./dev looks for them
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

set(CHATELIER_SANITIZE "" CACHE STRING "sanitizers to build with, as -fsanitize= takes them")

# Attached to our own targets by chatelier_library(), so that foreign headers stay quiet.
set(chatelier_warnings -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
# GCC 12 takes Asio's own new and delete of coroutine frames, once inlined, for a mismatch.
list(APPEND chatelier_warnings -Wno-mismatched-new-delete)

# GCC is the compiler of the product and its warnings are those that count; Clang is here to fuzz.
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  set(chatelier_warnings "")
endif()

# A profiler that is attached to a running server finds its way up the stack; the register costs nothing measurable.
add_compile_options(-fno-omit-frame-pointer)

if(CHATELIER_SANITIZE)
  add_compile_options(-fsanitize=${CHATELIER_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CHATELIER_SANITIZE})
  # GCC 12 sees uninitialised reads through boost::system::result that are not there, but only in these builds.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    list(APPEND chatelier_warnings -Wno-maybe-uninitialized)
  endif()
  if(CHATELIER_SANITIZE MATCHES thread)
    # Boost and libstdc++ use fences, which TSan does not model; GCC says so at each of them.
    list(APPEND chatelier_warnings -Wno-tsan)
  endif()
endif()

find_program(ccache_program ccache)
if(ccache_program AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache_program})
endif()

find_program(mold_program mold)
if(mold_program)
  add_link_options(-fuse-ld=mold)
endif()
