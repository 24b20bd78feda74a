/// To come.
export function CatalogueTab() {
  return <p>Catalogue</p>;
}
