/* keys: the key folder. NAME.key is a text of `name = value` lines (name, class, mac); the CURVE
 * files are czmq certificates, whose public part carries the peer's name and class as metadata for
 * people to read. What a key may do is in mac.c. */
#include "broker/keys.h"

#include <czmq.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/secret_file.h"

#define PATH_BYTES 512

static const char *const class_names[] = {"none",   "web",         "kiosk",    "cli",
                                          "roster", "intake",      "worker",   "broker",
                                          "audit",  "web_outside", "operator", "agent"};

const char *peer_class_name(peer_class peer) {
    return class_names[peer];
}

peer_class peer_class_find(const char *name) {
    for (unsigned i = PEER_WEB; i < PEER_CLASSES; i++)
        if (strcmp(name, class_names[i]) == 0) return (peer_class) i;
    return PEER_NONE;
}

static bool name_is_good(const char *name) {
    size_t n = strlen(name);
    return n > 0 && n < KEY_NAME_MAX && name[0] != '.' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == n;
}

static bool path_of(char out[PATH_BYTES], const char *dir, const char *name, const char *suffix) {
    int n = snprintf(out, PATH_BYTES, "%s/%s%s", dir, name, suffix);
    return n > 0 && n < PATH_BYTES;
}

static status mac_file_write(const char *path, const char *name, peer_class peer) {
    uint8_t mac[KEY_MAC_BYTES];
    char hex[2 * KEY_MAC_BYTES + 1], text[256];
    crypt_random(mac, sizeof mac);
    crypt_hex(mac, sizeof mac, hex);
    snprintf(text, sizeof text, "name = %s\nclass = %s\nmac = %s\n", name, peer_class_name(peer),
             hex);
    status s = secret_file_make(path, text);
    crypt_wipe(mac, sizeof mac);
    crypt_wipe(hex, sizeof hex);
    crypt_wipe(text, sizeof text);
    return s;
}

static status curve_files_write(const char *path, const char *name, peer_class peer) {
    mode_t before = umask(077);
    zcert_t *cert = zcert_new();
    status result = E_UNAVAILABLE;
    if (cert) {
        zcert_set_meta(cert, "name", "%s", name);
        zcert_set_meta(cert, "class", "%s", peer_class_name(peer));
        result = zcert_save(cert, path) == 0 ? OK : E_UNAVAILABLE;
        zcert_destroy(&cert);
    }
    umask(before);
    return result;
}

status keys_create(const char *dir, const char *name, peer_class peer) {
    char key_path[PATH_BYTES], cert_path[PATH_BYTES];
    if (!name_is_good(name) || peer == PEER_NONE || !path_of(key_path, dir, name, ".key") ||
        !path_of(cert_path, dir, name, ".cert"))
        return E_FORM;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) return E_UNAVAILABLE;
    if (access(cert_path, F_OK) == 0) return E_CONFLICT;
    status made = mac_file_write(key_path, name, peer);
    return made == OK ? curve_files_write(cert_path, name, peer) : made;
}

static status secret_file_check(const char *path) {
    struct stat info;
    if (stat(path, &info) != 0) return E_NOT_FOUND;
    return secret_file_closed(&info) ? OK : E_FORBIDDEN;
}

static bool key_line(char *line, peer_key *out, unsigned *seen) {
    char *mark = strstr(line, " = ");
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#') return true;
    if (!mark) return false;
    *mark = '\0';
    const char *value = mark + 3;
    if (strcmp(line, "name") == 0) {
        *seen |= 1;
        return strcmp(value, out->name) == 0;
    }
    if (strcmp(line, "class") == 0) {
        *seen |= 2;
        return (out->peer = peer_class_find(value)) != PEER_NONE;
    }
    *seen |= 4;
    return strcmp(line, "mac") == 0 && crypt_unhex(value, out->mac, KEY_MAC_BYTES);
}

static status mac_file_read(const char *path, peer_key *out) {
    char text[512], *rest = text;
    unsigned seen = 0;
    status s = secret_file_read(path, text, sizeof text);
    if (s != OK) return s;
    for (char *line; s == OK && (line = strsep(&rest, "\n"));)
        if (!key_line(line, out, &seen)) s = E_MALFORMED;
    crypt_wipe(text, sizeof text);
    if (s != OK || seen != 7) return E_MALFORMED;
    crypt_hmac_sm3(out->mac, KEY_MAC_BYTES, "answer", 6, out->answer);
    return OK;
}

/* zcert_load finds NAME.cert_secret by itself when given NAME.cert, and prefers it. */
static status curve_files_read(const char *path, const char *secret_path, peer_key *out) {
    status s = secret_file_check(secret_path);
    if (s == E_FORBIDDEN || (s != OK && access(path, R_OK) != 0)) return s;
    zcert_t *cert = zcert_load(path);
    if (!cert) return E_MALFORMED;
    snprintf(out->curve_public, sizeof out->curve_public, "%s", zcert_public_txt(cert));
    if (s == OK)
        snprintf(out->curve_secret, sizeof out->curve_secret, "%s", zcert_secret_txt(cert));
    const char *peer = zcert_meta(cert, "class");
    if (out->peer == PEER_NONE && peer) out->peer = peer_class_find(peer);
    zcert_destroy(&cert);
    return strlen(out->curve_public) == 40 ? OK : E_MALFORMED;
}

status keys_load(const char *dir, const char *name, peer_key *out) {
    char key_path[PATH_BYTES], cert_path[PATH_BYTES], secret_path[PATH_BYTES];
    if (!name_is_good(name) || !path_of(key_path, dir, name, ".key") ||
        !path_of(cert_path, dir, name, ".cert") || !path_of(secret_path, dir, name, ".cert_secret"))
        return E_NOT_FOUND;
    peer_key key = {0};
    snprintf(key.name, sizeof key.name, "%s", name);
    status mac = mac_file_read(key_path, &key);
    status curve = curve_files_read(cert_path, secret_path, &key);
    key.has_mac = mac == OK;
    if (mac == OK && (curve == OK || curve == E_NOT_FOUND)) {
        *out = key;
        return OK;
    }
    if (mac == E_NOT_FOUND && curve == OK) {
        *out = key;
        return OK;
    }
    return mac == OK || mac == E_NOT_FOUND ? curve : mac;
}

struct key_ring {
    size_t n, room;
    peer_key *key;
};

static int by_name(const void *a, const void *b) {
    return strcmp(((const peer_key *) a)->name, ((const peer_key *) b)->name);
}

static status ring_add(key_ring *ring, const char *dir, const char *name) {
    if (ring->n == ring->room) {
        size_t room = ring->room == 0 ? 16 : 2 * ring->room;
        peer_key *grown = realloc(ring->key, room * sizeof *grown);
        if (!grown) return E_UNAVAILABLE;
        ring->key = grown;
        ring->room = room;
    }
    for (size_t i = 0; i < ring->n; i++)
        if (strcmp(ring->key[i].name, name) == 0) return OK;
    status loaded = keys_load(dir, name, &ring->key[ring->n]);
    ring->n += loaded == OK;
    return loaded;
}

/* The peer's name of a file "NAME.key" or "NAME.cert"; false for any other file. */
static bool peer_of_file(const char *file, char out[KEY_NAME_MAX]) {
    const char *dot = strrchr(file, '.');
    if (!dot || (strcmp(dot, ".key") != 0 && strcmp(dot, ".cert") != 0) ||
        (size_t) (dot - file) >= KEY_NAME_MAX)
        return false;
    snprintf(out, KEY_NAME_MAX, "%.*s", (int) (dot - file), file);
    return name_is_good(out);
}

status key_ring_open(const char *dir, key_ring **out) {
    DIR *folder = opendir(dir);
    key_ring *ring = calloc(1, sizeof *ring);
    status result = folder && ring ? OK : E_NOT_FOUND;
    struct dirent *file;
    while (result == OK && (file = readdir(folder))) {
        char name[KEY_NAME_MAX];
        if (peer_of_file(file->d_name, name)) result = ring_add(ring, dir, name);
    }
    if (folder) closedir(folder);
    if (result != OK) {
        key_ring_close(ring);
        return result;
    }
    if (ring->key) guard_memory(ring->key, ring->room * sizeof *ring->key);
    if (ring->n > 1) qsort(ring->key, ring->n, sizeof *ring->key, by_name);
    *out = ring;
    return OK;
}

void key_ring_close(key_ring *ring) {
    if (!ring) return;
    if (ring->key) crypt_wipe(ring->key, ring->room * sizeof *ring->key);
    free(ring->key);
    free(ring);
}

const peer_key *key_ring_find(const key_ring *ring, const char *name) {
    peer_key wanted;
    if (ring->n == 0 || strlen(name) >= KEY_NAME_MAX) return NULL;
    snprintf(wanted.name, sizeof wanted.name, "%s", name);
    return bsearch(&wanted, ring->key, ring->n, sizeof *ring->key, by_name);
}

const peer_key *key_ring_find_curve(const key_ring *ring, const char *curve_public) {
    for (size_t i = 0; i < ring->n; i++)
        if (ring->key[i].curve_public[0] != '\0' &&
            strcmp(ring->key[i].curve_public, curve_public) == 0)
            return &ring->key[i];
    return NULL;
}

size_t key_ring_count(const key_ring *ring) {
    return ring->n;
}
const peer_key *key_ring_at(const key_ring *ring, size_t number) {
    return &ring->key[number];
}
