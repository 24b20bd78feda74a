// What one scenario leaves to the next: nothing. And what is shown is of what it says it is of.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finished, served, shoot, tab } from './harness.mjs'

const held = served()

const answers = page => page.getByRole('navigation', { name: 'The four answers' })
/** Waits until one of the answers has these words in its head. */
const said = (page, words) => answers(page).locator('h2', { hasText: words }).waitFor()
const named = (page, id) => page.locator('.head').getByRole('button', { name: id })

async function opened(scenario, options = '') {
  const view = await held.open({ at: `/#s=${scenario}&n=100${options}` })
  await finished(view.page)
  await answers(view.page).locator('h2').first().waitFor()
  return view
}

async function type(page, text) {
  await tab(page, /Scenario/).click()
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type(text)
}

async function choose(page, title) {
  await page.locator('.head .menu > button').first().click()
  await page.locator('.head .list').getByRole('button', { name: title }).click()
}

test('a change in the form and what is typed meanwhile both stay', async () => {
  const view = await opened('tutorial')
  const { page } = view
  await tab(page, /Scenario/).click()
  let isFirst = true
  await page.route('**/api/edit', async route => {
    const wait_ms = isFirst ? 1000 : 0
    isFirst = false
    await new Promise(resolve => setTimeout(resolve, wait_ms))
    await route.continue()
  })
  const title = page.getByLabel('title', { exact: true }).first()
  await title.fill('Another title')
  await title.blur()
  await type(page, '# typed meanwhile\n')
  const editor = page.locator('.cm-content')
  await editor.getByText('title = "Another title"').waitFor()
  assert.match(await editor.innerText(), /# typed meanwhile/)
  await answers(page).getByText('before your change').first().waitFor()
  await shoot(page, 'before-your-change')
  await view.close()
})

test('faults in one scenario do not stop the next, and an emptied one does not hold', async () => {
  const view = await opened('tutorial')
  const { page } = view
  await type(page, 'nonsense = 1\n')
  await page.locator('.check').getByText(/nonsense/).waitFor()
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.locator('.check').getByText(/empty/).waitFor()
  await choose(page, /four layers/)
  await named(page, 'homeland-cbo').waitFor()
  await finished(page)
  await said(page, /Saves/)
  await page.getByText('✓ Holds').waitFor()
  await view.close()
})

test('of two scenarios chosen quickly the later is opened, whichever comes first', async () => {
  const view = await opened('tutorial')
  const { page } = view
  const late = new Promise(resolve => {
    void page.route('**/api/scenarios/homeland-cbo', async route => {
      await new Promise(done => setTimeout(done, 1500))
      await route.continue()
      resolve()
    })
  })
  await choose(page, /four layers/)
  await choose(page, /United Arab Emirates/)
  await named(page, 'gulf-2026').waitFor()
  await late
  await finished(page)
  await said(page, /of 7\d\d get through/)
  assert.equal(await named(page, 'gulf-2026').count(), 1)
  const nations = page.getByRole('switch')
  assert.ok((await nations.count()) > 1)
  assert.equal(await nations.first().isDisabled(), true)
  await page.getByText('This scenario compares no arms').waitFor()
  await view.close()
})

test('an earlier run is shown with its own scenario', async () => {
  const view = await opened('tutorial')
  const { page } = view
  await choose(page, /four layers/)
  await named(page, 'homeland-cbo').waitFor()
  await finished(page)
  await tab(page, /Studies/).click()
  await page.locator('tr', { hasText: 'Tutorial' }).getByRole('button', { name: 'show' }).first().click()
  await named(page, 'tutorial').waitFor()
  await said(page, '7 of 16 get through')
  assert.equal(await page.locator('.tag').count(), 0)
  await view.close()
})

test('a study without a raid asks for no replay and says why nothing flies', async () => {
  const view = await opened('replenish-2026')
  const { page } = view
  await page.locator('.stage-tally').getByText('There is no raid in this study.').waitFor()
  await tab(page, /Log/).click()
  assert.doesNotMatch(await page.locator('#panel-body').innerText(), /replay/)
  await view.close()
})

test('a link put into the address of the open page is followed, and nonsense in one does no harm', async () => {
  const view = await opened('tutorial', '&fig=constructor&t=NaN&camera=a,b')
  const { page } = view
  await page.evaluate(() => (location.hash = '#s=homeland-cbo&n=99.6'))
  await named(page, 'homeland-cbo').waitFor()
  await page.getByRole('button', { name: '100 runs' }).waitFor()
  await finished(page)
  await said(page, /Saves/)
  await view.close()
})
