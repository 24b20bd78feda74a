// A server of its own and a browser for each file of tests; a page that writes an error to its console, throws, or asks
// another host for anything fails its test.
//
// CUPOLA: the binary, CHROMIUM: the browser; `cargo xtask test` sets both. Screenshots go to page/shots/.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const SHOTS = fileURLToPath(new URL('../shots/', import.meta.url))
mkdirSync(SHOTS, { recursive: true })

/** Starts `cupola serve` on a free port with an empty study folder, or one that is given. */
export async function startServer(dir = mkdtempSync(join(tmpdir(), 'cupola-'))) {
  const child = spawn(process.env.CUPOLA ?? 'cupola', ['serve', '--no-open', '--port', '0', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => child.once('exit', resolve))
  const url = await new Promise((resolve, reject) => {
    child.once('error', reject)
    createInterface({ input: child.stdout }).on('line', line => {
      const found = line.match(/http:\/\/\S+/)
      if (found) resolve(found[0].replace(/\/$/, ''))
    })
    ended.then(code => reject(new Error(`the server ended with ${code}`)))
  })
  return {
    url,
    dir,
    /** Ends the server at once, as a power cut would. */
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    ignoreDefaultArgs: ['--disable-gpu'],
    args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-sandbox'],
  })
}

/** A server and a browser for all the tests of a file. */
export function served() {
  const held = { server: null, browser: null, open: options => open(held.browser, held.server, options) }
  before(async () => {
    ;[held.server, held.browser] = await Promise.all([startServer(), startBrowser()])
  })
  after(async () => {
    await held.browser?.close()
    await held.server?.stop()
  })
  return held
}

/** A tab of the panel. */
export const tab = (page, name) => page.getByRole('tab', { name })

/** A page at a view of the server, watched until `close`, which fails where it did what no page may. */
export async function open(browser, server, { theme = 'light', at = '/', width = 1280, height = 800 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, acceptDownloads: true })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const wrong = []
  page.on('console', message => {
    if (message.type() === 'error') wrong.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', error => wrong.push(`thrown: ${error.stack ?? error}`))
  context.on('request', request => {
    const to = new URL(request.url())
    const isOurs = to.origin === server.url || ['data:', 'blob:'].includes(to.protocol)
    if (!isOurs) wrong.push(`outside request: ${request.url()}`)
  })
  await page.goto(server.url + at)
  return {
    page,
    wrong,
    async close() {
      await context.close()
      assert.deepEqual(wrong, [])
    },
  }
}

/** Waits until the run shown is over. */
export const finished = page => page.getByRole('button', { name: 'run ▸' }).waitFor()
/** Waits until the stage has a run to play. */
export const playable = page => page.locator('.stage-play:not([disabled])').waitFor()

/** Keeps a picture of the view for eyes to look at. */
export async function shoot(page, name) {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), timeout: 120_000 })
}
