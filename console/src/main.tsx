import './styles/fonts.css';
import './styles/tokens.css';
import './styles/components.css';
import { render } from 'preact';

render(<p>hello</p>, document.getElementById('root') as HTMLElement);
