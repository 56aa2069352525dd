// counter: the acts of the counter, by whom they are about.
export const COUNTER = [
  { title: '参保人员', acts: ['identity.IdentifyAtCounter', 'identity.RecordCard', 'identity.ReadDocument', 'identity.DisputeDocument', 'identity.ClearDocument'] },
  { title: '机构、单位、社区账号持有人', acts: ['identity.IdentifyHolder', 'identity.DisputeHolder', 'identity.ClearHolder'] },
]
