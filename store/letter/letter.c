/* letter: lays the pages out with Pango and writes them with cairo. Sizes are points of 1/72 inch.
 */
#include "store/letter/letter.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/letter/letter_text.h"

#define FONT "Noto Sans CJK SC"

enum { PAGE_WIDTH = 595, PAGE_HEIGHT = 842, MARGIN = 50, LABEL_WIDTH = 115, TEXT_BYTES = 1024 };

typedef struct sheet {
    cairo_t *cairo;
    int y; /* of the next line, from the top */
    status code;
    char *missing;
    int fd;
} sheet;

static cairo_status_t write_bytes(void *self, const unsigned char *data, unsigned bytes) {
    const sheet *s = self;
    while (bytes > 0) {
        ssize_t n = write(s->fd, data, bytes);
        if (n <= 0) return CAIRO_STATUS_WRITE_ERROR;
        data += n;
        bytes -= (unsigned) n;
    }
    return CAIRO_STATUS_SUCCESS;
}

/* ---- text ---------------------------------------------------------------------------------- */

static void note_missing(sheet *s, const char *text, int at) {
    const char *sign = text + at;
    size_t bytes = (size_t) (g_utf8_next_char(sign) - sign);
    s->code = E_TEXT;
    memcpy(s->missing, sign, bytes);
    s->missing[bytes] = '\0';
}

/* A glyph that no font has is drawn as a box, so the first one stops the print. */
static void look_for_boxes(sheet *s, PangoLayout *layout, const char *text) {
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(at);
        for (int i = 0; run && s->code == OK && i < run->glyphs->num_glyphs; i++)
            if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
                note_missing(s, text, run->item->offset + run->glyphs->log_clusters[i]);
    } while (s->code == OK && pango_layout_iter_next_run(at));
    pango_layout_iter_free(at);
}

/* Writes `text` at x, broken over lines of `width`; returns its height. */
static int put(sheet *s, int x, int width, int size, bool bold, const char *text) {
    PangoLayout *layout = pango_cairo_create_layout(s->cairo);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    int height = 0;
    pango_font_description_set_size(font, size * PANGO_SCALE);
    if (bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, width * PANGO_SCALE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout, text, -1);
    if (pango_layout_get_unknown_glyphs_count(layout) > 0) look_for_boxes(s, layout, text);
    cairo_move_to(s->cairo, x, s->y);
    pango_cairo_show_layout(s->cairo, layout);
    pango_layout_get_size(layout, NULL, &height);
    pango_font_description_free(font);
    g_object_unref(layout);
    return PANGO_PIXELS_CEIL(height);
}

static void paragraph(sheet *s, int size, bool bold, const char *text) {
    s->y += put(s, MARGIN, PAGE_WIDTH - 2 * MARGIN, size, bold, text) + size / 3;
}

/* A line of the table; one without a value is left out. */
static void entry(sheet *s, const char *label, const char *value, int size, bool bold) {
    if (!value[0]) return;
    const int width = PAGE_WIDTH - 2 * MARGIN - LABEL_WIDTH;
    const int left = put(s, MARGIN, LABEL_WIDTH, 9, false, label);
    const int right = put(s, MARGIN + LABEL_WIDTH, width, size, bold, value);
    s->y += (left > right ? left : right) + 2;
}

static void rule(sheet *s) {
    cairo_set_line_width(s->cairo, 0.5);
    cairo_move_to(s->cairo, MARGIN, s->y);
    cairo_line_to(s->cairo, PAGE_WIDTH - MARGIN, s->y);
    cairo_stroke(s->cairo);
    s->y += 6;
}

/* ---- the page ------------------------------------------------------------------------------ */

static void join(char out[TEXT_BYTES], const char *first, const char *second) {
    if (first[0] && second[0])
        snprintf(out, TEXT_BYTES, "%s（%s）", first, second);
    else
        snprintf(out, TEXT_BYTES, "%s%s", first, second);
}

/* Beijing time has no summer time. */
static struct tm beijing(int64_t at_us) {
    const time_t at = (time_t) (at_us / 1000000) + 8 * 3600;
    struct tm out;
    gmtime_r(&at, &out);
    return out;
}

static void table(sheet *s, const Identity__ActivationLetter *l) {
    char text[TEXT_BYTES];
    join(text, l->unit_name, l->unit_no);
    entry(s, "单位名称（编号）", text, 10, false);
    entry(s, "社区编码", l->community_code, 10, false);
    entry(s, "账号类别", letter_role(l->role), 10, false);
    join(text, l->name, l->mobile);
    entry(s, "持有人（联系手机）", text, 10, false);
    entry(s, "登录名", l->account_no, 13, true);
    entry(s, "一次性密码", l->code, 16, true);
    const struct tm end = beijing(l->code_expires_at_us);
    strftime(text, sizeof text, "%Y年%m月%d日%H时%M分（北京时间）", &end);
    entry(s, "有效期至", text, 10, false);
    join(text, letter_office(l), l->made_by);
    entry(s, "开通机构（经办人）", text, 10, false);
}

static void english(sheet *s, const Identity__ActivationLetter *l) {
    char until[TEXT_BYTES], text[3 * TEXT_BYTES];
    const struct tm end = beijing(l->code_expires_at_us);
    strftime(until, sizeof until, "%Y-%m-%d %H:%M (UTC+8)", &end);
    letter_english(l, until, text, sizeof text);
    paragraph(s, 10, true, "Activation letter");
    paragraph(s, 8, false, text);
}

static void page(sheet *s, const Identity__ActivationLetter *l, int64_t taken_at_us) {
    char text[TEXT_BYTES];
    s->y = MARGIN;
    paragraph(s, 18, true, "社会保险网上办事大厅账号激活通知单");
    const struct tm today = beijing(taken_at_us);
    strftime(text, sizeof text, "打印日期：%Y年%m月%d日", &today);
    paragraph(s, 9, false, text);
    rule(s);
    table(s, l);
    rule(s);
    paragraph(s, 11, true, "请按以下步骤激活");
    for (const char *const *step = letter_steps; *step; step++) paragraph(s, 10, false, *step);
    paragraph(s, 11, true, "注意事项");
    for (const char *const *one = letter_warnings; *one; one++) paragraph(s, 9, false, *one);
    rule(s);
    english(s, l);
    cairo_show_page(s->cairo);
}

static void date_document(cairo_surface_t *surface, int64_t at_us) {
    char text[TEXT_BYTES];
    const struct tm day = beijing(at_us);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+08:00", &day);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "激活通知单");
}

status letter_print(const Identity__LettersTaken *letters, int fd,
                    char missing[LETTER_SIGN_BYTES]) {
    sheet s = {.code = OK, .missing = missing, .fd = fd};
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(write_bytes, &s, PAGE_WIDTH, PAGE_HEIGHT);
    date_document(surface, letters->taken_at_us);
    s.cairo = cairo_create(surface);
    for (size_t i = 0; i < letters->n_letter && s.code == OK; i++)
        page(&s, letters->letter[i], letters->taken_at_us);
    cairo_destroy(s.cairo);
    cairo_surface_finish(surface);
    if (s.code == OK && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        s.code = E_UNAVAILABLE;
    cairo_surface_destroy(surface);
    return s.code;
}
