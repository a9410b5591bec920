import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Where `npm run dev` finds a running console. */
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
    // With the host that the page was asked for: the service takes what pages of another send for
    // that of another site.
    proxy: {
      '/api': { target: CONSOLE_URL },
      '/ws': { target: CONSOLE_URL, ws: true },
    },
  },
  test: {
    restoreMocks: true,
    // Only what draws needs a document: making one takes longer than most tests.
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
