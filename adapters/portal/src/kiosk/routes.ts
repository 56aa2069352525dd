// routes: pages of the kiosk entry. They have no address: back, history and a reload show nothing of a visitor.
import { createMemoryHistory, createRouter } from 'vue-router'
import { visit } from './visit'

export const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/', component: () => import('./Login.vue') },
    { path: '/cases', component: () => import('./Cases.vue') },
    { path: '/cases/:no', component: () => import('./Case.vue'), props: true },
    { path: '/r/:no', component: () => import('@shared/Receipt.vue'), props: r => ({ no: r.params.no, base: '/cases', home: '/cases' }) },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: () => ({ top: 0 }),
})
router.beforeEach(to => (to.path === '/' ? !visit.entered || '/cases' : visit.entered || '/'))
