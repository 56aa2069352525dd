/* hall: settings, then the table of commands. See hall.h. */
#include "tools/hall/hall.h"

#include <string.h>

#include "proto/runtime/log.h"

static const setting settings[] = {
    SETTING_TEXT(options, name, "cli", "Own peer name; NAME.key in the key folder."),
    SETTING_TEXT(options, keys, "/etc/hall/keys", "Folder of all keys of the bus."),
    SETTING_TEXT(options, keys_issued, "/etc/hall/keys.d", "Folder of the programs' key folders."),
    SETTING_TEXT(options, vault, "/etc/hall/vault", "Key file of personal fields."),
    SETTING_TEXT(options, front, "ipc:///run/hall/front/1", "Brokers, with commas between."),
    SETTING_TEXT(options, db, "dbname=hall", "Database, as libpq takes it."),
    SETTING_TEXT(options, cache, "/var/lib/hall/cache/copy", "Folder of the LMDB projection."),
    SETTING_TEXT(options, params, "", "File with the first parameters; empty: those built in."),
    SETTING_TEXT(options, data, "/var/lib/hall", "Folder whose free space is shown."),
    SETTING_TEXT(options, files, "/var/lib/hall/files", "Folder of uploaded files and results."),
    SETTING_TEXT(options, files_key, "/etc/hall/files.secret", "Key file of that folder."),
    SETTING_TEXT(options, outbox, "/var/lib/hall/outbox",
                 "Folder of the texts of a demonstration's sender."),
    SETTING_NUMBER(options, lane, "0", 0, POSITION_LANES_MAX - 1, "Lane of the database's log."),
    SETTING_NUMBER(options, scan_bytes, "10485760", 1024, 67108864, "Largest scan of a letter."),
    SETTING_NUMBER(options, timeout_ms, "30000", 1, 3600000, "Longest wait for an answer."),
};
const program hall_program = {"hall",
                              "办事大厅命令行",
                              "the command line of the service hall",
                              SETTINGS(settings),
                              "COMMAND [ARGUMENT...]",
                              "HALL_CONFIG"};
options opt;

const tool tools[] = {
    {"login", "ACCOUNT [--password-file FILE|-] [--show-token]", "登录并保存令牌",
     "log in and keep the token", "--password-file --show-token", tool_login},
    {"logout", "", "退出", "log out", "", tool_logout},
    {"status", "[--json] [--worker NAME] [--quiet]", "运行状态：代理、队列、日志、磁盘",
     "brokers, queues, log, free space", "--json --worker --quiet", tool_status},
    {"log", "[--lane N] tail [N] | subject SUBJECT | verify [FILE] | export FILE",
     "事件日志：查看、按人员（单位、业务）查历史、验证、导出",
     "show, prove and export the event log; the history of one person, unit or case",
     "tail subject verify export --lane", tool_log},
    {"replay", "[--lane N] [--memory-mb N] [FILE]", "从零重放日志并与现状比较",
     "fold the log from zero and compare with the tables", "--lane --memory-mb", tool_replay},
    {"recount", "[--cache FOLDER] [FILE]", "按日志重新统计并与统计报表比较",
     "count the log again and compare with the statistics", "--cache", tool_recount},
    {"parked", "list [N] | replay ID | discard ID", "待人工处理的业务",
     "commands that wait for an operator", "list replay discard", tool_parked},
    {"keys",
     "create NAME=CLASS... | issue [NAME[=GROUP]...] | list | vault | rotate [--prepare] | "
     "destroy --subject PERSON_NO [--yes]",
     "总线密钥与个人信息密钥：生成、分发给各程序、更换主密钥、销毁某人的密钥",
     "keys of the bus and of personal fields: make, give each program its own, replace the master "
     "key, destroy a person's",
     "create issue list vault rotate destroy --subject --yes --prepare", tool_keys},
    {"migrate", "[--suite sm|std] [--new-keys]", "建立或升级数据库表", "make or upgrade the tables",
     "--suite --new-keys", tool_migrate},
    {"city", "[--persons N] [--seed S] [--today YYYYMMDD] [--demo]", "生成模拟城市数据",
     "load a synthetic city", "--persons --seed --today --demo", tool_city},
    {"params", "KIND", "业务参数文件转为申报内容（JSON）",
     "the figures of a file as the body of a proposal", "", tool_params},
    {"vectors", "FILE.tsv", "用测试向量核对规则", "run test vectors against the rules", "",
     tool_vectors},
    {"old", "import FILE.csv --hash md5|sha1|sha256 [--salt none|before|after] | close --yes",
     "原查询系统账号：迁移、启用日停用并销毁密码摘要",
     "accounts of the former query system: take them over; close it and destroy its hashes",
     "import close --hash --salt --yes", tool_old},
    {"outbox", "[--last N]", "演示环境中发出的短信（验证码）",
     "texts that a demonstration's sender wrote instead of sending them", "--last", tool_outbox},
    {"new-id", "", "生成申报流水号（第7版UUID）", "make an id for a command, for curl and --id", "",
     tool_new_id},
    {"root", "LOGIN_NAME --name NAME --document-no NUMBER", "安装时开通根账号，显示一次性密码",
     "make the settlement centre's first account at installation and show its one-time code",
     "--name --document-no", tool_root},
    {"factor", "", "绑定验证器：生成密钥和备用码", "bind an authenticator to your account", "",
     tool_factor},
    {"letter", "FILE.pdf [ACCOUNT]", "领取并打印激活通知单（每份只能领取一次）",
     "take activation letters, each once, into a PDF to print", "", tool_letter},
    {"scan", "FILE [--unit-no UNIT --login-name NAME --purpose CODE --purpose-ref NUMBER]",
     "上传单位函件扫描件并显示其编号；或按用途取出某操作员的函件",
     "hand in the scan of a unit's letter and show its number; or fetch an operator's letter",
     "--unit-no --login-name --purpose --purpose-ref", tool_scan},
    {"totp", "SECRET", "动态验证码（演示用验证器）",
     "the code that an authenticator with this secret shows now", "", tool_totp},
    {"help", "[COMMAND | SERVICE | SERVICE METHOD]", "帮助", "help", "", tool_help},
    {"completion", "bash", "命令补全脚本", "print the completion script", "bash", tool_completion},
    {"manual", "", "手册页（scdoc）", "print the manual page for scdoc", "", tool_manual},
};
const unsigned n_tools = sizeof tools / sizeof tools[0];

static int dispatch(int argc, char **argv) {
    for (unsigned i = 0; i < n_tools; i++)
        if (!strcmp(argv[0], tools[i].name)) return tools[i].run(argc, argv);
    return tool_call(argc, argv);
}

int main(int argc, char **argv) {
    if (argc < 2 || !strcmp(argv[1], "--help")) return tool_help(0, NULL);
    int stop = config_load(&hall_program, argc, argv, &opt);
    if (stop >= 0) return stop == 0 ? EXIT_DONE : EXIT_USAGE;
    log_open("hall", LEVEL_WARN, 2);
    char **rest = config_operands();
    int n = 0;
    while (rest[n]) n++;
    int code = n ? dispatch(n, rest) : tool_help(0, NULL);
    bool whole = fflush(stdout) == 0 && !ferror(stdout);
    return whole || code != EXIT_DONE
               ? code
               : say(EXIT_UNAVAILABLE, "What was to be printed is lost: the output takes no more.");
}
