import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** The running console that `npm run dev` uses. */
const CONSOLE_URL = process.env.CONSOLE_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: './src/routes',
      generatedRouteTree: './src/app/route-tree.gen.ts',
      quoteStyle: 'single',
    }),
    react(),
    tailwindcss(),
  ],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
  },
  build: {
    target: 'es2023',
    // The service answers with `default-src 'self'`, so no asset may become a data: URL.
    assetsInlineLimit: 0,
    // Read by scripts/check-size.mjs.
    manifest: true,
    // The polyfill would be an inline script, which the content security policy forbids.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // Keeps the requested host: the service treats requests of pages of another host as those
    // of another site.
    proxy: {
      '/api': { target: CONSOLE_URL },
      '/licenses': { target: CONSOLE_URL },
      '/ws': { target: CONSOLE_URL, ws: true },
    },
  },
  test: {
    restoreMocks: true,
    // A loaded machine is slow: nothing is measured here.
    testTimeout: 60_000,
    // Only component tests need a document: creating it takes longer than most tests.
    projects: [
      {
        extends: true,
        test: { name: 'pure', environment: 'node', include: ['src/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'drawn',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['./test/setup.ts'],
        },
      },
    ],
  },
})
