/* keys: makes and lists the keys of bus peers and the key file of personal fields. Destroying,
 * replacing and handing them out are keys_destroy.c, keys_rotate.c and keys_issue.c. */
#include <string.h>

#include "store/files/files_key.h"
#include "tools/hall/hall.h"

static int create_one(const char *text) {
    char name[KEY_NAME_MAX + 1];
    const char *equals = strchr(text, '=');
    peer_class peer = equals ? peer_class_find(equals + 1) : PEER_NONE;
    if (!equals || peer == PEER_NONE || (size_t) (equals - text) >= KEY_NAME_MAX)
        return say(
            EXIT_USAGE,
            "%s is no NAME=CLASS; classes: web web_outside kiosk cli operator roster intake worker "
            "broker audit.",
            text);
    snprintf(name, sizeof name, "%.*s", (int) (equals - text), text);
    status s = keys_create(opt.keys, name, peer);
    return s == OK || s == E_CONFLICT ? EXIT_DONE : say_status(name, s);
}

/* A key that exists stays as it is. */
static int create(int argc, char **argv) {
    for (int i = 2; i < argc; i++) {
        int code = create_one(argv[i]);
        if (code != EXIT_DONE) return code;
    }
    return argc > 2 ? EXIT_DONE : say(EXIT_USAGE, "hall keys create NAME=CLASS...");
}

static int list(void) {
    key_ring *ring = NULL;
    status s = key_ring_open(opt.keys, &ring);
    if (s != OK) return say_status(opt.keys, s);
    for (size_t i = 0; i < key_ring_count(ring); i++) {
        const peer_key *key = key_ring_at(ring, i);
        printf("%-16s %-8s %s %s\n", key->name, peer_class_name(key->peer),
               key->has_mac ? "mac" : "-", *key->curve_public ? key->curve_public : "-");
    }
    key_ring_close(ring);
    return EXIT_DONE;
}

/* Those of personal fields and of the file store, where they are missing. */
static int make_key_files(void) {
    status s = vault_make(opt.vault, CRYPT_SM);
    if (s != OK && s != E_CONFLICT) return say_status(opt.vault, s);
    s = files_key_make(opt.files_key);
    return s == OK ? EXIT_DONE : say_status(opt.files_key, s);
}

int tool_keys(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "create")) return create(argc, argv);
    if (!strcmp(what, "list") && argc == 2) return list();
    if (!strcmp(what, "issue")) return keys_issue(argc, argv);
    if (!strcmp(what, "destroy")) return keys_destroy(argc, argv);
    if (!strcmp(what, "rotate")) return keys_rotate(argc, argv);
    if (strcmp(what, "vault") || argc != 2)
        return say(
            EXIT_USAGE,
            "hall keys create NAME=CLASS... | issue [NAME[=GROUP]...] | list | vault | rotate | "
            "destroy --subject PERSON_NO [--yes]");
    return make_key_files();
}
