/// How the page is built: Preact, and Cesium's own files beside it under `/cesium/`, so that nothing comes from outside.
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { viteStaticCopy } from 'vite-plugin-static-copy';

const CESIUM = 'node_modules/cesium/Build/Cesium';
const SERVER = 'http://127.0.0.1:8731';

export default defineConfig({
  base: '/',
  plugins: [
    preact({ devToolsEnabled: false }),
    viteStaticCopy({
      targets: ['Assets', 'Workers', 'ThirdParty', 'Widgets'].map((folder) => ({ src: `${CESIUM}/${folder}`, dest: 'cesium' })),
    }),
  ],
  define: { CESIUM_BASE_URL: JSON.stringify('/cesium/') },
  build: { target: 'es2022', chunkSizeWarningLimit: 8000, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': SERVER } },
});
