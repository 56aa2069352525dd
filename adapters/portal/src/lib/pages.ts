// pages: which pages a session opens. A page names the methods that it calls; the contract says who may call them,
// so nobody writes down who sees what. The menu shows exactly those.
import type { RouteLocationNormalized, RouteRecordRaw } from 'vue-router'
import { grants, type Head } from './contract'
import { may, onlyPage, rights, session } from './session'

/** `calls`: all of these; `any`: one of these is enough; `some`: there is a method like this. Without any: every account. */
export interface Needs { calls?: string[]; any?: string[]; some?: (head: Head) => boolean }

export const opens = (needs: Needs) =>
  (needs.calls ?? []).every(may) && (!needs.any || needs.any.some(may)) && (!needs.some || rights.heads.some(h => needs.some!(h) && grants(h, session.role)))

/** `group`: the part of the menu in which a page stands; parts with one page for this session are that page. */
export interface Entry { to: string; word: string; group?: string }
export interface Part { word: string; to?: string; pages: { to: string; word: string }[] }

const needsOf = (route: RouteRecordRaw): Needs => (route.meta?.needs as Needs | undefined) ?? {}

export function menuOf(entries: Entry[], routes: RouteRecordRaw[]): Part[] {
  const mine = entries.filter(e => opens(needsOf(routes.find(r => r.path.replace(/\/:.*/, '') === e.to || r.path === e.to)!)))
  const parts: Part[] = []
  for (const e of mine) {
    const same = e.group && parts.find(p => p.word === e.group)
    if (same) same.pages.push({ to: e.to, word: e.word })
    else parts.push({ word: e.group ?? e.word, pages: [{ to: e.to, word: e.word }] })
  }
  return parts.map(p => (p.pages.length > 1 ? p : { ...p.pages[0], pages: p.pages }))
}

/** Where a visitor may not go he is led where he may; a page without `meta.needs` is everybody's. */
export function guard(to: RouteLocationNormalized) {
  const needs = to.meta.needs as Needs | undefined
  const only = onlyPage(to.path)
  if (only) return only
  if (!needs) return true
  if (!session.account && !session.mustChange) return { path: '/login', query: { next: to.fullPath } }
  if (!opens(needs)) return { path: '/denied', query: {}, replace: true }
  return true
}
