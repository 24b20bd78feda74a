/// Set by the build: where Cesium's own files lie.
declare const CESIUM_BASE_URL: string;

/// A file beside the page, by its address.
declare module '*?url' {
  const address: string;
  export default address;
}
