/* listing: pages of a query become lines of a file. See listing.h. */
#include "store/workbook/listing.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/workbook/csv_text.h"
#include "store/workbook/listing_chart.h"
#include "store/workbook/listing_text.h"
#include "store/workbook/template_format.h"

enum { PAGE_ARENA_BYTES = 32 << 20, NEXT_BYTES = 128, HEADER_ROWS = 1, NOTES = 5 };

struct listing {
    const command_type *query;
    const message_type *row;
    unsigned list; /* field of the reply */
    int fd;
    uint32_t n_rows;
    FILE *csv;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    listing_chart chart;
    arena *input_room, *page;
    ProtobufCMessage *input;
    bool begun;
    char next[NEXT_BYTES];
};

bool listing_lists(const command_type *query) {
    return catalog_listed(query) >= 0;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static bool put(listing *l, unsigned column, const char *text) {
    if (!text) return false;
    if (l->csv)
        csv_put(l->csv, text, column == 0);
    else
        return worksheet_write_string(l->sheet, l->n_rows, (lxw_col_t) column, text, NULL) ==
               LXW_NO_ERROR;
    return true;
}

static void end_line(listing *l) {
    if (l->csv) fputs(CSV_LINE_END, l->csv);
    l->n_rows++;
}

static void write_header(listing *l) {
    const ProtobufCMessageDescriptor *d = l->row->descriptor;
    if (l->csv) fputs(CSV_START, l->csv);
    for (unsigned i = 0; i < d->n_fields; i++) {
        const char *label = l->row->field[i].label.zh;
        (void) put(l, i, label && *label ? label : d->fields[i].name);
    }
    end_line(l);
}

static bool write_row(listing *l, const ProtobufCMessage *row) {
    for (unsigned i = 0; i < l->row->descriptor->n_fields; i++)
        if (!put(l, i, listing_text(l->row, row, i, l->page))) return false;
    end_line(l);
    return l->csv || listing_chart_add(&l->chart, row);
}

/* ---- the file -------------------------------------------------------------------------------- */

static status open_csv(listing *l, const scratch *room) {
    status s = scratch_file(room, &l->fd);
    if (s != OK) return s;
    int copy = fcntl(l->fd, F_DUPFD_CLOEXEC, 3);
    l->csv = copy < 0 ? NULL : fdopen(copy, "wb");
    if (l->csv) return OK;
    if (copy >= 0) close(copy);
    return E_INTERNAL;
}

static status open_book(listing *l, const scratch *room) {
    int fd = -1;
    status s = template_workbook(room, &fd, &l->book);
    if (s != OK) return s;
    l->fd = fd;
    l->sheet = workbook_add_worksheet(l->book, NULL);
    if (l->sheet) worksheet_freeze_panes(l->sheet, 1, 0);
    return l->sheet && listing_chart_open(&l->chart, l->book, l->row) ? OK : E_INTERNAL;
}

static status take_input(listing *l, ProtobufCBinaryData input) {
    l->input_room = arena_open(PAGE_ARENA_BYTES);
    l->page = arena_open(PAGE_ARENA_BYTES);
    if (!l->input_room || !l->page) return E_ARENA;
    l->input = protobuf_c_message_unpack(l->query->input->descriptor, arena_pb(l->input_room),
                                         input.len, input.data);
    if (!l->input) return E_MALFORMED;
    int limit = catalog_field(l->query->input, "limit");
    if (limit >= 0 && !field_number(l->input, (unsigned) limit))
        field_set_number(l->input, (unsigned) limit, l->query->input->field[limit].most);
    return OK;
}

status listing_open(const command_type *query, ProtobufCBinaryData input, listing_form form,
                    const scratch *room, listing **out) {
    int list = catalog_listed(query);
    if (list < 0) return E_UNKNOWN_METHOD;
    listing *l = calloc(1, sizeof *l);
    if (!l) return E_ARENA;
    *l = (listing){.query = query,
                   .list = (unsigned) list,
                   .row = query->output->field[list].message,
                   .fd = -1};
    status s = take_input(l, input);
    if (s == OK) s = form == LISTING_CSV ? open_csv(l, room) : open_book(l, room);
    if (s != OK) {
        listing_drop(l);
        return s;
    }
    write_header(l);
    *out = l;
    return OK;
}

/* ---- pages ----------------------------------------------------------------------------------- */

static void note_next(listing *l, const ProtobufCMessage *reply) {
    int at = catalog_field(l->query->output, "next");
    const char *next = at < 0 ? "" : field_text(reply, (unsigned) at);
    snprintf(l->next, sizeof l->next, "%s", next);
}

status listing_add(listing *l, ProtobufCBinaryData reply) {
    arena_reset(l->page);
    const ProtobufCMessageDescriptor *d = l->query->output->descriptor;
    const ProtobufCMessage *shown =
        protobuf_c_message_unpack(d, arena_pb(l->page), reply.len, reply.data);
    if (!shown) return E_MALFORMED;
    const ProtobufCFieldDescriptor *f = &d->fields[l->list];
    size_t n = *(const size_t *) ((const char *) shown + f->quantifier_offset);
    ProtobufCMessage *const *row =
        *(ProtobufCMessage *const *const *) ((const char *) shown + f->offset);
    if (l->n_rows - HEADER_ROWS + n > LISTING_ROWS_MAX) return E_LIST_ROWS;
    for (size_t i = 0; i < n; i++)
        if (!write_row(l, row[i])) return E_TOO_LARGE;
    note_next(l, shown);
    return OK;
}

bool listing_next(listing *l, ProtobufCBinaryData *input) {
    int after = catalog_field(l->query->input, "after");
    bool more = l->next[0] && after >= 0;
    if (l->begun && !more) return false;
    arena_reset(l->page);
    if (l->begun) field_set_text(l->input, (unsigned) after, l->next);
    l->begun = true;
    uint8_t *data = arena_alloc(l->page, protobuf_c_message_get_packed_size(l->input) + 1);
    if (!data) return false;
    *input = (ProtobufCBinaryData){protobuf_c_message_pack(l->input, data), data};
    return true;
}

/* ---- the end --------------------------------------------------------------------------------- */

/* One line of the note: below the rows, or on a sheet of its own. */
static bool put_note(listing *l, lxw_worksheet *sheet, unsigned line, const char *const pair[2]) {
    for (unsigned i = 0; i < 2 && l->csv; i++) csv_put(l->csv, pair[i], i == 0);
    if (l->csv) return fputs(CSV_LINE_END, l->csv) >= 0;
    return worksheet_write_string(sheet, line, 0, pair[0], NULL) == LXW_NO_ERROR &&
           worksheet_write_string(sheet, line, 1, pair[1], NULL) == LXW_NO_ERROR;
}

/* How it is narrowed, how many rows, as of which position of the log, for whom and when. */
static bool write_note(listing *l, const listing_note *note) {
    const char *rows = arena_printf(l->page, "%u", l->n_rows - HEADER_ROWS);
    const char *const lines[NOTES][2] = {{"筛选条件 filter", note->filter},
                                         {"行数 rows", rows},
                                         {"日志位置 position", note->position},
                                         {"导出账号 account", note->account_no},
                                         {"导出时间 time", listing_time(note->at_us, l->page)}};
    lxw_worksheet *sheet = l->book ? workbook_add_worksheet(l->book, "说明") : NULL;
    if (!rows || (l->book && !sheet)) return false;
    if (l->csv) fputs(CSV_LINE_END, l->csv);
    for (unsigned i = 0; i < NOTES; i++)
        if (!lines[i][1] || !put_note(l, sheet, i, lines[i])) return false;
    return true;
}

/* What was written is whole; the handles are gone in any case. */
static bool end_writing(listing *l) {
    bool whole = true;
    if (l->csv) {
        whole = !ferror(l->csv);
        whole = fclose(l->csv) == 0 && whole;
    }
    if (l->book) whole = workbook_close(l->book) == LXW_NO_ERROR && whole;
    l->csv = NULL;
    l->book = NULL;
    return whole;
}

status listing_finish(listing *l, const listing_note *note, int *fd) {
    bool whole = (l->csv || listing_chart_finish(&l->chart)) && write_note(l, note);
    whole = end_writing(l) && whole && lseek(l->fd, 0, SEEK_SET) == 0;
    if (whole) {
        *fd = l->fd;
        l->fd = -1;
    }
    listing_drop(l);
    return whole ? OK : E_INTERNAL;
}

void listing_drop(listing *l) {
    if (!l) return;
    (void) end_writing(l);
    if (l->fd >= 0) close(l->fd);
    arena_close(l->input_room);
    arena_close(l->page);
    free(l);
}
