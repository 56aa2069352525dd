/* package: see package.h. Entries, limits and the way from zip to parser. */
#include "store/workbook/package.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zip.h>

#include "store/workbook/sort.h"

#define CHUNK_BYTES 65536
#define BOMB_RATIO 500u
#define BOMB_BYTES (64u << 20)

typedef struct entry {
    char name[PART_NAME_BYTES];
    zip_uint64_t index, compressed;
} entry;

struct package {
    sheet_job *job;
    zip_t *zip;
    size_t n_entries;
    entry *entries;
    uint64_t total_bytes;
};

static status refuse(sheet_job *job, status code, const char *zh, const char *en) {
    return fault_set(&job->fault, code, zh, en);
}

static bool plain_name(const char *name, char out[PART_NAME_BYTES]) {
    name += *name == '/' || *name == '\\';
    size_t n = strlen(name);
    if (n == 0 || n >= PART_NAME_BYTES) return false;
    for (size_t i = 0; i <= n; i++)
        out[i] = name[i] == '\\' ? '/' : (char) tolower((unsigned char) name[i]);
    return true;
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const entry *) left)->name, ((const entry *) right)->name);
}

static status read_entry(package *p, zip_uint64_t index, entry *out) {
    zip_stat_t about;
    if (zip_stat_index(p->zip, index, 0, &about) != 0 || !(about.valid & ZIP_STAT_NAME) ||
        !plain_name(about.name, out->name))
        return refuse(p->job, E_BATCH_UNSAFE, "压缩包条目名异常", "an entry's name is abnormal");
    if (about.encryption_method != ZIP_EM_NONE)
        return refuse(p->job, E_BATCH_PASSWORD, "压缩包条目已加密", "an entry is encrypted");
    if (about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE)
        return refuse(p->job, E_BATCH_UNSAFE, "压缩方法不支持", "the compression is not supported");
    out->index = index;
    out->compressed = about.comp_size;
    return OK;
}

static status read_entries(package *p) {
    zip_int64_t n = zip_get_num_entries(p->zip, 0);
    if (n <= 0 || n > p->job->limits->entries_max)
        return refuse(p->job, E_BATCH_UNSAFE, "压缩包条目过多", "too many entries in the file");
    p->entries = calloc((size_t) n, sizeof *p->entries);
    if (!p->entries) return E_INTERNAL;
    for (zip_int64_t i = 0; i < n; i++) {
        status s = read_entry(p, (zip_uint64_t) i, &p->entries[i]);
        if (s != OK) return s;
    }
    p->n_entries = (size_t) n;
    sort_items(p->entries, p->n_entries, sizeof *p->entries, by_name);
    for (size_t i = 1; i < p->n_entries; i++)
        if (strcmp(p->entries[i - 1].name, p->entries[i].name) == 0)
            return refuse(p->job, E_BATCH_UNSAFE, "压缩包条目重名", "two entries have one name");
    return OK;
}

static status not_opened(sheet_job *job, int error) {
    if (error == ZIP_ER_MEMORY) return E_INTERNAL;
    return refuse(job, E_BATCH_UNSAFE, "压缩包已损坏", "the zip is damaged");
}

status package_open(package **out, sheet_job *job) {
    package *p = calloc(1, sizeof *p);
    if (!p) return E_INTERNAL;
    p->job = job;
    int error = 0, copy = dup(job->fd);
    p->zip = copy < 0 ? NULL : zip_fdopen(copy, 0, &error);
    status s = p->zip ? read_entries(p) : not_opened(job, error);
    if (!p->zip && copy >= 0) close(copy);
    if (s != OK) {
        package_close(p);
        return s;
    }
    *out = p;
    return OK;
}

void package_close(package *p) {
    if (!p) return;
    if (p->zip) zip_discard(p->zip);
    free(p->entries);
    free(p);
}

static const entry *find_entry(const package *p, const char *part) {
    entry key;
    if (!plain_name(part, key.name)) return NULL;
    return bsearch(&key, p->entries, p->n_entries, sizeof key, by_name);
}

bool package_has(const package *p, const char *part) {
    return find_entry(p, part);
}

bool package_resolve(const char *base, const char *target, char out[PART_NAME_BYTES]) {
    char path[2 * PART_NAME_BYTES];
    const char *slash = strrchr(base, '/');
    size_t folder = *target == '/' || *target == '\\' || !slash ? 0 : (size_t) (slash - base + 1);
    size_t n = strlen(target), at = 0;
    if (folder + n >= sizeof path) return false;
    memcpy(path, base, folder);
    memcpy(path + folder, target, n + 1);
    for (char *step = path, *rest; step; step = rest) {
        size_t length = strcspn(step, "/\\");
        rest = step[length] == '\0' ? NULL : step + length + 1;
        if (length == 0 || (length == 1 && step[0] == '.')) continue;
        if (length == 2 && step[0] == '.' && step[1] == '.') {
            while (at > 0 && out[--at] != '/')
                ;
            continue;
        }
        if (at + length + 2 > PART_NAME_BYTES) return false;
        if (at > 0) out[at++] = '/';
        memcpy(out + at, step, length);
        at += length;
    }
    out[at] = '\0';
    return at > 0;
}

/* An open part with its share of the limits. */
typedef struct part {
    package *package;
    zip_file_t *file;
    const entry *entry;
    uint64_t bytes;
} part;

static status part_open(package *p, const char *name, part *out) {
    const entry *e = find_entry(p, name);
    if (!e)
        return fault_put(&p->job->fault, E_BATCH_UNSAFE, "缺少部件 %s", "part %s is missing", name);
    *out = (part){.package = p, .entry = e};
    out->file = zip_fopen_index(p->zip, e->index, 0);
    if (!out->file && zip_error_code_zip(zip_get_error(p->zip)) == ZIP_ER_MEMORY) return E_INTERNAL;
    if (!out->file)
        return refuse(p->job, E_BATCH_UNSAFE, "压缩包条目无法读取", "an entry cannot be read");
    return OK;
}

/* The next piece; *n 0 at the end. */
static status part_read(part *r, void *buffer, size_t *n) {
    package *p = r->package;
    const sheet_limits *limits = p->job->limits;
    zip_int64_t got = zip_fread(r->file, buffer, CHUNK_BYTES);
    if (got < 0)
        return refuse(p->job, E_BATCH_UNSAFE, "压缩数据已损坏", "the compressed data is damaged");
    r->bytes += (uint64_t) got;
    p->total_bytes += (uint64_t) got;
    if (r->bytes > limits->part_bytes_max || p->total_bytes > limits->total_bytes_max ||
        (r->bytes > BOMB_BYTES && r->bytes / BOMB_RATIO > r->entry->compressed))
        return refuse(p->job, E_BATCH_UNSAFE, "解压后过大", "the file inflates to too much");
    *n = (size_t) got;
    return OK;
}

static status feed(xml *x, part *r) {
    size_t n;
    do {
        void *buffer = xml_buffer(x, CHUNK_BYTES);
        status s = !buffer ? E_INTERNAL : part_read(r, buffer, &n);
        if (s == OK) s = xml_parse(x, (int) n);
        if (s != OK) return s;
    } while (n > 0);
    return OK;
}

status package_parse(package *p, const char *name, const xml_handler *handler) {
    part r;
    status s = part_open(p, name, &r);
    if (s != OK) return s;
    xml *x = xml_open(handler, p->job);
    s = !x ? E_INTERNAL : feed(x, &r);
    xml_close(x);
    zip_fclose(r.file);
    return s;
}

/* Pieces overlap by the word's length less one, so a word on their border is found. */
status package_mentions(package *p, const char *name, const char *word, bool *out) {
    part r;
    status s = part_open(p, name, &r);
    if (s != OK) return s;
    char *buffer = malloc(CHUNK_BYTES + 64);
    size_t length = strlen(word), kept = 0, n = 0;
    bool found = false;
    must(length < 64);
    do {
        s = !buffer ? E_INTERNAL : part_read(&r, buffer + kept, &n);
        if (s != OK || n == 0) break;
        bool begins = r.bytes == n;
        found = found || (begins && (buffer[0] != '<' || buffer[1] == '\0')) ||
                memmem(buffer, kept + n, word, length);
        size_t total = kept + n;
        kept = total < length - 1 ? total : length - 1;
        memmove(buffer, buffer + total - kept, kept);
    } while (n > 0);
    free(buffer);
    zip_fclose(r.file);
    if (s == OK) *out = found;
    return s;
}
