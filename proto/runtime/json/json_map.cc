/* json_map: see json_map.h. The types come from the embedded descriptor set, so that a new message needs
 * no code here. The pool is built once (a function's static is thread-safe) and only read afterwards.
 * No exception leaves this file. */
#include "proto/runtime/json/json_map.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <cstdio>
#include <memory>
#include <string>

extern "C" {
extern const unsigned char catalog_descriptor_set[];
extern const size_t catalog_descriptor_set_bytes;
}

namespace {

namespace pb = google::protobuf;

constexpr char kPrefix[] = "type.hall";
enum { STYLE_DEFAULTS = 1, STYLE_PRETTY = 2, STYLE_PROTO_NAMES = 4 };

struct Contract {
    pb::DescriptorPool pool;
    std::unique_ptr<pb::util::TypeResolver> resolver;

    Contract() {
        pb::FileDescriptorSet set;
        set.ParseFromArray(catalog_descriptor_set, static_cast<int>(catalog_descriptor_set_bytes));
        for (const auto &file : set.file()) pool.BuildFile(file);
        resolver.reset(pb::util::NewTypeResolverForDescriptorPool(kPrefix, &pool));
    }
};

Contract &contract() {
    static Contract *one = new Contract;
    return *one;
}

template <typename Convert>
json_map_result run(const char *type_name, json_map_keep *keep, void *self, char *reason,
                    size_t reason_max, Convert convert) {
    try {
        std::string out;
        auto result = convert(contract().resolver.get(), std::string(kPrefix) + "/" + type_name, &out);
        if (result.ok()) {
            keep(self, out.data(), out.size());
            return JSON_MAP_OK;
        }
        std::snprintf(reason, reason_max, "%s", std::string(result.message()).c_str());
    } catch (...) {
        std::snprintf(reason, reason_max, "out of memory");
    }
    return JSON_MAP_BAD;
}

}  // namespace

json_map_result json_map_in(const char *type_name, const char *text, size_t bytes,
                            json_map_keep *keep, void *self, char *reason, size_t reason_max) {
    return run(type_name, keep, self, reason, reason_max,
               [=](pb::util::TypeResolver *resolver, const std::string &url, std::string *out) {
                   return pb::util::JsonToBinaryString(resolver, url, std::string(text, bytes), out);
               });
}

json_map_result json_map_out(const char *type_name, const void *data, size_t bytes, unsigned style,
                             json_map_keep *keep, void *self, char *reason, size_t reason_max) {
    return run(type_name, keep, self, reason, reason_max,
               [=](pb::util::TypeResolver *resolver, const std::string &url, std::string *out) {
                   pb::util::JsonPrintOptions options;
                   options.always_print_primitive_fields = style & STYLE_DEFAULTS;
                   options.add_whitespace = style & STYLE_PRETTY;
                   options.preserve_proto_field_names = style & STYLE_PROTO_NAMES;
                   std::string binary(static_cast<const char *>(data), bytes);
                   return pb::util::BinaryToJsonString(resolver, url, binary, out, options);
               });
}
