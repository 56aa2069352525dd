/* person: employees by the profile of docs/rules 9.2: age, origin, name, wage. The document number
 * checks, and its sequence number is 800 to 999. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gen/enrolment/add_member.h"
#include "tools/city/city.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/citizen_id.h"

static const char *const surnames[] = {
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡",
    "郭", "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "邓", "冯", "曹",
    "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜", "叶", "程", "魏",
    "苏", "吕", "丁", "任", "卢", "姚", "沈", "钟", "姜", "崔", "谭", "陆", "范", "汪", "廖",
    "石", "金", "韦", "贾", "夏", "付", "方", "邹", "熊", "白", "孟", "秦", "邱", "侯", "江",
    "尹", "薛", "闫", "段", "雷", "龙", "黎", "史", "陶", "贺", "毛", "郝", "顾", "龚", "邵",
    "万", "覃", "武", "钱", "戴", "严", "莫", "孔", "向", "常"};
static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
                                    "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚",
                                    "桂", "英", "华", "玉", "梅", "建", "国", "文", "志", "红",
                                    "海", "春", "波", "宇", "浩", "凯", "健", "俊", "帆", "雪",
                                    "婷", "鑫", "飞", "晨", "佳", "慧", "莹", "琳", "欣", "怡"};
enum { SURNAMES = sizeof surnames / sizeof surnames[0], GIVEN = sizeof given / sizeof given[0] };

/* Region of origin: 62 % Wuhan, 26 % elsewhere in Hubei, the rest neighbouring provinces. */
static const char *const wuhan[] = {"420102", "420103", "420104", "420105", "420106", "420107",
                                    "420111", "420112", "420115", "420116", "420117"};
static const char *const hubei[] = {"420204", "420302", "420502", "420602", "420704", "420802",
                                    "420902", "421002", "421102", "421202", "421303", "422801"};
static const char *const other[] = {"410102", "430102", "360102", "340102", "510104"};

/* Ages of contributors: 16-24 begins at 18 so that all have begun to work. */
static const double age_weight[] = {9, 17, 16, 14, 15, 14, 10, 5};
static const int32_t age_from[] = {18, 25, 30, 35, 40, 45, 50, 55, 59};

static const char *region(city_random *r) {
    double at = random_unit(r);
    if (at < 0.62) return wuhan[random_below(r, sizeof wuhan / sizeof wuhan[0])];
    if (at < 0.88) return hubei[random_below(r, sizeof hubei / sizeof hubei[0])];
    return other[random_below(r, sizeof other / sizeof other[0])];
}

/* Women over 48 of the kind that retires at 50 would be refused: they are drawn younger. */
static int32_t birth_of(city_random *r, bool male, int32_t date) {
    unsigned bracket = random_pick(r, age_weight, 8);
    uint32_t span = (uint32_t) (age_from[bracket + 1] - age_from[bracket]);
    int32_t age = age_from[bracket] + (int32_t) random_below(r, span);
    if (!male && age > 47) age = 30 + age % 17;
    return date_add(date, -(age * 365 + age / 4 + 1 + (int32_t) random_below(r, 364)));
}

static int32_t ethnicity(city_random *r) {
    double at = random_unit(r);
    return at < 0.99 ? 1 : at < 0.994 ? 15 : at < 0.997 ? 3 : 11;
}

static int64_t wage(city_random *r, int64_t floor_fen, int64_t ceiling_fen) {
    double at = random_unit(r), average = (double) ceiling_fen / 3;
    if (at < 0.28) return floor_fen;
    if (at < 0.34) return ceiling_fen + (int64_t) random_below(r, 1000000);
    int64_t fen = (int64_t) (0.82 * average * exp(0.55 * random_normal(r)));
    if (fen < 250000) fen = 250000;
    return fen - fen % 100;
}

static void make_document(city_random *r, bool male, int32_t birth, char out[20]) {
    uint32_t sequence = 800 + random_below(r, 100) * 2 + (male ? 1 : 0);
    snprintf(out, 20, "%s%08d%03u", region(r), birth, sequence);
    out[17] = citizen_id_check_char(out);
    out[18] = 0;
}

static void make_name(city_random *r, char out[64]) {
    double weight[SURNAMES];
    for (unsigned i = 0; i < SURNAMES; i++) weight[i] = pow(i + 1, -0.9);
    const char *first = given[random_below(r, GIVEN)];
    const char *second = random_unit(r) < 0.75 ? given[random_below(r, GIVEN)] : "";
    snprintf(out, 64, "%s%s%s", surnames[random_pick(r, weight, SURNAMES)], first, second);
}

void person_make(city_random *r, const char *unit_no, int32_t date, int64_t floor_fen,
                 int64_t ceiling_fen, city_person *out) {
    bool male = random_unit(r) < 0.515;
    AddMember *in = &out->in;
    *in = (AddMember) ADD_MEMBER_INIT;
    int32_t birth = birth_of(r, male, date);
    make_document(r, male, birth, out->document_no);
    make_name(r, out->name);
    snprintf(out->mobile, sizeof out->mobile, "1999%07u", random_below(r, 10000000));
    in->unit_no = (char *) unit_no;
    in->document_type = 201;
    in->document_no = out->document_no;
    in->name = out->name;
    in->mobile = out->mobile;
    in->sex = male ? SEX_MALE : SEX_FEMALE;
    in->ethnicity = ethnicity(r);
    in->birth_date = birth;
    in->hukou_kind = (int32_t) (1 + random_below(r, 4));
    in->education = random_unit(r) < 0.4 ? 21 : random_unit(r) < 0.5 ? 31 : 61;
    in->person_class = 1;
    in->employment_form = 2;
    in->work_start_date = in->employment_date = in->enrol_date = date;
    in->reason = 111;
    in->declared_wage_fen = wage(r, floor_fen, ceiling_fen);
    in->pension = in->medical = in->unemployment = in->injury = in->maternity = 1;
}
