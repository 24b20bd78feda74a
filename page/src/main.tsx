/// The page's entry.
import { render } from 'preact';
import './style/tokens.css';
import './style/layout.css';
import './style/panels.css';
import './style/scenario.css';
import './style/lists.css';
import './style/print.css';
import { App } from './shell/App';
import { begin } from './state/open';

const host = document.getElementById('page');
if (host) render(<App linked={begin()} />, host);
