/* unit: employers by the profile of docs/rules 9.1: district, size with its heavy tail, type,
 * grade. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tools/city/city.h"
#include "workers/rules/identifier/credit_code.h"

typedef struct district {
    const char *code, *name;
    double weight;
} district;

static const district districts[] = {
    {"420106", "武昌", 14},  {"420111", "洪山", 13}, {"420102", "江岸", 12}, {"420103", "江汉", 11},
    {"420104", "硚口", 8},   {"420105", "汉阳", 8},  {"420171", "东湖", 10}, {"420107", "青山", 4},
    {"420112", "东西湖", 6}, {"420113", "汉南", 5},  {"420115", "江夏", 4},  {"420116", "黄陂", 3},
    {"420114", "蔡甸", 1},   {"420117", "新洲", 1}};
enum { DISTRICTS = sizeof districts / sizeof districts[0], BRACKETS = 6 };

/* Members of a unit: the bracket first, then log-uniform inside. */
static const double bracket_weight[BRACKETS] = {57.72, 30, 9.5, 2.3, 0.42, 0.06};
static const double bracket_from[BRACKETS + 1] = {1, 5, 20, 100, 500, 2000, 12000};
static const double vip_chance[BRACKETS] = {0.03, 0.08, 0.25, 0.55, 0.85, 0.85};

static const double type_weight[] = {80, 9, 6, 2, 3};
static const int32_t type_code[] = {10, 60, 20, 30, 50};
static const char *const trades[] = {"光谷科技", "长江贸易", "汉水建筑", "楚天物流",
                                     "江城餐饮", "东湖软件", "黄鹤文化", "珞珈教育",
                                     "白云医药", "金桥机械", "晴川服饰", "磨山园林"};
enum { TRADES = sizeof trades / sizeof trades[0] };

/* A code that checks: registration body 91, Wuhan, and an organisation code made of the number. */
static void make_uscc(int64_t n, const char *district_code, char out[20]) {
    static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char body[24], org[ORG_CODE_SIZE] = "", text[20], folded[CREDIT_CODE_SIZE];
    snprintf(body, sizeof body, "MA%06lld", (long long) (n % 1000000));
    if (org_code_make(body, org) != OK) return;
    for (const char *last = signs; *last; last++) {
        snprintf(text, sizeof text, "91%.6s%.8s%c%c", district_code, org, org[9], *last);
        status s = credit_code_check(text, folded);
        if (s == OK || s == W_ORG_CHECK) break;
    }
    memcpy(out, text, 19);
}

static void grade(city_random *r, bool vip, city_unit *out) {
    out->vip = vip;
    out->operator_score = (int32_t) (vip ? 90 + random_below(r, 11) : 40 + random_below(r, 50));
    out->credit_score = (int32_t) (vip ? 85 + random_below(r, 16) : 45 + random_below(r, 40));
}

void unit_make(city_random *r, int64_t n, city_unit *out) {
    static const unsigned demo_district[] = {0, 0, 2};
    static const int32_t demo_size[] = {24, 12, 6};
    bool demo = n < 3;
    double weight[DISTRICTS];
    for (unsigned i = 0; i < DISTRICTS; i++) weight[i] = districts[i].weight;
    unsigned bracket = random_pick(r, bracket_weight, BRACKETS);
    unsigned where = random_pick(r, weight, DISTRICTS), kind = random_pick(r, type_weight, 5);
    const district *d = &districts[demo ? demo_district[n] : where];
    double low = log(bracket_from[bracket]), high = log(bracket_from[bracket + 1]);
    *out = (city_unit){.type = type_code[demo ? 0 : kind]};
    out->size = demo ? demo_size[n] : (int32_t) exp(low + (high - low) * random_unit(r));
    out->injury_class = (int32_t) (1 + random_below(r, 8));
    snprintf(out->unit_no, sizeof out->unit_no, "%u", 10000001u + (uint32_t) n);
    snprintf(out->district, sizeof out->district, "%s", d->code);
    snprintf(out->name, sizeof out->name, "模拟%s%s有限公司%lld", d->name,
             trades[random_below(r, TRADES)], (long long) (n + 1));
    make_uscc(n, d->code, out->uscc);
    bool vip = random_unit(r) < vip_chance[bracket];
    grade(r, demo ? n == 0 : vip, out);
}
