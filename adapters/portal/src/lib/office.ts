// office: how the own district's office is reached, asked once for each account; the page offers all where it is
// not known whose office that is.
import { computed, reactive, watch } from 'vue'
import { ask } from './api'
import { session } from './session'
import { language } from './words'

interface Shown { officeNo: string; nameZh: string; nameEn: string; addressZh: string; addressEn: string; phone: string; hoursZh: string; hoursEn: string; demonstration?: boolean }
export interface Office { no: string; name: string; address: string; phone: string; hours: string; demonstration: boolean }

const told = reactive<{ list: Shown[]; own: string }>({ list: [], own: '' })

async function look() {
  const answer = await ask('desk.ListOffices', {}, { quiet: true }).catch(() => undefined)
  if (!answer) return
  told.list = answer.reply.office ?? []
  told.own = answer.reply.own ?? ''
}

/** Begins to follow who is logged in. */
export const followOffice = () => watch(() => session.account + session.ready, () => session.ready && look(), { immediate: true })

const inWords = (o: Shown): Office => ({
  no: o.officeNo,
  name: language.english ? o.nameEn : o.nameZh,
  address: language.english ? o.addressEn : o.addressZh,
  phone: o.phone,
  hours: language.english ? o.hoursEn : o.hoursZh,
  demonstration: !!o.demonstration,
})
export const offices = computed(() => told.list.map(inWords))
export const ownOffice = computed(() => offices.value.find(o => o.no === told.own))
/** The own district's code, whether or not its office is published. */
export const ownOfficeNo = computed(() => told.own)
/** The office of a district, or the own one where it is none's. */
export const officeOf = (code: string) => offices.value.find(o => o.no === code) ?? ownOffice.value
