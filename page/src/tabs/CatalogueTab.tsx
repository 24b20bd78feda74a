/// Catalogue: every entry by kind, each value with its range, grade, note and sources.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { CatalogueClaim, CatalogueItem, CatalogueSource, CatalogueValue } from '../api/types';
import { catalogueFault, entries, loadCatalogue } from '../state/catalogue';
import { catalogueId } from '../state/view';
import { fieldWords } from '../words/names';
import { inputValue } from '../words/numbers';
import { gradeTone } from './Rests';

export function CatalogueTab() {
  const [wanted, setWanted] = useState('');
  useEffect(() => void loadCatalogue(), []);
  const words = wanted.toLowerCase();
  const found = (entries.value ?? []).filter((e) => !words || `${e.id} ${e.name} ${e.kind} ${(e.aliases ?? []).join(' ')}`.toLowerCase().includes(words));
  const kinds = [...new Set(found.map((e) => e.kind))];
  if (catalogueFault.value) return <State title="The catalogue cannot be read" text={catalogueFault.value} />;
  return (
    <div class="catalogue">
      <div class="index">
        <input type="search" class="search" placeholder="Search" aria-label="Search the catalogue" value={wanted} onInput={(e) => setWanted(e.currentTarget.value)} />
        <div class="scroll" role="list">
          {!entries.value && <p class="cap">Reading…</p>}
          {entries.value && found.length === 0 && <p class="cap">No entry has “{wanted}” in its name.</p>}
          {kinds.map((kind) => (
            <div key={kind} role="listitem">
              <h3>{kind.replaceAll('_', ' ')}</h3>
              {found.filter((e) => e.kind === kind).map((e) => (
                <button type="button" key={e.id} class={e.id === catalogueId.value ? 'on' : ''} aria-current={e.id === catalogueId.value} onClick={() => (catalogueId.value = e.id)}>
                  {e.name}
                  {e.name !== e.id && <small>{e.id}</small>}
                </button>
              ))}
            </div>
          ))}
        </div>
      </div>
      {catalogueId.value ? <Entry key={catalogueId.value} id={catalogueId.value} /> : <State title="Where every value is from" text="Choose an entry. Each value has a low, a likely and a high, a grade that says how far to trust it, and its sources." />}
    </div>
  );
}

function State({ title, text }: { title: string; text: string }) {
  return (
    <div class="state">
      <h3>{title}</h3>
      <p>{text}</p>
    </div>
  );
}

function Entry({ id }: { id: string }) {
  const [item, setItem] = useState<CatalogueItem | null>(null);
  const [missing, setMissing] = useState('');
  useEffect(() => {
    let isWanted = true;
    void api.catalogueItem(id).then((result) => {
      if (!isWanted) return;
      if (result.ok) setItem(result.value);
      else setMissing(result.message);
    });
    return () => (isWanted = false);
  }, []);
  if (missing) return <State title={`${id} is not in the catalogue`} text={`${missing} It may be defined in the scenario itself.`} />;
  if (!item) return <p class="cap">Reading…</p>;
  return (
    <article class="entry">
      <h3>{item.name}</h3>
      <p class="cap">
        {item.kind.replaceAll('_', ' ')} · <code>{item.id}</code> · {item.values.length} values
      </p>
      {Object.entries(item.facts ?? {}).map(([key, fact]) => (
        <p class="cap" key={key}>
          {key.replaceAll('_', ' ')}: {fact}
        </p>
      ))}
      <ul class="inputs">
        {item.values.map((value) => (
          <Value key={value.key} value={value} />
        ))}
      </ul>
    </article>
  );
}

const shown = (x: number | null): string => (x === null ? '—' : inputValue(x));

const range = (claim: CatalogueClaim): string =>
  claim.low === claim.high || (claim.low === null && claim.high === null)
    ? shown(claim.likely)
    : `${shown(claim.low)} / ${shown(claim.likely)} / ${shown(claim.high)}`;

function Value({ value }: { value: CatalogueValue }) {
  const { label, unit } = fieldWords(value.key.split('.').at(-1) ?? value.key);
  return (
    <li>
      <Claim name={label} unit={unit || value.unit || ''} claim={value} />
      {(value.disputed ?? []).map((other, i) => (
        <div class="disputed" key={i}>
          <Claim name="others say" unit={unit || value.unit || ''} claim={other} />
        </div>
      ))}
    </li>
  );
}

function Claim({ name, unit, claim }: { name: string; unit: string; claim: CatalogueClaim }) {
  return (
    <>
      <div class="claim">
        <span class="name">{name}</span>
        <span class="values">
          {range(claim)} <span class="unit">{unit}</span>
        </span>
        {claim.grade ? (
          <span class="grade" style={{ borderColor: gradeTone(claim.grade) }}>
            {claim.grade}
          </span>
        ) : (
          <span />
        )}
      </div>
      {(claim.note || claim.sources.length > 0) && (
        <p class="cap">
          {claim.note && `${claim.note}. `}
          <Sources sources={claim.sources} />
        </p>
      )}
    </>
  );
}

function Sources({ sources }: { sources: CatalogueSource[] }) {
  return (
    <>
      {sources.map((s, i) => (
        <span key={s.id}>
          {i > 0 && '; '}
          {s.url ? (
            <a href={s.url} target="_blank" rel="noreferrer noopener" title={`Opens ${s.url} in another tab`}>
              {s.title}
            </a>
          ) : (
            s.title
          )}
          {s.publisher && `, ${s.publisher}`}
          {s.date && `, ${s.date}`}
        </span>
      ))}
    </>
  );
}
