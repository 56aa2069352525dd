/* roster_check: which rows of a file the cell rules refuse by themselves, as JSON, in the form of the
 * expected.json beside every made roster. Also writes an empty template. Usage:
 * roster_check HALL_INGEST FILE SHEET | roster_check --template SHEET FILE */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "adapters/roster/contract.h"
#include "adapters/roster/header.h"
#include "adapters/roster/reader.h"

static contract_template wanted;
static unsigned n_failed;

static void check_row(const header_map *map, const cell_row *row, bool date_1904)
{
    cell_value value;
    if (header_row_is_blank(&wanted.def, map, row))
        return;
    for (unsigned i = 0; i < wanted.def.n_columns; i++) {
        const cell *c = map->column[i] < 0 ? NULL : cell_at(row, (unsigned)map->column[i]);
        status s = cell_convert(&wanted.column[i], c, date_1904, &value);
        if (s == OK)
            continue;
        printf("%s{\"row\":%u,\"column\":\"%s\",\"code\":\"%s\"}", n_failed++ ? ",\n" : "",
               row->number, wanted.column[i].header, status_name(s));
    }
}

static int check_file(const char *program, const char *path, const char *sheet)
{
    reader *r;
    cell_row row;
    header_map map;
    roster_fault fault = {0};
    reader_options options = {.program = program, .sheets = &sheet, .n_sheets = 1,
                              .blocking = true};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || reader_open(&r, fd, &options) != OK)
        return 1;
    printf("{\"failed\":[");
    unsigned n = 0;
    reader_event event;
    while (fault.code == OK && (event = reader_next(r, &row)) == READER_ROW)
        if (n++ > 0)
            check_row(&map, &row, reader_about(r)->date_1904);
        else if (header_version(&wanted.def, reader_about(r)->version, &fault) == OK)
            fault.code = header_match(&wanted.def, &row, &map, &fault);
    if (fault.code == OK && event == READER_FAULT)
        fault = *reader_refusal(r);
    printf("],\n\"rows\":%u,\"fault\":\"%s\",\"detail\":\"%s\"}\n", n ? n - 1 : 0,
           status_name(fault.code), fault.detail_en);
    reader_close(r);
    close(fd);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: roster_check HALL_INGEST FILE SHEET | --template SHEET FILE\n", stderr);
        return 2;
    }
    bool template_only = strcmp(argv[1], "--template") == 0;
    const command_type *command = contract_command(template_only ? argv[2] : argv[3]);
    if (command == NULL || !contract_fill(command, &wanted))
        return 1;
    if (template_only)
        return template_write(&wanted.def, argv[3]) == OK ? 0 : 1;
    return check_file(argv[1], argv[2], argv[3]);
}
