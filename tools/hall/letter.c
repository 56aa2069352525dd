/* letter: fetches activation letters, once, and prints them into a file of their taker's. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "gen/identity/take_letters.h"
#include "store/letter/letter.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 8 << 20, OWNER_ONLY = 0600 };

/* The file is made before the codes are asked for: they are given once. */
static int open_new(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ONLY);
    if (fd < 0) say(0, "%s：文件已存在或不可写。/ The file exists or cannot be written.", path);
    return fd;
}

static int print(const Identity__LettersTaken *letters, int fd, const char *path) {
    char missing[LETTER_SIGN_BYTES] = "";
    status s = letter_print(letters, fd, missing);
    if (s == OK && fsync(fd) == 0)
        return say(EXIT_DONE, "%zu 份通知单：%s%s / %zu letters%s", letters->n_letter, path,
                   letters->more ? "；还有未领取的，请再次领取。" : "。", letters->n_letter,
                   letters->more ? "; more wait, take again." : ".");
    unlink(path);
    if (s == E_TEXT)
        return say(
            EXIT_REFUSED,
            "字体缺少字符“%s”，未打印；请安装该字的字体（fonts-noto-cjk），重置账号后重新领取。/ "
            "No font has the sign %s: install one, reset the accounts and take the letters again.",
            missing, missing);
    return say(EXIT_REFUSED, "无法写入 %s。/ Cannot write %s.", path, path);
}

static int take(const char *path, const char *account_no, int fd, arena *a) {
    TakeLetters in = TAKE_LETTERS_INIT;
    uint8_t token[32];
    Bus__Answer *answer = NULL;
    in.account_no = lend(account_no);
    if (!token_get(NULL, token)) return say(EXIT_REFUSED, "Log in first: hall login ACCOUNT");
    const hall_act act = {opt.name, "identity.TakeLetters", &in.base, token, NULL, NULL};
    status s = hall_call(&act, a, &answer);
    crypt_wipe(token, sizeof token);
    if (s != OK) {
        unlink(path);
        return say_refusal("letter", s, answer);
    }
    Identity__LettersTaken *letters =
        identity__letters_taken__unpack(arena_pb(a), answer->payload.len, answer->payload.data);
    return letters ? print(letters, fd, path) : say(EXIT_REFUSED, "letter: E_MALFORMED");
}

int tool_letter(int argc, char **argv) {
    if (argc != 2 && argc != 3) return say(EXIT_USAGE, "hall letter FILE.pdf [ACCOUNT]");
    int fd = open_new(argv[1]);
    if (fd < 0) return EXIT_USAGE;
    arena *a = arena_open(ARENA_BYTES);
    int code = take(argv[1], argc == 3 ? argv[2] : "", fd, a);
    arena_close(a);
    close(fd);
    return code;
}
