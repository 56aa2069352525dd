/* login: makes the token's secret here, sends only its hash, keeps the secret in a file of the
 * caller's (0600). The password comes from the terminal without echo or from a file, never from the
 * command line, where others could read it. */
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "gen/identity/login.h"
#include "gen/identity/logout.h"
#include "proto/runtime/confirm.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 1 << 20 };

static bool read_line(FILE *in, char out[PASSWORD_BYTES]) {
    if (!fgets(out, PASSWORD_BYTES, in)) return false;
    out[strcspn(out, "\r\n")] = 0;
    return *out != 0;
}

bool secret_ask(const char *what, char out[PASSWORD_BYTES]) {
    struct termios shown, hidden;
    bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    if (terminal) {
        fprintf(stderr, "%s: ", what);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t) ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool good = read_line(stdin, out);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    return good;
}

static bool password_from(const char *path, char out[PASSWORD_BYTES]) {
    if (!path || !strcmp(path, "-")) return secret_ask("密码 password", out);
    FILE *file = fopen(path, "re");
    bool good = file && read_line(file, out);
    if (file) fclose(file);
    return good;
}

static int logged_in(const Bus__Answer *answer, const uint8_t token[32], const char *account,
                     bool show, arena *a) {
    char text[65];
    LoggedIn *in = (LoggedIn *) protobuf_c_message_unpack(
        &identity__logged_in__descriptor, arena_pb(a), answer->payload.len, answer->payload.data);
    if (!in) return say(EXIT_REFUSED, "The answer cannot be read.");
    if (show) {
        crypt_hex(token, 32, text);
        puts(text);
    } else if (!token_put(token, account)) {
        return say(EXIT_REFUSED, "The token cannot be kept in your configuration folder.");
    }
    if (in->must_change_password)
        say(0, "须修改密码 / The password must be changed first: hall identity change-password");
    else if (in->needs_factor)
        say(0, "须绑定验证器 / An authenticator has to be bound first: hall factor");
    return EXIT_DONE;
}

int tool_login(int argc, char **argv) {
    const char *path = flag(&argc, argv, "password-file");
    bool show = flag_is(&argc, argv, "show-token");
    char password[PASSWORD_BYTES], typed[PASSWORD_BYTES];
    uint8_t token[32], hash[CRYPT_HASH_BYTES];
    if (argc != 2)
        return say(EXIT_USAGE, "hall login ACCOUNT [--password-file FILE|-] [--show-token]");
    if (!password_from(path, password)) return say(EXIT_USAGE, "No password was given.");
    arena *a = arena_open(ARENA_BYTES);
    Bus__Answer *answer = NULL;
    Login in = LOGIN_INIT;
    crypt_random(token, sizeof token);
    crypt_sm3(token, sizeof token, hash);
    in.account_no = argv[1];
    in.password = password;
    in.token_hash = (ProtobufCBinaryData){sizeof hash, hash};
    const hall_act login = {opt.name, "identity.Login", &in.base, NULL, NULL, NULL};
    status s = hall_call(&login, a, &answer);
    if (s == E_AUTH_FACTOR && confirm_asked(answer) &&
        secret_ask("动态验证码 code of the authenticator", typed)) {
        in.factor = typed;
        s = hall_call(&login, a, &answer);
    }
    int code =
        s == OK ? logged_in(answer, token, argv[1], show, a) : say_refusal(argv[1], s, answer);
    crypt_wipe(password, sizeof password);
    crypt_wipe(token, sizeof token);
    arena_close(a);
    return code;
}

int tool_logout(int argc, char **argv) {
    (void) argv;
    uint8_t token[32];
    if (argc != 1) return say(EXIT_USAGE, "hall logout");
    if (!token_get(NULL, token)) return say(EXIT_DONE, "Nobody is logged in.");
    arena *a = arena_open(ARENA_BYTES);
    Bus__Answer *answer = NULL;
    Logout out = LOGOUT_INIT;
    const hall_act logout = {opt.name, "identity.Logout", &out.base, token, NULL, NULL};
    status s = hall_call(&logout, a, &answer);
    token_drop();
    arena_close(a);
    return s == OK ? EXIT_DONE : say_status("logout", s);
}
