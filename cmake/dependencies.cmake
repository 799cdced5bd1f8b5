# Foreign libraries, each as one imported target with the name that folders write in DEPENDS:
#   Boost::headers Boost::url hiredis jemalloc libpq libpqxx libsodium nlohmann_json::nlohmann_json spdlog::spdlog CLI11::CLI11
#   tomlplusplus::tomlplusplus prometheus icu brotli ZLIB::ZLIB Threads::Threads Catch2::Catch2

find_package(Threads REQUIRED)
find_package(Boost 1.81.0 EXACT CONFIG REQUIRED COMPONENTS headers url)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Catch2 2.13 REQUIRED)

# chatelier_foreign(NAME HEADER LIBRARY…): for what Debian ships without a CMake package
function(chatelier_foreign name header)
  add_library(${name} INTERFACE IMPORTED GLOBAL)
  find_path(${name}_include ${header} REQUIRED)
  target_include_directories(${name} SYSTEM INTERFACE ${${name}_include})
  foreach(library IN LISTS ARGN)
    find_library(${name}_${library} ${library} REQUIRED)
    target_link_libraries(${name} INTERFACE ${${name}_${library}})
  endforeach()
endfunction()

chatelier_foreign(jemalloc jemalloc/jemalloc.h jemalloc)
chatelier_foreign(hiredis hiredis/hiredis.h hiredis)
chatelier_foreign(libpq postgresql/libpq-fe.h pq)
chatelier_foreign(libpqxx pqxx/pqxx pqxx pq)
chatelier_foreign(libsodium sodium.h sodium)
chatelier_foreign(prometheus prometheus/registry.h prometheus-cpp-core)
chatelier_foreign(icu unicode/uspoof.h icui18n icuuc)
chatelier_foreign(brotli brotli/encode.h brotlienc brotlicommon)
