/* sheet: what kind of file is it, by its first bytes; see sheet.h. */
#include "store/workbook/sheet.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const sheet_limits sheet_default_limits = {
    .rows_max = 200000,
    .entries_max = 1000,
    .part_bytes_max = 512u << 20,
    .total_bytes_max = 2048ull << 20,
    .strings_bytes_max = 128u << 20,
    .csv_bytes_max = 128u << 20,
};

#define SNIFF_BYTES 1024

static bool begins(const char *head, size_t n, const char *with, size_t length) {
    return n >= length && memcmp(head, with, length) == 0;
}

/* Old BIFF without a compound file: BOF records of versions 2 to 4. */
static bool is_bare_biff(const char *head, size_t n) {
    return n >= 4 && head[0] == 0x09 &&
           (head[1] == 0 || head[1] == 2 || head[1] == 4 || head[1] == 8) && head[3] == 0;
}

/* HTML and SpreadsheetML, which old programs save under the name .xls. */
static bool is_markup(const char *head, size_t n) {
    size_t at = begins(head, n, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (at < n && strchr(" \t\r\n", head[at]) && head[at] != '\0') at++;
    return at < n && head[at] == '<';
}

static status refuse(sheet_job *job, const char *zh, const char *en) {
    return fault_set(&job->fault, E_BATCH_FORMAT, zh, en);
}

static status parse_kind(sheet_job *job) {
    char head[SNIFF_BYTES];
    ssize_t got = pread(job->fd, head, sizeof head, 0);
    size_t n = got > 0 ? (size_t) got : 0;
    if (got < 0)
        return fault_set(&job->fault, E_INTERNAL, "文件无法读取", "the file cannot be read");
    if (n == 0) return fault_set(&job->fault, E_BATCH_EMPTY, "文件为空", "the file is empty");
    if (begins(head, n, "PK\x03\x04", 4)) return xlsx_parse(job);
    if (begins(head, n, "PK", 2))
        return fault_set(&job->fault, E_BATCH_UNSAFE, "压缩包已损坏", "the zip is damaged");
    if (begins(head, n, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) return xls_parse(job);
    if (is_bare_biff(head, n))
        return refuse(job, "Excel 版本过旧，请另存为 xlsx",
                      "this version of Excel is too old; save the file as xlsx");
    if (is_markup(head, n))
        return refuse(job, "这是网页或 XML 表格，请用表格软件打开后另存为 xlsx",
                      "this is a web page or XML table; open it and save it as xlsx");
    if (begins(head, n, "%PDF", 4)) return refuse(job, "这是 PDF 文件", "this is a PDF file");
    return csv_parse(job);
}

/* E_INTERNAL without a fault means that memory was refused. The machine itself never refuses it
 * here; the sandbox does once the file has made the parser take all it may. */
status sheet_parse(sheet_job *job) {
    status s = parse_kind(job);
    return s == E_INTERNAL ? fault_limits(&job->fault) : s;
}
