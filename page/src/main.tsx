/// The page's entry.
import { render } from 'preact';

const host = document.getElementById('page');
if (host) render(<p>cupola</p>, host);
