// Changing a scenario by hand and by key: new elements, copies, days and ranges, places on the map; seed, runs and worlds.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finished, playable, served, shoot, tab } from './harness.mjs'

const held = served()

const editor = page => page.locator('.cm-content')
const holds = page => page.getByText('✓ Holds').waitFor()
/** The scenario as text. */
const textOf = page => page.evaluate(() => sessionStorage.getItem('draft')).then(draft => JSON.parse(draft).text)

async function opened(scenario, options = {}) {
  const view = await held.open({ at: `/?stage=map#s=${scenario}&n=100&tab=scenario`, ...options })
  await editor(view.page).waitFor()
  await holds(view.page)
  return view
}

async function add(page, kind) {
  await page.locator('.elements .menu > button').click()
  await page.locator('.elements .list').getByRole('button', { name: new RegExp(`^${kind}`) }).first().click()
  await page.getByRole('form', { name: `New ${kind}` }).waitFor()
}

for (const theme of ['light', 'dark']) {
  test(`a battery is added by the form and the map, ${theme}`, async () => {
    const view = await opened('japan-2028', { theme })
    const { page } = view
    const before = await page.evaluate(async () => (await (await fetch('/api/scenarios/japan-2028')).json()).text)
    await add(page, 'battery')
    const form = page.getByRole('form', { name: 'New battery' })
    await form.getByText(/It still needs id, nation, lat, lon/).waitFor()
    await form.getByLabel('id needed').fill('north 1')
    await form.getByLabel('id needed').press('Tab')
    await form.getByText('The id “north 1” may have letters, digits, - and _ alone.').waitFor()
    await tab(page, 'Answers').click()
    await tab(page, 'Scenario').click()
    await form.getByLabel('id', { exact: true }).fill('north')
    await form.getByLabel('nation needed').fill('jap')
    await page.getByRole('option', { name: /Japan/ }).waitFor()
    await form.getByLabel('nation needed').press('Enter')
    await form.getByLabel('is', { exact: true }).fill('patriot')
    await page.getByRole('option', { name: /Patriot battery/ }).waitFor()
    await shoot(page, `new-battery-${theme}`)
    await form.getByLabel('is', { exact: true }).press('Enter')
    await form.getByRole('button', { name: /place it on the map/ }).click()
    const map = await page.locator('.stage-live').boundingBox()
    await page.mouse.click(map.x + map.width * 0.6, map.y + map.height * 0.35)
    await page.waitForFunction(() => document.querySelector('.new input[type=number]').value !== '')
    await form.getByLabel('interceptor needed').fill('pac3-mse')
    await page.getByRole('option', { name: /pac3-mse/ }).first().waitFor()
    await form.getByLabel('interceptor needed').press('Enter')
    await form.getByLabel('launchers needed').fill('4')
    await form.getByLabel('launchers needed').press('Tab')
    await form.getByLabel('radar boresight °').fill('300')
    await form.getByLabel('radar boresight °').press('Tab')
    await form.getByText('Ready to be added').waitFor()
    await form.getByRole('button', { name: 'add it', exact: true }).click()
    await page.locator('.element h3', { hasText: 'north' }).waitFor()
    await holds(page)
    await shoot(page, `added-battery-${theme}`)
    const text = await textOf(page)
    assert.match(text, /\[\[battery\]\]\nid = "north"\nnation = "japan"\nis = "patriot-battery"\nlat_deg = [\d.]+\nlon_deg = [\d.]+/)
    assert.equal(before.split('\n').filter(line => !text.includes(line)).length, 0)
    await page.getByRole('button', { name: 'undo', exact: true }).click()
    await page.getByText('north', { exact: true }).waitFor({ state: 'detached' })
    await holds(page)
    await view.close()
  })
}

test('a stock is added, copied under another name, and taken out', async () => {
  const view = await opened('tutorial')
  const { page } = view
  await add(page, 'nation')
  await page.getByLabel('id needed').fill('midland')
  await page.getByRole('button', { name: 'add it', exact: true }).click()
  await page.locator('.element h3', { hasText: 'midland' }).waitFor()
  await page.locator('.elements summary', { hasText: 'stock' }).click()
  await page.locator('.elements button[title^="coastland."]').first().click()
  await page.getByRole('button', { name: 'copy', exact: true }).click()
  await page.getByText(/There is a stock coastland\.\S+ already/).waitFor()
  const nation = page.getByRole('form', { name: 'New stock' }).getByLabel('nation', { exact: true })
  await nation.fill('midland')
  await nation.press('Enter')
  await page.getByRole('button', { name: 'add it', exact: true }).click()
  await page.locator('.element .cap', { hasText: /stock\.midland\./ }).waitFor()
  await holds(page)
  assert.match(await textOf(page), /\[\[stock\]\]\nnation = "midland"/)
  await page.getByRole('button', { name: 'take out', exact: true }).click()
  await holds(page)
  assert.doesNotMatch(await textOf(page), /\[\[stock\]\]\nnation = "midland"/)
  await view.close()
})

test('a day becomes a range of days, and a number a range', async () => {
  const view = await opened('tutorial')
  const { page } = view
  await page.locator('.elements button[title="pact"]').click()
  const from = page.getByLabel('latest').first()
  await from.fill('2027-09-01')
  await editor(page).getByText('2027-09-01').waitFor()
  assert.match(await textOf(page), /from = \{ low = 2027-01-01, likely = 2027-04-01, high = 2027-09-01, grade = "assumed" \}/)
  await shoot(page, 'range-of-days')
  await page.getByRole('button', { name: 'make it one day' }).first().click()
  await editor(page).getByText('from = 2027-04-01').waitFor()
  await page.getByRole('button', { name: 'make it a range' }).first().click()
  await page.getByLabel('latest').first().waitFor()
  await holds(page)
  await view.close()
})

test('what stands on the map is reached by key, and moved by a stated step', async () => {
  const view = await opened('japan-2028')
  const { page } = view
  await page.locator('.stage-bar summary', { hasText: 'Elements' }).focus()
  await page.keyboard.press('Enter')
  const list = page.getByRole('listbox', { name: /Elements on the map/ })
  await list.waitFor()
  await page.waitForFunction(() => document.activeElement?.matches('.stage-elements'))
  await page.keyboard.press('ArrowDown')
  const name = await page.locator('.stage-elements [aria-selected=true]').innerText()
  await shoot(page, 'elements-by-key')
  await page.keyboard.press('Enter')
  const story = page.getByRole('complementary', { name: `About ${name}` })
  await story.waitFor()
  await page.waitForFunction(() => document.activeElement?.matches('.story'))
  const move = story.getByRole('group', { name: new RegExp(`Move ${name.replace(/[()]/g, '.')}: the arrow keys move it by 10 km`) })
  const before = await move.getByRole('status').innerText()
  await move.getByRole('button', { name: '10 km north' }).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  const after = await move.getByRole('status').innerText()
  const north = text => Number(text.match(/[\d.]+/)[0])
  assert.ok(Math.abs(north(after) - north(before) - 20 / 111.2) < 0.02, `${before} ${after}`)
  await page.locator('.head .tag', { hasText: 'changed' }).waitFor()
  await holds(page)
  await shoot(page, 'moved-by-key')
  // Both steps are one change.
  await page.getByRole('button', { name: 'undo', exact: true }).click()
  await page.locator('.head .tag').waitFor({ state: 'detached' })
  await view.close()
})

test('runs, worlds and seed are chosen beside the button, and remembered', async () => {
  const view = await held.open({ at: '/#s=tutorial&n=100' })
  const { page } = view
  await finished(page)
  await page.locator('.head .run .menu button').click()
  await page.getByRole('spinbutton', { name: 'Worlds' }).fill('50')
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('7')
  await shoot(page, 'sample')
  await page.getByRole('spinbutton', { name: 'Seed' }).press('Tab')
  await page.getByRole('button', { name: 'run ▸' }).click()
  await finished(page)
  const runs = await page.evaluate(async () => (await (await fetch('/api/runs')).json()).runs)
  assert.equal(runs[0].seed, 7)
  await page.goto('about:blank')
  await page.goto(`${held.server.url}/#s=tutorial`)
  await page.getByRole('button', { name: '100 runs · 50 worlds · seed 7' }).waitFor()
  await view.close()
})

test('a nation that is alone has no switch', async () => {
  const view = await held.open({ at: '/#s=homeland-cbo&n=100' })
  const { page } = view
  await finished(page)
  await page.locator('.answers h2').first().waitFor()
  assert.equal(await page.getByRole('switch').count(), 0)
  await view.close()
})

test('near the ground the finest coast is drawn', async () => {
  const view = await held.open({ at: '/?stage=map#s=tutorial&n=100' })
  const { page } = view
  await playable(page)
  const [answer] = await Promise.all([
    page.waitForResponse(/land-10m/),
    page.evaluate(() => (location.hash = '#s=japan-2028&n=100&camera=139.7,35.2,200000')),
  ])
  assert.equal(answer.status(), 200)
  await finished(page)
  await shoot(page, 'finest-coast')
  await view.close()
})
