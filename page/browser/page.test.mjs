// What a person does with the page: open, play, switch a nation off, edit with an error and see it, run, cancel, compare,
// export, reload. Each view is kept as a picture in both themes.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { finished, open, playable, served, shoot, startServer, tab } from './harness.mjs'

const held = served()


/** Opens the default scenario with a hundred runs, quick enough for every test. */
async function opened(options = {}) {
  const view = await held.open({ at: '/#n=100', ...options })
  await finished(view.page)
  return view
}

test('the default scenario opens, plays, and gives the four answers', async () => {
  const view = await opened()
  const { page } = view
  const answers = page.getByRole('navigation', { name: 'The four answers' })
  await answers.getByText('What gets through?').waitFor()
  assert.match(await answers.innerText(), /\d+ of 1\d\d get through/)
  assert.match(await answers.innerText(), /in nine runs of ten/)
  await playable(page)
  const time = page.locator('.stage-time')
  const before = await time.innerText()
  await page.keyboard.press('Space')
  await page.waitForFunction(was => document.querySelector('.stage-time').textContent !== was, before)
  await page.keyboard.press('Space')
  const paused = await time.innerText()
  // Several events may lie within the second that is printed.
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight')
  await page.waitForFunction(was => document.querySelector('.stage-time').textContent !== was, paused)
  await view.close()
})

for (const theme of ['light', 'dark']) {
  test(`every view is drawn, ${theme}`, async () => {
    const view = await opened({ theme })
    const { page } = view
    await playable(page)
    await shoot(page, `answers-${theme}`)
    for (const key of ['2', '3', '4']) {
      await page.keyboard.press(key)
      await page.locator('.figure .drawing > *').first().waitFor()
      await shoot(page, `answer-${key}-${theme}`)
    }
    await tab(page, /Scenario/).click()
    await page.locator('.cm-content').waitFor()
    await page.getByText('✓ Holds').waitFor()
    await shoot(page, `scenario-${theme}`)
    await tab(page, /Catalogue/).click()
    await page.getByRole('searchbox').fill('pac')
    await page.locator('.catalogue .index button').first().click()
    await page.locator('.entry').waitFor()
    await shoot(page, `catalogue-${theme}`)
    await tab(page, /Studies/).click()
    await page.locator('.studies table tbody tr').first().waitFor()
    await shoot(page, `studies-${theme}`)
    await tab(page, /Log/).click()
    await shoot(page, `log-${theme}`)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await shoot(page, `keys-${theme}`)
    await view.close()
  })
}

test('a nation switched off is played again in pairs, and back', async () => {
  const view = await opened()
  const { page } = view
  const japan = page.getByRole('switch', { name: 'Japan' })
  assert.equal(await japan.getAttribute('aria-checked'), 'true')
  await japan.click()
  await page.getByText(/\d+ pairs/).waitFor()
  const answers = page.getByRole('navigation', { name: 'The four answers' })
  await answers.getByText(/Without Japan/i).first().waitFor()
  // Its pair is the arm with every agreement.
  await page.getByText('pairs, from Japan joins Golden Dome').waitFor()
  assert.match(await answers.innerText(), /against Japan joins Golden Dome/)
  await shoot(page, 'without-japan')
  await japan.click()
  await page.waitForFunction(() => !/Without Japan/i.test(document.querySelector('.answers').innerText))
  await view.close()
})

test('an error is said at its line with the words of the command line, and undone', async () => {
  const view = await opened()
  const { page } = view
  await tab(page, /Scenario/).click()
  const editor = page.locator('.cm-content')
  await editor.click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('nonsense = 1\n')
  const check = page.locator('.check')
  await check.getByText(/line 1.*nonsense/).waitFor()
  await page.locator('.cm-lintRange-error').first().waitFor()
  assert.match(await tab(page, /Scenario/).innerText(), /1/)
  await shoot(page, 'scenario-error')
  await page.getByRole('button', { name: 'undo', exact: true }).click()
  await page.getByText('✓ Holds').waitFor()
  await view.close()
})

test('a field changed in the form changes the text, which keeps its comments; it is kept, run and deleted', async () => {
  const view = await opened()
  const { page } = view
  await tab(page, /Scenario/).click()
  const title = page.getByLabel('title', { exact: true }).first()
  await title.fill('Another title')
  await title.blur()
  await page.locator('.cm-content', { hasText: 'title = "Another title"' }).waitFor()
  assert.match(await page.locator('.cm-content').innerText(), /# Sources and departures/)
  await page.getByRole('button', { name: 'keep as…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('mine')
  await page.getByRole('button', { name: 'keep', exact: true }).click()
  await page.locator('.head').getByRole('button', { name: 'mine' }).waitFor()
  const kept = await readFile(`${held.server.dir}/mine.toml`, 'utf8')
  assert.match(kept, /title = "Another title"/)
  assert.match(kept, /# Sources and departures/)
  await page.getByRole('button', { name: 'run ▸' }).click()
  await finished(page)
  await tab(page, /Studies/).click()
  await page.locator('.studies').getByText('Another title').first().waitFor()
  await tab(page, /Scenario/).click()
  await page.getByRole('button', { name: 'delete', exact: true }).click()
  await page.waitForFunction(async () => {
    const answer = await fetch('/api/scenarios')
    return !(await answer.json()).scenarios.some(s => s.id === 'mine')
  })
  await view.close()
})

test('a run that goes on is cancelled, and what was done stays', async () => {
  const view = await opened()
  const { page } = view
  await page.locator('.head .run .menu button').click()
  await page.getByRole('button', { name: /20,000 runs/ }).click()
  await page.getByRole('button', { name: 'run ▸' }).click()
  await page.getByText(/[\d,]+ of 20,000 runs/).waitFor()
  await page.locator('.answers').getByText('refining…').first().waitFor()
  await page.getByRole('button', { name: 'cancel' }).click()
  await finished(page)
  await page.getByText(/Stopped after [\d,]+ of [\d,]+ runs/).waitFor()
  await shoot(page, 'cancelled')
  await view.close()
})

test('two runs are compared pair by pair', async () => {
  const view = await opened()
  const { page } = view
  await page.evaluate(async () => {
    const body = JSON.stringify({ scenario: 'japan-2028', runs: 100, set: ['battery.iruma-1.load.pac3-mse.launchers=6'] })
    await fetch('/api/runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  })
  await tab(page, /Studies/).click()
  const boxes = page.locator('.studies tbody input:enabled')
  await page.waitForFunction(() => document.querySelectorAll('.studies tbody input:enabled').length > 1)
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  await page.locator('.two table tbody tr').first().waitFor()
  await shoot(page, 'compared')
  await view.close()
})

test('figures are saved as SVG, PNG and CSV, and the run folder’s files come whole', async () => {
  const view = await opened()
  const { page } = view
  for (const [kind, head] of [['SVG', '<svg'], ['PNG', '\u0089PNG'], ['CSV', '']]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: kind, exact: true }).click(),
    ])
    const bytes = await readFile(await download.path())
    assert.ok(bytes.length > 200, `${kind}: ${bytes.length} bytes`)
    assert.ok(bytes.toString('latin1').includes(head), kind)
  }
  await tab(page, /Studies/).click()
  await page.getByRole('button', { name: 'files' }).first().click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'report.html' }).click(),
  ])
  assert.match(await readFile(await download.path(), 'utf8'), /<title>/)
  const [archive] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'the whole folder' }).click(),
  ])
  const packed = gunzipSync(await readFile(await archive.path())).toString('latin1')
  for (const name of ['report.html', 'runs.parquet', 'scenario.toml']) assert.ok(packed.includes(`/${name}\0`), name)
  await view.close()
})

test('a link reopens the same view', async () => {
  const view = await opened()
  const { page } = view
  await playable(page)
  const before = await page.locator('.stage-time').innerText()
  await page.keyboard.press('2')
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction(was => document.querySelector('.stage-time').textContent !== was, before)
  const time = await page.locator('.stage-time').innerText()
  const title = await page.locator('.figure h3').innerText()
  await page.waitForFunction(() => /run=/.test(location.hash) && /t=/.test(location.hash) && /fig=/.test(location.hash))
  await page.reload()
  await playable(page)
  await page.waitForFunction(was => document.querySelector('.stage-time')?.textContent === was, time)
  assert.equal(await page.locator('.figure h3').innerText(), title)
  await view.close()
})

test('everything is reached by keyboard, and figures are there as tables', async () => {
  const view = await opened()
  const { page } = view
  await page.locator('.figure .unseen table tbody tr').nth(3).waitFor({ state: 'attached' })
  await tab(page, /Answers/).focus()
  await page.keyboard.press('ArrowRight')
  assert.equal(await tab(page, /Scenario/).getAttribute('aria-selected'), 'true')
  await page.keyboard.press('Escape')
  await tab(page, /Scenario/).press('ArrowLeft')
  await page.keyboard.press('/')
  await page.waitForFunction(() => document.activeElement?.matches('input[type=search]'))
  for (const [role, least] of [['button', 10], ['tab', 5], ['slider', 1]]) {
    assert.ok((await page.getByRole(role).count()) >= least, role)
  }
  const nameless = await page.$$eval('button, input, select, [role=slider]', all =>
    all.filter(e => e.checkVisibility() && !(e.innerText || e.getAttribute('aria-label') || e.title || e.labels?.length)).map(e => e.outerHTML.slice(0, 120)),
  )
  assert.deepEqual(nameless, [])
  await view.close()
})

test('a killed server loses no finished run', async () => {
  const first = await startServer()
  const view = await open(held.browser, first, { at: '/#n=100' })
  await finished(view.page)
  const headline = await view.page.locator('.answers h2').first().innerText()
  await view.page.waitForFunction(() => /run=/.test(location.hash))
  const hash = new URL(view.page.url()).hash
  await view.page.goto('about:blank')
  await view.close()
  await first.kill()
  const second = await startServer(first.dir)
  const again = await open(held.browser, second, { at: `/${hash}` })
  await finished(again.page)
  await again.page.locator('.answers h2').first().waitFor()
  assert.equal(await again.page.locator('.answers h2').first().innerText(), headline)
  await again.close()
  await second.stop()
})
