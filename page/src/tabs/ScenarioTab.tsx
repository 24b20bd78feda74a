/// To come.
export function ScenarioTab() {
  return <p>Scenario</p>;
}
