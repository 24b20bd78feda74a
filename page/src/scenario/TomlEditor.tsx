/// The scenario's text, with its faults at their places.
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { toml } from '@codemirror/legacy-modes/mode/toml';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { effect } from '@preact/signals';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'preact/hooks';
import { check, redo, setText, text, undo } from '../state/scenario';
import { cursorLine, wantedLine } from './wanted';

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--mute)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)' },
  { tag: tags.string, color: 'var(--green)' },
  { tag: [tags.number, tags.bool, tags.atom], color: 'var(--accent)' },
  { tag: [tags.heading, tags.keyword, tags.bracket], color: 'var(--warm)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--paper)', color: 'var(--ink)' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--mute)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--faint)' },
  '.cm-content': { caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--fan90) !important' },
  '.cm-panels': { backgroundColor: 'var(--card)', color: 'var(--ink)', borderColor: 'var(--rule)' },
  '.cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--ink)', border: '1px solid var(--rule)' },
  '.cm-lint-marker-error': { content: 'none', width: '8px', height: '8px', margin: '5px 3px', borderRadius: '2px', rotate: '45deg', backgroundColor: 'var(--warm)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--warm)' },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px solid var(--warm)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--raids)' },
});

/// Replaces what differs, so that cursor and scroll stay.
function follow(view: EditorView, next: string): void {
  const now = view.state.doc.toString();
  if (now === next) return;
  let from = 0;
  while (from < now.length && from < next.length && now[from] === next[from]) from += 1;
  let end = 0;
  while (end < now.length - from && end < next.length - from && now[now.length - 1 - end] === next[next.length - 1 - end]) end += 1;
  view.dispatch({ changes: { from, to: now.length - end, insert: next.slice(from, next.length - end) } });
}

function diagnostics(state: EditorState): Diagnostic[] {
  const faults = check.value?.faults ?? [];
  return faults.filter((f) => f.line !== null && f.line <= state.doc.lines).map((f): Diagnostic => {
    const line = state.doc.line(f.line ?? 1);
    const from = Math.min(line.from + (f.column ?? 1) - 1, line.to);
    const word = /^[^\s,}#\]]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
    return { from, to: Math.max(from, Math.min(from + Math.max(word, 1), line.to)), severity: 'error', message: f.key ? `${f.key}: ${f.message}` : f.message };
  });
}

export function TomlEditor() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const listener = EditorView.updateListener.of((update) => {
      if (update.docChanged) setText(update.state.doc.toString(), true);
      if (update.selectionSet || update.docChanged) cursorLine.value = update.state.doc.lineAt(update.state.selection.main.head).number - 1;
    });
    const ours = keymap.of([
      { key: 'Mod-z', run: () => (undo(), true) },
      { key: 'Mod-Shift-z', run: () => (redo(), true) },
      { key: 'Mod-y', run: () => (redo(), true) },
    ]);
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text.value,
        extensions: [
          lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), drawSelection(), lintGutter(), search({ top: true }), highlightSelectionMatches(),
          ours, keymap.of([...searchKeymap, ...lintKeymap, ...defaultKeymap, indentWithTab]),
          StreamLanguage.define(toml), syntaxHighlighting(colours), look, listener,
          EditorView.contentAttributes.of({ 'aria-label': 'The scenario as TOML; Escape, then Tab leaves it' }),
        ],
      }),
    });
    const stops = [
      effect(() => follow(view, text.value)),
      effect(() => {
        void check.value;
        view.dispatch(setDiagnostics(view.state, diagnostics(view.state)));
      }),
      effect(() => {
        const wanted = wantedLine.value;
        if (!wanted) return;
        const line = view.state.doc.line(Math.min(wanted.line + 1, view.state.doc.lines));
        view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: 'start', yMargin: 8 }) });
        if (wanted.isFocus) view.focus();
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      view.destroy();
    };
  }, []);
  return <div class="toml" ref={host} />;
}
