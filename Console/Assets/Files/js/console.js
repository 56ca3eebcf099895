// What moves on the pages. Each module handles elements that carry its attribute, also those that arrive later.
import './numbers.js';
import './chart.js';
import './live.js';
import './forms.js';
import './upload.js';
import './csv.js';
import './connection.js';
import './keyboard.js';
