import { defineConfig } from '@playwright/test'

/** A running console; without one, CONSOLE_COMMAND starts it there. */
const url = process.env.CONSOLE_URL ?? 'http://127.0.0.1:8000'
const command = process.env.CONSOLE_URL === undefined ? process.env.CONSOLE_COMMAND : undefined

export default defineConfig({
  testDir: './e2e',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 8_000 },
  reporter: [['list']],
  use: {
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      // The distribution's browser: nothing is downloaded for a test run.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  ...(command === undefined
    ? {}
    : { webServer: { command, url: `${url}/api/health`, timeout: 60_000 } }),
})
