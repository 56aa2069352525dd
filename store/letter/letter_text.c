/* letter_text: what its holder has to do, and what the law says of it. */
#include "store/letter/letter_text.h"

#include <stdio.h>

const char *const letter_steps[] = {
    "1．打开社会保险网上办事大厅，选择“登录”，输入上面的登录名和一次性密码。",
    "2．系统只允许设置新密码。操作员密码至少10个字符，须含大写字母、小写字母、数字、符号中的三类；"
    "个"
    "人密码至少8个字符，须含两类。不得使用证件号码、出生日期、手机号码或登录名。",
    "3．用新密码重新登录。单位、社区和经办机构人员请在“账号设置”中绑定验证器，重要业务须二次验证。",
    "4．一次性密码过期、遗失或提示无效的，请向开通机构申请重新发放；重新发放后，本通知单作废。",
    NULL};

const char *const letter_warnings[] = {
    "本通知单只交本人。一次性密码不得告知他人，工作人员不会索要；激活后请销毁本通知单。",
    "账号限本人使用，所办业务均记入办事日志。泄露、篡改或者冒用他人社会保险信息的，依照《中华人民共"
    "和国"
    "社会保险法》和《中华人民共和国个人信息保护法》承担法律责任。",
    "非本人申请开通的，请立即联系开通机构停用账号。", NULL};

void letter_english(const Identity__ActivationLetter *letter, const char *until, char *out,
                    size_t out_bytes) {
    snprintf(
        out, out_bytes,
        "Login name %s, one-time code %s, valid until %s. Log in with both: the hall then only "
        "lets you "
        "set a password of your own. Log in again with that password and bind an authenticator. "
        "Give the code to nobody and destroy this page afterwards; staff never ask for it. If it "
        "has "
        "ended or is lost, ask the office that made the account for a new one; this one is then "
        "void. Disclosing or misusing social-insurance data is punishable by law.",
        letter->account_no, letter->code, until);
}

const char *letter_role(Kernel__Role role) {
    switch (role) {
    case KERNEL__ROLE__PERSON:
        return "参保人员";
    case KERNEL__ROLE__UNIT_OPERATOR:
        return "单位操作员";
    case KERNEL__ROLE__COMMUNITY_OPERATOR:
        return "社区操作员";
    default:
        return "工作人员";
    }
}

const char *letter_office(const Identity__ActivationLetter *letter) {
    return letter->district_code[0] ? "区社会保险经办机构" : "市社会保险基金结算中心";
}
