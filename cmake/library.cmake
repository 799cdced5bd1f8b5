# chatelier_library(NAME [SOURCES file…] [DEPENDS target…] [PRIVATE_DEPENDS target…])
#   One static library for the folder that calls it. Without SOURCES: every *.cpp of the folder.
#   Everybody sees include/; a folder's own headers are PRIVATE to it, so no other folder can include them.

# Asio and Beast are compiled once, here; everywhere else their headers only declare.
add_library(chatelier_boost STATIC ${CMAKE_SOURCE_DIR}/src/boost.cpp)
target_compile_definitions(chatelier_boost PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(chatelier_boost PUBLIC Boost::headers Threads::Threads)

function(chatelier_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS")
  if(NOT arg_SOURCES)
    file(GLOB arg_SOURCES CONFIGURE_DEPENDS *.cpp)
  endif()
  add_library(${name} STATIC ${arg_SOURCES})
  target_compile_options(${name} PRIVATE ${chatelier_warnings})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/include PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC chatelier_boost ${arg_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS})
  # The tests link all of them.
  set_property(GLOBAL APPEND PROPERTY chatelier_libraries ${name})
endfunction()

# chatelier_executable(NAME SOURCES file… DEPENDS target…): the same frame for a program
function(chatelier_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${arg_SOURCES})
  target_compile_options(${name} PRIVATE ${chatelier_warnings})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS})
endfunction()
