// enums: words for values that only officers see.
import { enumWords } from '@lib/contract'

Object.assign(enumWords, {
  QUEUED: '等待发送', SENDING: '正在发送', SENT: '已发送', SEND_FAILED: '发送失败', EXPIRED: '已过期',
  SAMPLE_WAITING: '待抽查', SAMPLE_PASSED: '没有问题', SAMPLE_OBJECTED: '有异议', SAMPLE_CONFIRMED: '认定虚假', SAMPLE_DISMISSED: '异议不成立',
  killed_worker: '多次使后台程序中断', PARK_WAITING: '等待人工处理', PARK_RELEASED: '已重放', PARK_DISCARDED: '已作废',
  FILING: '申报', QUERY: '查询', BULK: '批量',
  APPLIED: '已办结', IN_REVIEW: '转入审核', DRAFTED: '存为草稿', REFUSED: '已拒绝', SHOWN: '已答复',
  PAUSED_NO_REVIEW: '一年内未复核', PAUSED_FALSE_FILING: '抽查认定虚假申报',
})
