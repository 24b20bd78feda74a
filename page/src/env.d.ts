/// Set by the build: where Cesium's own files lie.
declare const CESIUM_BASE_URL: string;
