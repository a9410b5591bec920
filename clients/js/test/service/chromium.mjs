// Pages in Chromium that run `page.mjs`, with a camera and a microphone that are not real.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'

/** A browser with `open()`, which opens a page; all of them are of `origin`. */
export async function startChromium(livekit_client = 'livekit-client') {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.mjs', import.meta.url))],
    alias: { 'livekit-client': livekit_client },
    bundle: true,
    format: 'iife',
    globalName: 'page',
    write: false,
  })
  const html = `<!doctype html><meta charset="utf-8"><script>${outputFiles[0].text.replaceAll('</script', '<\\/script')}</script>`
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${server.address().port}`
  const browser = await chromium.launch({
    // The distribution's browser: nothing is downloaded for a test run.
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
  return {
    origin,
    open: async (complaints) => {
      const page = await (await browser.newContext()).newPage()
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.goto(origin)
      return page
    },
    stop: async () => {
      await browser.close()
      server.close()
    },
  }
}
