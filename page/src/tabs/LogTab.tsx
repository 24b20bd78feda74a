/// To come.
export function LogTab() {
  return <p>Log</p>;
}
