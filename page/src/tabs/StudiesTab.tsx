/// To come.
export function StudiesTab() {
  return <p>Studies</p>;
}
