// The stage in both its forms: the flat map that takes over where WebGL is drawn in software, and the globe.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { playable, served, shoot } from './harness.mjs'

const held = served()

test('without a graphics card the map takes over', async () => {
  const view = await held.open({ at: '/#n=100' })
  await playable(view.page)
  assert.equal(await view.page.locator('.cesium-widget').count(), 0)
  await view.close()
})

test('a threat can be followed, and a click on it tells its story', async () => {
  const view = await held.open({ at: '/?stage=map#n=100' })
  const { page } = view
  await playable(page)
  const menu = page.getByRole('combobox', { name: /follow/i })
  const names = await menu.locator('option').allInnerTexts()
  assert.ok(names.length > 100, `${names.length} threats`)
  await menu.selectOption({ index: 5 })
  // What is followed stays in the middle.
  const box = await page.locator('.stage-view').boundingBox()
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await page.locator('.story').getByText(names[5].trim().split(',')[0]).first().waitFor()
  await shoot(page, 'map-follow')
  await view.close()
})

for (const theme of ['light', 'dark']) {
  test(`the globe is drawn from what is bundled, ${theme}`, { timeout: 240_000 }, async () => {
    const view = await held.open({ at: '/?stage=globe#n=100', theme, width: 900, height: 600 })
    const { page } = view
    page.setDefaultTimeout(180_000)
    await page.locator('.cesium-widget canvas').waitFor()
    await playable(page)
    await shoot(page, `globe-${theme}`)
    await view.close()
  })
}
