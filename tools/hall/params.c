/* params: `hall params KIND`: the figures of one kind, from a file, as the body of a proposal:
 *     hall params limit | hall collection propose-parameters --json - --legal-ref ... --source ...
 * An installation without figures files its first ones so; a second person approves them. */
#include <stdio.h>
#include <string.h>

#include "proto/runtime/json/json.h"
#include "tools/city/city.h"
#include "tools/hall/hall.h"
#include "workers/engine/params.h"

enum { ARENA_BYTES = 4 << 20 };

static int kind_of(const char *name) {
    const ProtobufCEnumDescriptor *kinds = &collection__parameter_kind__descriptor;
    char full[64];
    snprintf(full, sizeof full, "FIGURE_%s", name);
    for (char *at = full; *at; at++)
        if (*at >= 'a' && *at <= 'z') *at = (char) (*at - 'a' + 'A');
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(kinds, full);
    return value ? value->value : 0;
}

static int print(const params_book *book, int kind, arena *a) {
    Figure figure[CITY_FIGURES], *list[CITY_FIGURES];
    ProposeParameters body = PROPOSE_PARAMETERS_INIT;
    const char *text = "";
    body.kind = (Collection__ParameterKind) kind;
    body.figure = list;
    body.n_figure = city_figures(book, (param_kind) kind, figure, list);
    ProtobufCBinaryData packed = {protobuf_c_message_get_packed_size(&body.base), NULL};
    packed.data = arena_alloc(a, packed.len + 1);
    if (!packed.data) return say_status("params", E_ARENA);
    protobuf_c_message_pack(&body.base, packed.data);
    status s = json_from_message(body.base.descriptor->name, packed, 0, a, &text);
    if (s != OK) return say_status("params", s);
    puts(text);
    return EXIT_DONE;
}

int tool_params(int argc, char **argv) {
    int kind = argc == 2 ? kind_of(argv[1]) : 0;
    if (!kind)
        return say(EXIT_USAGE, "hall params limit | rate | account | relief | injury | float | "
                               "fixed | tier | interest | credit | retirement");
    params_book *book = hall_params();
    arena *a = arena_open(ARENA_BYTES);
    int code = book && a ? print(book, kind, a) : EXIT_REFUSED;
    arena_close(a);
    params_close(book);
    return code;
}
