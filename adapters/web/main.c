/* hall-web: settings and signals; then web_run. Listens on loopback unless told otherwise: nginx
 * stands before it (deploy/nginx/hall.conf) and gives TLS, HTTP/2 and request rates. A door whose
 * listening socket is handed over at start (outside, inside, internal) uses that one. */
#include <stdlib.h>
#include <sysexits.h>

#include "adapters/web/door/web.h"
#include "proto/runtime/config.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/process.h"

static const setting settings[] = {
    SETTING_TEXT(web_options, name, "web", "Own name on the bus; NAME.key is in the key folder."),
    SETTING_TEXT(web_options, keys, "/etc/hall/keys.d/web", "Own key folder."),
    SETTING_TEXT(web_options, front, "ipc:///run/hall/front/1", "Brokers, divided by commas."),
    SETTING_TEXT(web_options, broker_cert, "broker", "Whose certificate tcp brokers show."),
    SETTING_TEXT(
        web_options, files, "/var/lib/hall/files",
        "Folder of uploaded files, encrypted; empty: this adapter takes and gives no files (a "
        "kiosk's)."),
    SETTING_TEXT(web_options, files_key, "/etc/hall/files.secret", "Key file of that folder."),
    SETTING_TEXT(web_options, address, "127.0.0.1", "Address of the outside door."),
    SETTING_NUMBER(web_options, port, "8080", 0, 65535, "Port of the outside door, 0: closed."),
    SETTING_TEXT(web_options, inside_address, "127.0.0.1", "Address of the intranet door."),
    SETTING_NUMBER(web_options, inside_port, "8081", 0, 65535,
                   "Port of the intranet door, 0: closed."),
    SETTING_NUMBER(web_options, metrics_port, "8082", 0, 65535,
                   "Port of metrics and health on loopback, 0: closed."),
    SETTING_TEXT(
        web_options, proxy_header, "",
        "Header in which the proxy tells the client's address, e.g. X-Real-IP; empty: none."),
    SETTING_TEXT(web_options, proxy_address, "127.0.0.1",
                 "Address of the proxy: the header of any other peer counts for nothing."),
    SETTING_TEXT(web_options, certificate_header, "",
                 "Header in which the proxy hands on the client certificate that it verified, e.g. "
                 "X-Client-Certificate; empty: none."),
    SETTING_TEXT(web_options, portal_outside, "",
                 "Folder with the portal's files for the outside door; empty: a page of the hall."),
    SETTING_TEXT(web_options, portal_inside, "",
                 "Folder with the portal's files for the intranet door."),
    SETTING_FLAG(web_options, tls, "no",
                 "Clients come by https: browsers are told to insist on it."),
    SETTING_FLAG(web_options, kiosk, "no",
                 "Serves the machines in offices: what is done there counts as done at a kiosk."),
    SETTING_FLAG(web_options, demonstration, "no",
                 "The first page names the accounts of the demonstration city."),
    SETTING_NUMBER(web_options, connections, "2000", 4, 100000, "Connections of one door."),
    SETTING_NUMBER(web_options, per_address, "200", 1, 100000,
                   "Connections of one address; without a proxy only."),
    SETTING_NUMBER(web_options, half_open_per_address, "32", 1, 100000,
                   "Of them, those that have not said yet what they want."),
    SETTING_NUMBER(web_options, header_bytes, "65536", 4096, 1048576, "Memory of one connection."),
    SETTING_NUMBER(web_options, url_bytes, "8192", 128, 65536, "Longest address with its query."),
    SETTING_NUMBER(web_options, upload_bytes, "67108864", 1024, 1073741824,
                   "Largest uploaded file."),
    SETTING_NUMBER(web_options, scan_bytes, "10485760", 1024, 67108864,
                   "Largest scan of a letter."),
    SETTING_NUMBER(web_options, header_ms, "10000", 100, 600000, "Longest time for a header."),
    SETTING_NUMBER(web_options, idle_ms, "60000", 100, 3600000, "Longest pause between requests."),
    SETTING_NUMBER(web_options, body_rate_bytes, "8000", 1, 1000000000,
                   "Least average bytes a second of a body, after the grace."),
    SETTING_NUMBER(web_options, body_grace_ms, "10000", 100, 600000,
                   "Time before the rate of a body counts."),
    SETTING_NUMBER(web_options, send_ms, "120000", 100, 3600000, "Longest time of sending."),
    SETTING_NUMBER(web_options, drain_ms, "5000", 0, 600000,
                   "Longest wait for answers at the end."),
    SETTING_NUMBER(web_options, feeds, "500", 0, 100000, "Event feeds open at once."),
    SETTING_NUMBER(web_options, feeds_per_address, "64", 1, 100000, "Event feeds of one address."),
    SETTING_NUMBER(web_options, feeds_per_account, "8", 1, 100000, "Event feeds of one account."),
    SETTING_NUMBER(web_options, feed_pause_ms, "1000", 0, 60000,
                   "Least time between two hints of one feed."),
    SETTING_NUMBER(web_options, feed_check_ms, "60000", 100, 3600000,
                   "How often a feed's login is asked after: one that ended ends its feeds."),
    SETTING_NUMBER(web_options, use_ms, "240000", 100, 600000,
                   "How often the hall is told that a session is in use."),
    SETTING_TEXT(web_options, log, "info", "error, warn, info or debug."),
};
static const program self = {"hall-web",         "网上办事大厅", "the web adapter",
                             SETTINGS(settings), NULL,           NULL};
static web_options opt;

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log)) return EX_USAGE;
    guard_process(GUARD_ALONE);
    return web_run(&opt, process_stop_fd()) == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
